package city.auriga.iot.device;

import static city.auriga.iot.device.ProvisioningException.unsupported;
import static city.auriga.iot.device.ProvisioningException.wrong;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Names;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.expression.Expression;
import city.auriga.iot.expression.ExpressionException;
import city.auriga.iot.mapping.AttributeRule;
import city.auriga.iot.mapping.AttributeRule.Link;
import city.auriga.iot.mapping.AttributeRule.MetadataRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.DeclaredType;
import city.auriga.iot.mapping.ReverseRule;
import city.auriga.iot.mapping.TargetRule;
import city.auriga.iot.mapping.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The attributes that a group or device declares: what becomes of its measures. */
final class AttributeDeclarations {
    private static final String LAZY = "lazy";

    /** Of the path to a value inside of another. */
    private static final int MAX_STEPS = 32;

    private final ObjectNode document;

    AttributeDeclarations(ObjectNode document) {
        this.document = document;
    }

    /**
     * Attributes that are measured, and those that a device may send though they are read on
     * demand.
     *
     * @param types of the device's own entity: what an attribute for another entity falls back to
     */
    List<AttributeRule> attributes(List<String> types) {
        return Stream.of(LAZY, "attributes")
                .flatMap(
                        member -> list(member).stream().map(node -> attribute(node, member, types)))
                .toList();
    }

    private static AttributeRule attribute(JsonNode node, String owner, List<String> types) {
        var path = path(node, owner);
        var wire =
                Optional.ofNullable(member(node, "object_id")).or(() -> path.stream().findFirst());
        var name = Optional.ofNullable(member(node, "name"));
        if (wire.isEmpty() && name.isEmpty()) {
            throw wrong(owner, "an object_id or a name in each");
        }
        return new AttributeRule(
                wire.or(() -> name).orElseThrow(),
                attributeName(name.or(() -> wire).orElseThrow(), owner),
                type(node),
                path,
                expression(node, owner, "expression"),
                metadata(node, owner),
                node.get("skipValue"),
                target(node, owner, types),
                expression(node, owner, "observedAt"),
                ConventionDeclarations.ofAttribute(node),
                reverse(node, owner),
                owner.equals(LAZY));
    }

    private static List<ReverseRule> reverse(JsonNode node, String owner) {
        var member = owner + ".reverse";
        var reverse = node.path("reverse");
        if (reverse.isMissingNode() || reverse.isNull()) {
            return List.of();
        }
        if (!reverse.isArray() || !reverse.valueStream().allMatch(JsonNode::isObject)) {
            throw wrong(member, "an array of objects");
        }
        if (!reverse.isEmpty() && node.hasNonNull("entity_name")) {
            throw unsupported(member + " of an Attribute of another Entity (entity_name)");
        }
        return reverse.valueStream()
                .map(told -> {
                    var command = member(told, "object_id");
                    if (command == null) {
                        throw wrong(member, "an object_id in each");
                    }
                    return new ReverseRule(
                            command, type(told).kind(), expression(told, member, "expression"));
                })
                .toList();
    }

    /** What no Attribute can be called is refused before any measure is. */
    private static String attributeName(String name, String owner) {
        try {
            return Names.requireAttribute(name, owner + ".name");
        } catch (NgsiLdException e) {
            throw new ProvisioningException(Code.WRONG_SYNTAX, owner + ".name: " + e.getMessage());
        }
    }

    /** With dots, or as a JSON Pointer. */
    private static List<String> path(JsonNode node, String owner) {
        var path = member(node, "path");
        if (path == null) {
            return List.of();
        }
        var steps =
                List.of(path.startsWith("/") ? path.substring(1).split("/") : path.split("\\."));
        if (steps.contains("") || steps.size() > MAX_STEPS || steps.getFirst().equals("*")) {
            throw wrong(owner, "a path such as sensor.temperature, /sensor/t or sensors.*.t");
        }
        return steps;
    }

    private static @Nullable Expression expression(JsonNode node, String owner, String member) {
        var text = member(node, member);
        return text == null ? null : expression(text, owner + "." + member);
    }

    static Expression expression(String text, String member) {
        try {
            return Expression.parse(text, member);
        } catch (ExpressionException e) {
            throw new ProvisioningException(Code.INVALID_EXPRESSION, e.getMessage());
        }
    }

    private static @Nullable TargetRule target(JsonNode node, String owner, List<String> types) {
        var name = member(node, "entity_name");
        if (name == null) {
            return null;
        }
        var type = member(node, "entity_type");
        try {
            return TargetRule.of(
                    name, type == null ? types : List.of(type), owner + ".entity_name");
        } catch (ExpressionException e) {
            throw new ProvisioningException(Code.INVALID_EXPRESSION, e.getMessage());
        }
    }

    List<StaticRule> statics() {
        return list("static_attributes").stream().map(AttributeDeclarations::fixed).toList();
    }

    private static StaticRule fixed(JsonNode node) {
        var owner = "static_attributes";
        var name = member(node, "name");
        var expression = expression(node, owner, "expression");
        if (name == null || (expression == null && !node.hasNonNull("value"))) {
            throw wrong(owner, "a name, and a value or an expression, in each");
        }
        return new StaticRule(
                attributeName(name, owner),
                type(node),
                node.get("value"),
                expression,
                metadata(node, owner),
                link(node),
                ConventionDeclarations.ofAttribute(node));
    }

    private static @Nullable Link link(JsonNode node) {
        var link = node.path("link");
        if (link.isMissingNode() || link.isNull()) {
            return null;
        }
        var attributes = link.path("attributes");
        boolean names =
                attributes.isArray()
                        && !attributes.isEmpty()
                        && attributes.valueStream().allMatch(JsonNode::isString);
        if (!names || type(node).kind() != ValueKind.RELATIONSHIP) {
            throw wrong("static_attributes", "a link of a Relationship, with names of attributes");
        }
        var name = member(link, "name");
        return new Link(
                attributes.valueStream().map(JsonNode::stringValue).toList(),
                name == null ? "providedBy" : name,
                member(link, "type"));
    }

    private static List<MetadataRule> metadata(JsonNode node, String owner) {
        var rules = new ArrayList<MetadataRule>();
        for (var shorthand : List.of("unitCode", "datasetId")) {
            if (node.hasNonNull(shorthand)) {
                rules.add(
                        new MetadataRule(shorthand, DeclaredType.NONE, node.get(shorthand), null));
            }
        }
        var metadata = node.path("metadata");
        if (metadata.isArray() && metadata.isEmpty()) {
            return rules; // some tutorials write an empty array for an empty object
        }
        if (!metadata.isMissingNode() && !metadata.isNull() && !metadata.isObject()) {
            throw wrong(owner, "metadata as an object");
        }
        for (var entry : metadata.properties()) {
            var described = entry.getValue();
            var expression = expression(described, owner + ".metadata", "expression");
            if (expression == null && !described.hasNonNull("value")) {
                throw wrong(owner, "a value or an expression in metadata '" + entry.getKey() + "'");
            }
            rules.add(
                    new MetadataRule(
                            entry.getKey(), type(described), described.get("value"), expression));
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

    private static DeclaredType type(JsonNode node) {
        var type = member(node, "type");
        return type == null ? DeclaredType.NONE : DeclaredType.of(type);
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
}
