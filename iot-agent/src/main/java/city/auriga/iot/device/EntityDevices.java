package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.model.Tenant;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The way back: which devices an Entity stands for. Looking up blocks. */
public final class EntityDevices {
    private static final String PREFIX = "urn:ngsi-ld:";
    private static final int LONGEST_NAME = 512;

    private final DeviceGroups groups;
    private final DeviceRegistry devices;
    private final Profiles profiles;

    public EntityDevices(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        this.groups = groups;
        this.devices = devices;
        this.profiles = profiles;
    }

    /**
     * The devices whose measures go to this Entity.
     *
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}; another one if
     *     the @context of a device cannot be had
     */
    public List<Sender> of(Tenant tenant, String entity) {
        var name = entity.startsWith(PREFIX) ? entity.substring(PREFIX.length()) : "";
        var names = new HashSet<>(Set.of(entity));
        names.addAll(rests(name, ":"));
        var ids = new HashSet<String>();
        conjunctions(tenant).forEach(conjunction -> ids.addAll(rests(name, conjunction)));
        return devices.namedOrCalled(tenant, names, ids).stream()
                .map(this::sender)
                .filter(sender -> sender.profile().entity().id().equals(entity))
                .toList();
    }

    /** The device with this address, if it is still there. */
    public Optional<Sender> find(Address address) {
        return devices.find(address.tenant(), address.path(), address.apikey(), address.device())
                .or(() -> devices.find(address.tenant(), address.path(), "", address.device()))
                .map(this::sender);
    }

    /** A device with what it inherits. */
    public Sender sender(Device device) {
        var group = group(device);
        // One without an apikey takes that of its group when it is first heard.
        var apikey =
                device.apikey().isEmpty()
                        ? group.map(DeviceGroup::apikey).orElse("")
                        : device.apikey();
        return profiles.sender(device, apikey, group.orElse(null));
    }

    private Optional<DeviceGroup> group(Device device) {
        var known =
                device.apikey().isEmpty()
                        ? groups.list(device.tenant(), device.path())
                        : groups.withApikey(device.apikey());
        var fitting =
                known.stream()
                        .filter(g -> g.tenant().equals(device.tenant()))
                        .filter(g -> g.path().equals(device.path()))
                        .toList();
        boolean one = fitting.stream().map(DeviceGroup::apikey).distinct().count() == 1;
        return one ? Optional.of(fitting.getFirst()) : Optional.empty();
    }

    private Stream<String> conjunctions(Tenant tenant) {
        var declared =
                groups.listAll(tenant).stream()
                        .map(g -> g.document().path("defaultEntityNameConjunction").asString(""))
                        .filter(Objects::nonNull);
        return Stream.concat(Stream.of(":"), declared)
                .filter(conjunction -> !conjunction.isEmpty())
                .distinct();
    }

    /**
     * What may stand behind a type and this conjunction, as it is and as it was before escaping.
     */
    private static Set<String> rests(String name, String conjunction) {
        var rests = new HashSet<String>();
        if (name.length() > LONGEST_NAME) {
            return rests;
        }
        for (int i = name.indexOf(conjunction, 1); i > 0; i = name.indexOf(conjunction, i + 1)) {
            var rest = name.substring(i + conjunction.length());
            rests.add(rest);
            rests.add(unescaped(rest));
        }
        return rests;
    }

    private static String unescaped(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEscaped) {
            return text;
        }
    }
}
