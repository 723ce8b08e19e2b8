package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceInventory;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.InventoryDocument.Item;
import city.auriga.iot.device.InventoryDocument.Kind;
import city.auriga.iot.device.ProvisioningException.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** All groups and devices, of a tenant or of all, as one JSON document: out, and in again. */
public final class Inventory {
    private static final int PAGE = 500;

    private final DeviceInventory store;
    private final Tenants tenants;
    private final Senders senders;
    private final GroupTopics topics;
    private final ProvisioningListener listener;

    public Inventory(
            DeviceInventory store,
            Tenants tenants,
            Senders senders,
            GroupTopics topics,
            ProvisioningListener listener) {
        this.store = store;
        this.tenants = tenants;
        this.senders = senders;
        this.topics = topics;
        this.listener = listener;
    }

    /** How many groups and devices a document had. */
    public record Stored(int groups, int devices) {}

    /**
     * Writes all, one after the other.
     *
     * @param tenant null for all
     */
    public void write(@Nullable Tenant tenant, JsonGenerator out) {
        out.writeStartObject();
        out.writeName("groups");
        out.writeStartArray();
        for (var group : store.groups(tenant)) {
            out.writeTree(GroupProvisioning.document(group));
        }
        out.writeEndArray();
        out.writeName("devices");
        out.writeStartArray();
        store.devices(tenant, device -> out.writeTree(DeviceProvisioning.document(device)));
        out.writeEndArray();
        out.writeEndObject();
    }

    /**
     * Stores all of a document or nothing. What is there already under the same key is replaced;
     * what the document does not have stays.
     *
     * @param tenant whose they are; null if each item says it
     * @throws ProvisioningException that names the item that is wrong
     */
    public Stored store(@Nullable Tenant tenant, byte[] body) {
        var document = new InventoryDocument(body);
        // Before the transaction, so that it is short, and begins with the locks of all tenants.
        var check = new Check(tenant);
        document.read(check::take);
        creating(
                List.copyOf(check.tenants),
                () -> {
                    store.put(
                            check.tenants,
                            taker -> document.read(item -> put(item, tenant, taker)));
                    return true;
                });
        senders.groupsChanged();
        topics.groupsChanged();
        listener.groupsChanged(check.declared);
        tellOfCommands(tenant, document);
        return new Stored(check.groups.size(), check.devices.size());
    }

    /** Devices that have their commands from a group are ready with the group, or when heard. */
    private void tellOfCommands(@Nullable Tenant tenant, InventoryDocument document) {
        var commanding = new ArrayList<Device>();
        document.read(item -> {
            if (item.kind() == Kind.DEVICE && item.document().has("commands")) {
                commanding.add(device(item, tenant));
                if (commanding.size() >= PAGE) {
                    listener.devicesChanged(List.copyOf(commanding));
                    commanding.clear();
                }
            }
        });
        if (!commanding.isEmpty()) {
            listener.devicesChanged(List.copyOf(commanding));
        }
    }

    private boolean creating(List<Tenant> missing, Supplier<Boolean> content) {
        return missing.isEmpty()
                ? content.get()
                : tenants.creating(
                        missing.getFirst(),
                        () -> creating(missing.subList(1, missing.size()), content));
    }

    private static void put(Item item, @Nullable Tenant tenant, DeviceInventory.Taker taker) {
        switch (item.kind()) {
            case GROUP -> taker.group(group(item, tenant));
            case DEVICE -> taker.device(device(item, tenant));
        }
    }

    private static DeviceGroup group(Item item, @Nullable Tenant tenant) {
        return GroupProvisioning.group(item.place(tenant), item.document());
    }

    private static Device device(Item item, @Nullable Tenant tenant) {
        return DeviceProvisioning.device(item.place(tenant), item.document());
    }

    /** Whether each item is right, and there once. */
    private final class Check {
        private final @Nullable Tenant tenant;
        private final Set<Tenant> tenants = new LinkedHashSet<>();
        private final Set<List<String>> groups = new HashSet<>();
        private final List<DeviceGroup> declared = new ArrayList<>();
        private final Set<DeviceKey> devices = new HashSet<>();

        Check(@Nullable Tenant tenant) {
            this.tenant = tenant;
        }

        void take(Item item) {
            switch (item.kind()) {
                case GROUP -> {
                    var group = group(item, tenant);
                    tenants.add(group.tenant());
                    topics.requireFree(group);
                    declared.add(group);
                    if (!groups.add(List.of(group.resource(), group.apikey()))) {
                        throw new ProvisioningException(
                                Code.DUPLICATE_GROUP,
                                "its resource and apikey are in the document twice");
                    }
                }
                case DEVICE -> {
                    var device = device(item, tenant);
                    tenants.add(device.tenant());
                    topics.requireFree(device);
                    if (!devices.add(device.key())) {
                        throw new ProvisioningException(
                                Code.DUPLICATE_DEVICE_ID,
                                "'" + device.id() + "' is in the document twice");
                    }
                }
            }
        }
    }
}
