package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.entity.Tenants;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.ProvisioningException.Code;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Declares single devices. */
public final class DeviceProvisioning {
    private static final List<String> KEYS = List.of("device_id", "apikey");
    private static final List<String> OUTPUT =
            Stream.concat(Stream.of("service", "service_path"), DeviceDirectory.OUTPUT.stream())
                    .toList();

    private final DeviceRegistry devices;
    private final DeviceGroups groups;
    private final Tenants tenants;
    private final Senders senders;
    private final GroupTopics topics;
    private final ProvisioningListener listener;

    public DeviceProvisioning(
            DeviceRegistry devices,
            DeviceGroups groups,
            Tenants tenants,
            Senders senders,
            GroupTopics topics,
            ProvisioningListener listener) {
        this.devices = devices;
        this.groups = groups;
        this.tenants = tenants;
        this.senders = senders;
        this.topics = topics;
        this.listener = listener;
    }

    /** Adds all or none. */
    public void add(Place place, List<ObjectNode> documents) {
        var wanted = documents.stream().map(document -> device(place, document)).toList();
        wanted.forEach(topics::requireFree);
        var added = added(place, wanted);
        added.forEach(this::forget);
        listener.devicesChanged(added);
    }

    private List<Device> added(Place place, List<Device> wanted) {
        try {
            return tenants.creating(place.tenant(), () -> devices.add(wanted));
        } catch (NgsiLdException e) {
            throw duplicate(e);
        }
    }

    /**
     * Replaces the members that are given.
     *
     * @return the device as it is now
     */
    Device update(Place place, String id, Optional<String> apikey, ObjectNode members) {
        if (members.has("device_id")) {
            throw new ProvisioningException(Code.BAD_REQUEST, "device_id: cannot be changed");
        }
        var device = find(place, id, apikey);
        var replaced = replace(device, changed(device, members));
        while (replaced.isEmpty()) {
            // Somebody else was quicker: the members are for what there is now.
            device = find(place, id, apikey);
            replaced = replace(device, changed(device, members));
        }
        var changed = replaced.get();
        forget(device);
        forget(changed);
        listener.devicesChanged(List.of(changed));
        return changed;
    }

    private static Device changed(Device device, ObjectNode members) {
        var merged = device.document().deepCopy();
        merged.setAll(members);
        merged.remove(KEYS).remove(OUTPUT);
        var declarations = new Declarations(merged);
        declarations.validate();
        declarations.requireOfDevice();
        var key = new Declarations(members).text("apikey").orElse(device.apikey());
        return device.withApikey(key).withDocument(merged);
    }

    public void remove(Place place, String id, Optional<String> apikey) {
        var device = find(place, id, apikey);
        if (!devices.remove(device)) {
            throw notFound(id);
        }
        forget(device);
    }

    private Optional<Device> replace(Device old, Device device) {
        if (!old.apikey().equals(device.apikey())) {
            topics.requireFree(device);
        }
        try {
            return devices.replace(old, device);
        } catch (NgsiLdException e) {
            throw duplicate(e);
        }
    }

    private static RuntimeException duplicate(NgsiLdException e) {
        return e.problem() == Problem.ALREADY_EXISTS
                ? new ProvisioningException(Code.DUPLICATE_DEVICE_ID, e.getMessage())
                : e;
    }

    private void forget(Device device) {
        senders.deviceChanged(device.apikey(), device.id());
    }

    /**
     * @throws ProvisioningException if there is no such device
     */
    public Device find(Place place, String id, Optional<String> apikey) {
        return apikey.map(key ->
                        devices.find(place.tenant(), place.path(), key, id)
                                .or(() ->
                                        devices.find(
                                                place.tenant(),
                                                place.path(),
                                                current(place, key),
                                                id)))
                .orElseGet(
                        () -> devices.withId(place.tenant(), place.path(), id).stream().findFirst())
                .orElseThrow(() -> notFound(id));
    }

    /** What a device has of which somebody says what it will have. */
    private String current(Place place, String apikey) {
        return apikey.isEmpty()
                ? apikey
                : groups.withApikey(apikey).stream()
                        .filter(group -> group.nextApikey().equals(Optional.of(apikey)))
                        .filter(group -> group.tenant().equals(place.tenant()))
                        .filter(group -> group.path().equals(place.path()))
                        .map(DeviceGroup::apikey)
                        .findFirst()
                        .orElse(apikey);
    }

    static Device device(Place place, ObjectNode document) {
        var declarations = new Declarations(document);
        var id =
                declarations
                        .text("device_id")
                        .filter(text -> !text.isBlank())
                        .orElseThrow(() ->
                                new ProvisioningException(
                                        Code.MISSING_ATTRIBUTES,
                                        "device_id: each device needs one"));
        declarations.validate();
        declarations.requireOfDevice();
        return new Device(
                place.tenant(),
                place.path(),
                declarations.text("apikey").orElse(""),
                id,
                document.deepCopy().remove(KEYS).remove(OUTPUT));
    }

    static ObjectNode document(Device device) {
        var document = device.document().deepCopy();
        document.put("device_id", device.id());
        if (!device.apikey().isEmpty()) {
            document.put("apikey", device.apikey());
        }
        document.put("service", device.tenant().name());
        document.put("service_path", device.path());
        return document;
    }

    private static ProvisioningException notFound(String id) {
        return new ProvisioningException(Code.DEVICE_NOT_FOUND, "no device '" + id + "'");
    }
}
