package city.auriga.iot.device;

import city.auriga.core.device.DeviceGroups;
import city.auriga.core.problem.NgsiLdException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which apikeys were those of the same devices: while that of a group changes it has two, and for
 * who orders readings they are one. That does not end with the change, since readings may be on
 * their way then; another process, which starts later, has none of these. Thread-safe.
 */
final class SameApikeys {
    private static final Logger LOG = LoggerFactory.getLogger(SameApikeys.class);
    private static final int MOST = 10_000;

    private final DeviceGroups groups;

    /** By what an apikey changes to, what it was first. */
    private volatile Map<String, String> first = Map.of();

    SameApikeys(DeviceGroups groups) {
        this.groups = groups;
    }

    /** One for all that are the same. */
    String first(String apikey) {
        return first.getOrDefault(apikey, apikey);
    }

    /** Looks what changes now; blocks. */
    synchronized void load() {
        try {
            first = with(groups.nextApikeys());
        } catch (NgsiLdException unavailable) {
            LOG.debug("which apikeys change is looked for later");
            Later.run(this::load);
        }
    }

    private Map<String, String> with(Map<String, String> next) {
        // Beyond that only what changes now counts.
        var all = new HashMap<>(first.size() + next.size() > MOST ? Map.of() : first);
        next.forEach((apikey, before) -> {
            var root = first(before);
            if (root.equals(apikey)) {
                all.remove(apikey); // It changes back.
            } else {
                all.put(apikey, root);
            }
        });
        return Map.copyOf(all);
    }
}
