package city.auriga.iot.device;

import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.problem.NgsiLdException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths on which groups want the measures of their devices over HTTP. */
public final class Resources implements DeviceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private final DeviceGroups groups;
    private volatile Set<String> known = Set.of();

    public Resources(DeviceGroups groups) {
        this.groups = groups;
    }

    /** The longest resource that a path is of, or begins with; empty if there is none. */
    public Optional<String> find(String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            var resource = path.substring(0, end);
            if (known.contains(resource)) {
                return Optional.of(resource);
            }
        }
        return Optional.empty();
    }

    @Override
    public void groupsChanged() {
        try {
            known = groups.resources();
        } catch (NgsiLdException unavailable) {
            LOG.debug("the resources of groups wait for the database");
            Later.run(this::groupsChanged);
        }
    }

    @Override
    public void reload() {
        groupsChanged();
    }

    @Override
    public void deviceChanged(String apikey, String id) {
        // Devices have no resource that measures come to.
    }
}
