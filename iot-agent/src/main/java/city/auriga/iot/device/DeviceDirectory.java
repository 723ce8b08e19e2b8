package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceApikeys;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows devices, and what was heard of them. */
public final class DeviceDirectory {
    private static final String LAST_MEASURE = "lastMeasure";
    private static final String HEARD_APIKEY = "heardApikey";

    /** What is shown, but not taken. */
    static final List<String> OUTPUT =
            List.of("lastSeen", LAST_MEASURE, "measures", "faults", "polling", HEARD_APIKEY);

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final DeviceProvisioning provisioning;
    private final DeviceRegistry devices;
    private final DeviceGroups groups;
    private final DeviceActivities activities;
    private final DeviceApikeys apikeys;

    public DeviceDirectory(
            DeviceProvisioning provisioning,
            DeviceRegistry devices,
            DeviceGroups groups,
            DeviceActivities activities,
            DeviceApikeys apikeys) {
        this.provisioning = provisioning;
        this.devices = devices;
        this.groups = groups;
        this.activities = activities;
        this.apikeys = apikeys;
    }

    public long count(DeviceQuery query) {
        return devices.count(query);
    }

    /** In the order of creation; so many as no memory holds, if need be. */
    public void list(DeviceQuery query, int limit, int offset, Consumer<ObjectNode> taker) {
        devices.list(query, limit, offset, part -> shown(part).forEach(taker));
    }

    public ObjectNode get(Place place, String id, Optional<String> apikey) {
        return shown(List.of(provisioning.find(place, id, apikey))).getFirst();
    }

    /** The apikey of a device; empty if it has none yet. */
    public String apikey(Place place, String id) {
        return provisioning.find(place, id, Optional.empty()).apikey();
    }

    /** Replaces the members that are given; an empty {@code lastMeasure} is forgotten. */
    public void update(Place place, String id, Optional<String> apikey, ObjectNode members) {
        var device = provisioning.update(place, id, apikey, members);
        var last = members.path(LAST_MEASURE);
        if (last.isObject() && last.isEmpty()) {
            activities.forgetMeasure(device.key());
        }
    }

    private List<ObjectNode> shown(List<Device> page) {
        if (page.isEmpty()) {
            return List.of();
        }
        var keys = page.stream().map(Device::key).toList();
        var heard = activities.find(keys);
        var place = page.getFirst();
        var inherited = groups.list(place.tenant(), place.path());
        // Of all others nobody remembers it.
        boolean changing = inherited.stream().anyMatch(group -> group.nextApikey().isPresent());
        var heardWith = changing ? apikeys.find(keys) : Map.<DeviceKey, String>of();
        return page.stream()
                .map(device -> {
                    var document = shown(device, heard.get(device.key()));
                    polling(device, inherited).ifPresent(polls -> document.put("polling", polls));
                    Optional.ofNullable(heardWith.get(device.key()))
                            .ifPresent(apikey -> document.put(HEARD_APIKEY, apikey));
                    return document;
                })
                .toList();
    }

    /** Whether it fetches its commands; empty if it need not do anything for them. */
    private static Optional<Boolean> polling(Device device, List<DeviceGroup> groups) {
        var own = new CommandDeclarations(device.document());
        var inherited =
                groups.stream()
                        .filter(group -> group.apikey().equals(device.apikey()))
                        .map(DeviceGroup::document)
                        .findFirst()
                        .orElseGet(JsonNodeFactory.instance::objectNode);
        try {
            return switch (CommandDeclarations.way(own, new CommandDeclarations(inherited))) {
                case POLL -> Optional.of(true);
                case PUSH -> Optional.of(false);
                case MQTT -> Optional.empty();
            };
        } catch (ProvisioningException storedBeforeItWasLookedAt) {
            return Optional.empty();
        }
    }

    private static ObjectNode shown(Device device, @Nullable DeviceActivity activity) {
        var document = DeviceProvisioning.document(device);
        if (activity == null) {
            return document.put("measures", 0).put("faults", 0);
        }
        document.put("lastSeen", activity.lastSeen().toString());
        var measured = activity.lastMeasure();
        if (measured != null) {
            var last = document.putObject(LAST_MEASURE).put("timestamp", measured.toString());
            var measure = activity.measure();
            if (measure != null) {
                last.set("measure", MAPPER.readTree(measure));
            }
        }
        return document.put("measures", activity.measures()).put("faults", activity.faults());
    }
}
