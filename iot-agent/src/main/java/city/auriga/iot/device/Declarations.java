package city.auriga.iot.device;

import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.mapping.AttributeRule;
import city.auriga.iot.mapping.AttributeRule.MetadataRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.AttributeRule.Target;
import city.auriga.iot.mapping.EntityIds;
import city.auriga.iot.mapping.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of a group or device as types. Reading is validation: what the agent cannot do yet is
 * refused, never passed over.
 */
final class Declarations {
    private static final List<String> UNSUPPORTED =
            List.of("entityNameExp", "template", "topics", "connection", "deviceIdExp");
    private static final List<String> UNSUPPORTED_LISTS = List.of("lazy");
    private static final List<String> UNSUPPORTED_IN_ATTRIBUTE =
            List.of("expression", "reverse", "path", "observedAt", "link");

    private final ObjectNode document;

    Declarations(ObjectNode document) {
        this.document = document;
    }

    /** Refuses what is wrong in itself, whatever it is combined with. */
    void validate() {
        for (var member : UNSUPPORTED) {
            if (document.hasNonNull(member)) {
                throw unsupported(member);
            }
        }
        for (var member : UNSUPPORTED_LISTS) {
            if (!list(member).isEmpty()) {
                throw unsupported(member);
            }
        }
        text("payloadType")
                .filter(t -> !t.equalsIgnoreCase("iotagent"))
                .ifPresent(t -> {
                    throw unsupported("payloadType '" + t + "'");
                });
        types();
        explicitAttrs();
        flag("timestamp");
        flag("autoprovision");
        text("timezone").ifPresent(Zones::require);
        text("jsonldContext");
        new CommandDeclarations(document).validate();
        attributes(List.of("Thing"));
        statics();
    }

    Optional<String> text(String member) {
        var node = document.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isString()) {
            throw wrong(member, "a text");
        }
        return Optional.of(node.stringValue());
    }

    Optional<Boolean> flag(String member) {
        var node = document.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (node.isString() && List.of("true", "false").contains(node.stringValue())) {
            return Optional.of(Boolean.valueOf(node.stringValue()));
        }
        if (!node.isBoolean()) {
            throw wrong(member, "true or false");
        }
        return Optional.of(node.booleanValue());
    }

    Optional<Boolean> explicitAttrs() {
        var node = document.path("explicitAttrs");
        if (node.isArray() || (node.isString() && !node.stringValue().matches("true|false"))) {
            throw unsupported("explicitAttrs as an expression");
        }
        return flag("explicitAttrs");
    }

    List<String> types() {
        var node = document.path("entity_type");
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        var types = new ArrayList<String>();
        for (var item : node.isArray() ? node : List.of(node)) {
            if (!item.isString() || item.stringValue().isBlank()) {
                throw wrong("entity_type", "a name, or an array of names");
            }
            types.add(item.stringValue());
        }
        return types;
    }

    /**
     * @param types of the device's own entity: what an attribute for another entity falls back to
     */
    List<AttributeRule> attributes(List<String> types) {
        return list("attributes").stream().map(node -> attribute(node, types)).toList();
    }

    private AttributeRule attribute(JsonNode node, List<String> types) {
        for (var member : UNSUPPORTED_IN_ATTRIBUTE) {
            if (node.hasNonNull(member)) {
                throw unsupported(member + " in attributes");
            }
        }
        var wire = Optional.ofNullable(member(node, "object_id"));
        var name = Optional.ofNullable(member(node, "name"));
        if (wire.isEmpty() && name.isEmpty()) {
            throw wrong("attributes", "an object_id or a name in each");
        }
        return new AttributeRule(
                wire.or(() -> name).orElseThrow(),
                name.or(() -> wire).orElseThrow(),
                kind(node),
                metadata(node, "attributes"),
                node.get("skipValue"),
                target(node, types));
    }

    private static @Nullable Target target(JsonNode node, List<String> types) {
        var name = member(node, "entity_name");
        if (name == null) {
            return null;
        }
        if (name.matches(".*[|'\"?+].*|.*\\$\\{.*")) {
            throw unsupported("entity_name as an expression");
        }
        var type = member(node, "entity_type");
        var all = type == null ? types : List.of(type);
        return new Target(EntityIds.named(name, all.getFirst()), all);
    }

    List<StaticRule> statics() {
        return list("static_attributes").stream()
                .map(node -> {
                    var name = member(node, "name");
                    if (name == null || !node.hasNonNull("value")) {
                        throw wrong("static_attributes", "a name and a value in each");
                    }
                    if (node.hasNonNull("link")) {
                        throw unsupported("link in static_attributes");
                    }
                    return new StaticRule(
                            name,
                            kind(node),
                            node.get("value"),
                            metadata(node, "static_attributes"));
                })
                .toList();
    }

    private static List<MetadataRule> metadata(JsonNode node, String owner) {
        var rules = new ArrayList<MetadataRule>();
        if (node.hasNonNull("unitCode")) {
            rules.add(new MetadataRule("unitCode", ValueKind.PLAIN, node.get("unitCode")));
        }
        if (node.hasNonNull("datasetId")) {
            rules.add(new MetadataRule("datasetId", ValueKind.PLAIN, node.get("datasetId")));
        }
        var metadata = node.path("metadata");
        if (metadata.isArray() && metadata.isEmpty()) {
            return rules; // some tutorials write an empty array for an empty object
        }
        if (!metadata.isMissingNode() && !metadata.isNull() && !metadata.isObject()) {
            throw wrong(owner, "metadata as an object");
        }
        for (var entry : metadata.properties()) {
            if (entry.getValue().hasNonNull("expression")) {
                throw unsupported("expression in metadata");
            }
            if (!entry.getValue().hasNonNull("value")) {
                throw wrong(owner, "a value in metadata '" + entry.getKey() + "'");
            }
            rules.add(
                    new MetadataRule(
                            entry.getKey(), kind(entry.getValue()), entry.getValue().get("value")));
        }
        return rules;
    }

    private List<JsonNode> list(String member) {
        var node = document.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isObject)) {
            throw wrong(member, "an array of objects");
        }
        return node.valueStream().toList();
    }

    private static ValueKind kind(JsonNode node) {
        var type = member(node, "type");
        return type == null ? ValueKind.PLAIN : ValueKind.of(type);
    }

    private static @Nullable String member(JsonNode node, String name) {
        var value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            throw wrong(name, "a text that is not empty");
        }
        return value.stringValue();
    }

    private static ProvisioningException wrong(String member, String expected) {
        return new ProvisioningException(Code.WRONG_SYNTAX, member + ": expected " + expected);
    }

    private static ProvisioningException unsupported(String what) {
        return new ProvisioningException(
                Code.METHOD_NOT_IMPLEMENTED, what + " is not supported yet");
    }
}
