package city.auriga.iot.device;

import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Names;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.expression.Expression;
import city.auriga.iot.expression.ExpressionException;
import city.auriga.iot.mapping.AttributeRule;
import city.auriga.iot.mapping.AttributeRule.Link;
import city.auriga.iot.mapping.AttributeRule.MetadataRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.ExplicitAttrs;
import city.auriga.iot.mapping.TargetRule;
import city.auriga.iot.mapping.ValueKind;
import city.auriga.iot.payload.PayloadType;
import city.auriga.iot.payload.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of a group or device as types. Reading is validation: what the agent cannot do yet is
 * refused, never passed over.
 */
final class Declarations {
    private static final List<String> UNSUPPORTED = List.of("connection", "deviceIdExp");
    private static final List<String> UNSUPPORTED_IN_ATTRIBUTE = List.of("reverse");

    /** Of the path to a value inside of another. */
    private static final int MAX_STEPS = 32;

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
        payloadType();
        rateLimit();
        types();
        explicitAttrs();
        expression("entityNameExp");
        late();
        flag("timestamp");
        flag("autoprovision");
        text("timezone").ifPresent(Zones::require);
        text("jsonldContext");
        new CommandDeclarations(document).validate();
        attributes(List.of("Thing"));
        statics();
    }

    /** Refuses what only groups have. */
    void requireOfDevice() {
        for (var member : List.of("template", "templateParams", "topics")) {
            if (document.hasNonNull(member)) {
                throw wrong(member, "it in the group: a device has no topics of its own");
            }
        }
    }

    /**
     * Topics beside the agent's own; empty if there are none.
     *
     * @param resource tells what is spoken there if there is no template
     */
    Optional<TopicDeclaration> topics(String resource, String apikey) {
        var template = text("template");
        var topics = texts("topics");
        boolean ownTopics =
                template.stream()
                        .allMatch(name -> name.equals("json") || name.equals("ultralight"));
        if (ownTopics && topics.isEmpty()) {
            return Optional.empty();
        }
        var name = template.orElse(Protocol.ofResource(resource).codec());
        try {
            return Optional.of(TopicDeclaration.of(name, parameters(), topics, apikey));
        } catch (IllegalArgumentException e) {
            throw new ProvisioningException(
                    Code.WRONG_SYNTAX,
                    (template.isEmpty() ? "topics: " : "template, topics: ") + e.getMessage());
        }
    }

    private Map<String, String> parameters() {
        var node = document.path("templateParams");
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        if (!node.isObject() || !node.valueStream().allMatch(JsonNode::isValueNode)) {
            throw wrong("templateParams", "an object of texts, numbers or Booleans");
        }
        var parameters = new HashMap<String, String>();
        node.properties().forEach(p -> parameters.put(p.getKey(), p.getValue().asString()));
        return parameters;
    }

    private List<String> texts(String member) {
        var node = document.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isString)) {
            throw wrong(member, "an array of texts");
        }
        return node.valueStream().map(JsonNode::stringValue).toList();
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

    /** A member that is an expression. */
    Optional<Expression> expression(String member) {
        return text(member).map(text -> expression(text, member));
    }

    Optional<ExplicitAttrs> explicitAttrs() {
        var node = document.path("explicitAttrs");
        if (node.isArray()) {
            return Optional.of(new ExplicitAttrs.Fixed(ExplicitAttrs.choice(node)));
        }
        if (node.isString() && !node.stringValue().matches("true|false")) {
            return expression("explicitAttrs").map(ExplicitAttrs.Decided::new);
        }
        return flag("explicitAttrs").map(on -> on ? ExplicitAttrs.ON : ExplicitAttrs.OFF);
    }

    Optional<PayloadType> payloadType() {
        return text("payloadType")
                .map(text ->
                        PayloadType.find(text)
                                .orElseThrow(
                                        () -> wrong("payloadType", "iotagent, ngsiv2 or ngsild")));
    }

    /** Readings a second; 0 for no limit. */
    Optional<Integer> rateLimit() {
        var node = document.path("rateLimit");
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw wrong("rateLimit", "a whole number of readings a second, or 0 for no limit");
        }
        return Optional.of(node.intValue());
    }

    /** What becomes of measures that are older than what there is. */
    Optional<ApplyReading.Late> late() {
        return text("lateMeasures")
                .map(text ->
                        switch (text) {
                            case "temporal-only" -> ApplyReading.Late.TO_HISTORY;
                            case "overwrite" -> ApplyReading.Late.OVERWRITE;
                            case "drop" -> ApplyReading.Late.DROP;
                            default ->
                                    throw wrong("lateMeasures", "temporal-only, overwrite or drop");
                        });
    }

    /**
     * FIWARE's agents take {@code type} for {@code entity_type}, and their documentation uses it.
     */
    List<String> types() {
        var node = document.path(document.hasNonNull("entity_type") ? "entity_type" : "type");
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        var types = new ArrayList<String>();
        for (var item : node.isArray() ? node : List.of(node)) {
            if (!item.isString() || item.stringValue().isBlank()) {
                throw wrong("entity_type", "a name, or an array of names");
            }
            types.add(typeName(item.stringValue()));
        }
        return types;
    }

    /**
     * Attributes that are measured, and those that a device may send though they are read on
     * demand.
     *
     * @param types of the device's own entity: what an attribute for another entity falls back to
     */
    List<AttributeRule> attributes(List<String> types) {
        return Stream.of("lazy", "attributes")
                .flatMap(
                        member -> list(member).stream().map(node -> attribute(node, member, types)))
                .toList();
    }

    private static AttributeRule attribute(JsonNode node, String owner, List<String> types) {
        for (var member : UNSUPPORTED_IN_ATTRIBUTE) {
            if (node.hasNonNull(member)) {
                throw unsupported(member + " in " + owner);
            }
        }
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
                kind(node),
                path,
                expression(node, owner, "expression"),
                metadata(node, owner),
                node.get("skipValue"),
                target(node, owner, types),
                expression(node, owner, "observedAt"));
    }

    /** What no Attribute can be called is refused before any measure is. */
    private static String attributeName(String name, String owner) {
        try {
            return Names.requireAttribute(name, owner + ".name");
        } catch (NgsiLdException e) {
            throw new ProvisioningException(Code.WRONG_SYNTAX, owner + ".name: " + e.getMessage());
        }
    }

    private static String typeName(String name) {
        try {
            return Names.require(name, "entity_type");
        } catch (NgsiLdException e) {
            throw new ProvisioningException(Code.WRONG_SYNTAX, "entity_type: " + e.getMessage());
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
        if (steps.contains("") || steps.size() > MAX_STEPS) {
            throw wrong(owner, "a path such as sensor.temperature or /sensor/temperature");
        }
        return steps;
    }

    private static @Nullable Expression expression(JsonNode node, String owner, String member) {
        var text = member(node, member);
        return text == null ? null : expression(text, owner + "." + member);
    }

    private static Expression expression(String text, String member) {
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
        return list("static_attributes").stream().map(Declarations::fixed).toList();
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
                kind(node),
                node.get("value"),
                expression,
                metadata(node, owner),
                link(node));
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
        if (!names || kind(node) != ValueKind.RELATIONSHIP) {
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
                rules.add(new MetadataRule(shorthand, ValueKind.PLAIN, node.get(shorthand), null));
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
                            entry.getKey(), kind(described), described.get("value"), expression));
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
