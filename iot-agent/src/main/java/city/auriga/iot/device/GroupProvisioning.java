package city.auriga.iot.device;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.entity.Tenants;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.ProvisioningException.Code;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Declares what the devices of an apikey have in common. */
public final class GroupProvisioning {
    private static final List<String> KEYS = List.of("resource", "apikey");
    private static final List<String> FROM_HEADERS = List.of("service", "subservice");

    private final DeviceGroups groups;
    private final Tenants tenants;
    private final Senders senders;
    private final GroupTopics topics;
    private final ProvisioningListener listener;

    public GroupProvisioning(
            DeviceGroups groups,
            Tenants tenants,
            Senders senders,
            GroupTopics topics,
            ProvisioningListener listener) {
        this.groups = groups;
        this.tenants = tenants;
        this.senders = senders;
        this.topics = topics;
        this.listener = listener;
    }

    /** Adds all or none. */
    public void add(Place place, List<ObjectNode> documents) {
        var added = documents.stream().map(document -> group(place, document)).toList();
        added.forEach(topics::requireFree);
        try {
            tenants.creating(
                    place.tenant(),
                    () -> {
                        groups.add(added);
                        return added;
                    });
        } catch (NgsiLdException e) {
            throw e.problem() == Problem.ALREADY_EXISTS
                    ? new ProvisioningException(Code.DUPLICATE_GROUP, e.getMessage())
                    : e;
        }
        changed();
        listener.groupsChanged(added);
    }

    /** Those of a place that have the resource and apikey, if any is asked for. */
    public List<ObjectNode> list(Place place, Optional<String> resource, Optional<String> apikey) {
        var all =
                place.isEverywhere()
                        ? groups.listAll(place.tenant())
                        : groups.list(place.tenant(), place.path());
        return all.stream()
                .filter(g -> resource.isEmpty() || resource.get().equals(g.resource()))
                .filter(g -> apikey.isEmpty() || apikey.get().equals(g.apikey()))
                .map(GroupProvisioning::document)
                .toList();
    }

    /** Replaces the members that are given. */
    public void update(Place place, String resource, String apikey, ObjectNode members) {
        var group = find(place, resource, apikey);
        var changed = changed(group, members);
        while (!groups.replace(group, changed)) {
            // Somebody else was quicker: the members are for what there is now.
            group = find(place, resource, apikey);
            changed = changed(group, members);
        }
        changed();
        listener.groupsChanged(List.of(changed));
    }

    private DeviceGroup changed(DeviceGroup group, ObjectNode members) {
        var merged = group.document().deepCopy();
        members.properties()
                .forEach(member -> {
                    if (KEYS.contains(member.getKey())) {
                        requireSame(group, member.getKey(), member.getValue());
                    } else {
                        merged.set(member.getKey(), member.getValue());
                    }
                });
        merged.remove(FROM_HEADERS);
        validate(merged);
        var changed = group.withDocument(merged);
        topics.requireFree(changed);
        return changed;
    }

    /**
     * @param devices whether its devices go too
     */
    public void remove(Place place, String resource, String apikey, boolean devices) {
        if (!groups.remove(find(place, resource, apikey), devices)) {
            throw notFound(resource);
        }
        changed();
    }

    private void changed() {
        senders.groupsChanged();
        topics.groupsChanged();
    }

    private DeviceGroup find(Place place, String resource, String apikey) {
        var group = groups.find(resource, apikey).orElseThrow(() -> notFound(resource));
        if (!group.tenant().equals(place.tenant()) || !group.path().equals(place.path())) {
            throw new ProvisioningException(
                    Code.MISMATCHED_SERVICE,
                    "the group belongs to another fiware-service or fiware-servicepath");
        }
        return group;
    }

    static DeviceGroup group(Place place, ObjectNode document) {
        for (var key : KEYS) {
            if (!document.path(key).isString()) {
                throw new ProvisioningException(Code.WRONG_SYNTAX, key + ": expected a text");
            }
        }
        var apikey = document.get("apikey").stringValue();
        if (apikey.isEmpty()) {
            throw new ProvisioningException(Code.WRONG_SYNTAX, "apikey: must not be empty");
        }
        var members = document.deepCopy().remove(KEYS).remove(FROM_HEADERS);
        validate(members);
        return new DeviceGroup(
                place.tenant(),
                place.path(),
                document.get("resource").stringValue(),
                apikey,
                members);
    }

    private static void validate(ObjectNode members) {
        var declarations = new Declarations(members);
        declarations.validate();
        if (declarations.types().isEmpty()) {
            throw new ProvisioningException(
                    Code.MISSING_CONFIG_PARAMS, "entity_type: a group needs one");
        }
    }

    private static void requireSame(DeviceGroup group, String key, JsonNode value) {
        var known = key.equals("apikey") ? group.apikey() : group.resource();
        if (!value.isString() || !value.stringValue().equals(known)) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    key + ": cannot be changed; delete the group and add another");
        }
    }

    static ObjectNode document(DeviceGroup group) {
        var document = group.document().deepCopy();
        document.put("resource", group.resource());
        document.put("apikey", group.apikey());
        document.put("service", group.tenant().name());
        document.put("subservice", group.path());
        return document;
    }

    private static ProvisioningException notFound(String resource) {
        return new ProvisioningException(
                Code.DEVICE_GROUP_NOT_FOUND,
                "no group with resource '" + resource + "' and this apikey");
    }
}
