package city.auriga.iot.device;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
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
            throw duplicate(e);
        }
        changed();
        listener.groupsChanged(added);
    }

    private static RuntimeException duplicate(NgsiLdException e) {
        return e.problem() == Problem.ALREADY_EXISTS
                ? new ProvisioningException(Code.DUPLICATE_GROUP, e.getMessage())
                : e;
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

    /**
     * Replaces the members that are given. If the apikey is, and is what the group changes to, that
     * is done: the one before is nobody's any more.
     */
    public void update(Place place, String resource, String apikey, ObjectNode members) {
        var group = find(place, resource, apikey);
        var changed = changed(group, members);
        while (!replace(group, changed)) {
            // Somebody else was quicker: the members are for what there is now.
            group = find(place, resource, apikey);
            changed = changed(group, members);
        }
        changed();
        listener.groupsChanged(List.of(changed));
    }

    private boolean replace(DeviceGroup old, DeviceGroup group) {
        try {
            return groups.replace(old, group);
        } catch (NgsiLdException e) {
            throw duplicate(e);
        }
    }

    private DeviceGroup changed(DeviceGroup group, ObjectNode members) {
        var merged = group.document().deepCopy();
        var apikey = apikey(group, members);
        if (!apikey.equals(group.apikey())) {
            merged.remove(DeviceGroup.NEXT_APIKEY);
        }
        members.properties()
                .forEach(member -> {
                    if (member.getKey().equals("resource")) {
                        requireSame(group, member.getValue());
                    } else if (!KEYS.contains(member.getKey())) {
                        merged.set(member.getKey(), member.getValue());
                    }
                });
        merged.remove(FROM_HEADERS);
        var changed = valid(group.tenant(), group.path(), group.resource(), apikey, merged);
        topics.requireFree(changed);
        return changed;
    }

    /** The one that it has then. */
    private static String apikey(DeviceGroup group, ObjectNode members) {
        var given = members.get("apikey");
        if (given == null || given.asString("").equals(group.apikey())) {
            return group.apikey();
        }
        if (!group.nextApikey().equals(Optional.of(given.asString("")))) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    "apikey: expected the nextApikey of the group; give it one first, or delete the"
                            + " group and add another");
        }
        if (members.hasNonNull(DeviceGroup.NEXT_APIKEY)) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    "nextApikey: expected none together with the apikey that the group changes to");
        }
        return given.asString();
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
        return valid(
                place.tenant(),
                place.path(),
                document.get("resource").stringValue(),
                apikey,
                members);
    }

    private static DeviceGroup valid(
            Tenant tenant, String path, String resource, String apikey, ObjectNode members) {
        if (members.path(DeviceGroup.NEXT_APIKEY).isNull()) {
            members.remove(DeviceGroup.NEXT_APIKEY);
        }
        var declarations = new Declarations(members);
        declarations.validate();
        if (declarations.types().isEmpty()) {
            throw new ProvisioningException(
                    Code.MISSING_CONFIG_PARAMS, "entity_type: a group needs one");
        }
        if (members.has(DeviceGroup.NEXT_APIKEY)) {
            requireChangeable(members.get(DeviceGroup.NEXT_APIKEY), apikey);
            if (declarations.topics(resource, apikey).isPresent()) {
                throw new ProvisioningException(
                        Code.BAD_REQUEST,
                        "nextApikey: expected none in a group with topics of its own, in which the"
                                + " apikey stands; add another group");
            }
        }
        return new DeviceGroup(tenant, path, resource, apikey, members);
    }

    private static void requireChangeable(JsonNode next, String apikey) {
        if (!next.isString() || Senders.isUnprintable(next.stringValue())) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX,
                    "nextApikey: expected a text of at most 256 characters, found " + next);
        }
        if (next.stringValue().equals(apikey)) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST, "nextApikey: it is the apikey already");
        }
    }

    private static void requireSame(DeviceGroup group, JsonNode resource) {
        if (!resource.isString() || !resource.stringValue().equals(group.resource())) {
            throw new ProvisioningException(
                    Code.BAD_REQUEST,
                    "resource: cannot be changed; delete the group and add another");
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
