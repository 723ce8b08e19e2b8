package city.auriga.iot.device;

import static city.auriga.iot.device.ProvisioningException.unsupported;
import static city.auriga.iot.device.ProvisioningException.wrong;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Scopes;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Names;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.expression.Expression;
import city.auriga.iot.mapping.AttributeRule;
import city.auriga.iot.mapping.AttributeRule.StaticRule;
import city.auriga.iot.mapping.ExplicitAttrs;
import city.auriga.iot.mapping.Rates;
import city.auriga.iot.payload.PayloadType;
import city.auriga.iot.payload.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of a group or device as types. Reading is validation: what the agent cannot do yet is
 * refused, never passed over.
 */
final class Declarations {
    private static final List<String> UNSUPPORTED = List.of("connection");

    /** Of all devices of a group together. */
    private static final String GROUP_RATE = "groupRateLimit";

    private static final String SCOPE = "scope";

    /** Names the device of a message on a topic of the group. */
    private static final String DEVICE_ID = "deviceIdExp";

    /** What is the same of a measure that comes again. */
    static final String SAMENESS = "dedupe";

    private static final Map<String, ApplyReading.Late> LATE =
            Map.of(
                    "temporal-only", ApplyReading.Late.TO_HISTORY,
                    "overwrite", ApplyReading.Late.OVERWRITE,
                    "drop", ApplyReading.Late.DROP);

    private final ObjectNode document;
    private final Members members;

    Declarations(ObjectNode document) {
        this.document = document;
        this.members = Members.of(document);
    }

    /** Refuses what is wrong in itself, whatever it is combined with. */
    void validate() {
        for (var member : UNSUPPORTED) {
            if (document.hasNonNull(member)) {
                throw unsupported(member);
            }
        }
        payloadType();
        rates(members);
        scopes(members, "/");
        expression(SAMENESS);
        types();
        explicitAttrs();
        expression("entityNameExp");
        late();
        flag("timestamp");
        flag("autoprovision");
        ConventionDeclarations.read(members);
        WatchDeclarations.read(members);
        text("jsonldContext");
        new CommandDeclarations(document).validate();
        attributes(List.of("Thing"));
        statics();
    }

    /** Refuses what only groups have. */
    void requireOfDevice() {
        for (var member :
                List.of(
                        "template",
                        "templateParams",
                        "topics",
                        DEVICE_ID,
                        GROUP_RATE,
                        DeviceGroup.NEXT_APIKEY)) {
            if (document.hasNonNull(member)) {
                throw wrong(member, "it in the group: a device has none of its own");
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
        var topics = members.texts("topics");
        boolean ownTopics =
                template.stream()
                        .allMatch(name -> name.equals("json") || name.equals("ultralight"));
        var device = expression(DEVICE_ID).orElse(null);
        if (ownTopics && topics.isEmpty()) {
            if (device != null) {
                throw wrong(DEVICE_ID, "topics of the group's own, whose devices it names");
            }
            return Optional.empty();
        }
        var agent = Protocol.ofAgent(document.path("protocol").asString(""));
        var name =
                template.orElseGet(
                        () -> Protocol.ofResource(resource, agent.orElse(Protocol.JSON)).codec());
        try {
            return Optional.of(TopicDeclaration.of(name, parameters(), topics, device, apikey));
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

    Optional<String> text(String member) {
        return members.text(member);
    }

    Optional<Boolean> flag(String member) {
        return members.flag(member);
    }

    /** A member that is an expression. */
    Optional<Expression> expression(String member) {
        return members.expression(member);
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

    static Rates rates(Members members) {
        return new Rates(members.rate("rateLimit").orElse(-1), members.rate(GROUP_RATE).orElse(0));
    }

    /** Of Entities when they are new: the subservice, unless something else is said. */
    static List<String> scopes(Members members, String path) {
        var told = members.find(SCOPE).orElse(null);
        if (told == null) {
            return path.equals("/") ? List.of() : List.of(path);
        }
        var scopes =
                told.isArray() ? members.texts(SCOPE) : List.of(members.text(SCOPE).orElse(""));
        try {
            return scopes.stream()
                    .filter(scope -> !scope.isEmpty() && !scope.equals("/"))
                    .map(scope -> Scopes.parse(scope, SCOPE))
                    .toList();
        } catch (NgsiLdException e) {
            throw new ProvisioningException(Code.WRONG_SYNTAX, e.getMessage());
        }
    }

    /** What becomes of measures that are older than what there is. */
    Optional<ApplyReading.Late> late() {
        return members.choice("lateMeasures", LATE, "temporal-only, overwrite or drop");
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

    /** Attributes that are measured, as in {@link AttributeDeclarations#attributes}. */
    List<AttributeRule> attributes(List<String> types) {
        return new AttributeDeclarations(document).attributes(types);
    }

    List<StaticRule> statics() {
        return new AttributeDeclarations(document).statics();
    }

    private static String typeName(String name) {
        try {
            return Names.require(name, "entity_type");
        } catch (NgsiLdException e) {
            throw new ProvisioningException(Code.WRONG_SYNTAX, "entity_type: " + e.getMessage());
        }
    }
}
