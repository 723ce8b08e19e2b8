package city.auriga.iot.device;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Names;
import city.auriga.iot.device.CommandProfile.Naming;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.expression.Expression;
import city.auriga.iot.expression.ExpressionException;
import city.auriga.iot.expression.TextTemplate;
import city.auriga.iot.payload.PayloadKind;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The members of a group or device that are about commands. Reading is validation. */
final class CommandDeclarations {
    private static final Logger LOG = LoggerFactory.getLogger(CommandDeclarations.class);
    private static final int MAX_QOS = 2;
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final ObjectNode document;

    CommandDeclarations(ObjectNode document) {
        this.document = document;
    }

    void validate() {
        rules();
        transport();
        endpoint();
        naming();
        expiry();
        enveloped();
        tellOfRetained();
        text(document, "cmdMode")
                .filter(mode -> !List.of("legacy", "notification").contains(mode))
                .ifPresent(mode -> {
                    throw wrong("cmdMode", "legacy or notification, found '" + mode + "'");
                });
    }

    List<CommandRule> rules() {
        var node = document.path("commands");
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isObject)) {
            throw wrong("commands", "an array of objects");
        }
        return node.valueStream().map(CommandDeclarations::rule).toList();
    }

    private static CommandRule rule(JsonNode node) {
        var name = text(node, "name").orElseThrow(() -> wrong("commands", "a name in each"));
        try {
            if (Names.isPlace(Names.expandAttribute(name, ContextParser.core(), "commands"))) {
                throw wrong("commands", "other names than '" + name + "', which is a place");
            }
        } catch (NgsiLdException e) {
            throw new ProvisioningException(Code.WRONG_SYNTAX, "commands: " + e.getMessage());
        }
        return new CommandRule(
                name,
                text(node, "object_id").orElse(name),
                text(node, "expression")
                        .map(text -> expression(text, "commands.expression"))
                        .orElse(null),
                text(node, "payloadType").map(CommandDeclarations::payload).orElse(null),
                text(node, "contentType").orElse(null),
                headers(node.path("headers")),
                qos(node.path("mqtt").path("qos")),
                retain(node.path("mqtt").path("retain")));
    }

    private static PayloadKind payload(String name) {
        return PayloadKind.named(name)
                .orElseThrow(() ->
                        wrong(
                                "payloadType",
                                "json, text, binaryfromstring, binaryfromhex or binaryfromjson,"
                                        + " found '"
                                        + name
                                        + "'"));
    }

    private static Expression expression(String text, String member) {
        try {
            return Expression.parse(text, member);
        } catch (ExpressionException e) {
            throw new ProvisioningException(Code.INVALID_EXPRESSION, e.getMessage());
        }
    }

    private static TextTemplate template(String text, String member) {
        try {
            return TextTemplate.parse(text, member);
        } catch (ExpressionException e) {
            throw new ProvisioningException(Code.INVALID_EXPRESSION, e.getMessage());
        }
    }

    private static Map<String, TextTemplate> headers(JsonNode node) {
        var headers = new LinkedHashMap<String, TextTemplate>();
        if (node.isMissingNode() || node.isNull()) {
            return headers;
        }
        if (!node.isObject() || !node.valueStream().allMatch(JsonNode::isValueNode)) {
            throw wrong("headers", "an object of texts");
        }
        for (var header : node.properties()) {
            var value = header.getValue().asString();
            if (!header.getKey().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                    || !value.matches("[\\t\\x20-\\x7e]*")) {
                throw wrong("headers", "names and values of HTTP headers");
            }
            headers.put(header.getKey(), header(value, "headers." + header.getKey()));
        }
        return headers;
    }

    /** In FIWARE's agents it always is an expression; what is none, or has no value, is a text. */
    private static TextTemplate header(String text, String member) {
        try {
            return TextTemplate.likely(text, member);
        } catch (ExpressionException e) {
            throw new ProvisioningException(Code.INVALID_EXPRESSION, e.getMessage());
        }
    }

    private static @Nullable Integer qos(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        var text = node.asString("");
        if (!text.matches("[0-" + MAX_QOS + "]")) {
            throw wrong("mqtt.qos", "0, 1 or 2, found " + node);
        }
        return Integer.valueOf(text);
    }

    private static @Nullable Boolean retain(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        var text = node.asString("");
        if (!List.of("true", "false").contains(text)) {
            throw wrong("mqtt.retain", "true or false, found " + node);
        }
        return Boolean.valueOf(text);
    }

    private Optional<Way> transport() {
        return text(document, "transport")
                .map(name ->
                        switch (name.toUpperCase(Locale.ROOT)) {
                            case "MQTT" -> Way.MQTT;
                            case "HTTP" -> Way.POLL;
                            case "AMQP" -> throw unsupported("transport 'AMQP'");
                            default ->
                                    throw wrong("transport", "MQTT or HTTP, found '" + name + "'");
                        });
    }

    Optional<TextTemplate> endpoint() {
        return text(document, "endpoint").map(CommandDeclarations::endpoint);
    }

    /** A URL, perhaps with expressions in it, or an expression, which then has a text in it. */
    private static TextTemplate endpoint(String text) {
        if (text.contains("${") || HttpUrls.parse(text).isPresent()) {
            return template(text, "endpoint");
        }
        if (text.contains("'") || text.contains("\"")) {
            return TextTemplate.of(expression(text, "endpoint"));
        }
        throw wrong("endpoint", "an http or https URL, found '" + text + "'");
    }

    /** MQTT if nothing tells otherwise; an endpoint does. */
    static Way way(CommandDeclarations own, CommandDeclarations inherited) {
        var transport = own.transport().or(inherited::transport);
        boolean endpoint = own.endpoint().or(inherited::endpoint).isPresent();
        if (transport.filter(way -> way == Way.MQTT).isPresent()) {
            return Way.MQTT;
        }
        return endpoint ? Way.PUSH : transport.orElse(Way.MQTT);
    }

    Optional<Naming> naming() {
        return text(document, "cmdNaming")
                .map(name -> {
                    try {
                        return Naming.valueOf(name.toUpperCase(Locale.ROOT));
                    } catch (IllegalArgumentException e) {
                        throw wrong("cmdNaming", "fiware, etsi or both, found '" + name + "'");
                    }
                });
    }

    /** Whether the id of a command goes with it. */
    Optional<Boolean> enveloped() {
        return text(document, "cmdEnvelope")
                .map(name ->
                        switch (name) {
                            case "id" -> true;
                            case "none" -> false;
                            default ->
                                    throw wrong("cmdEnvelope", "id or none, found '" + name + "'");
                        });
    }

    /** All commands of a device have one topic, but for those in the language of a codec. */
    private void tellOfRetained() {
        var rules = rules();
        if (rules.size() > 1 && !document.hasNonNull("template")) {
            rules.stream()
                    .filter(rule -> Boolean.TRUE.equals(rule.retain()))
                    .findFirst()
                    .ifPresent(rule ->
                            LOG.warn(
                                    "mqtt.retain of '{}': the device has other commands on the same"
                                            + " topic, and an MQTT broker keeps the last one only",
                                    rule.name()));
        }
    }

    /** FIWARE's agents call it another name. */
    Optional<Duration> expiry() {
        return expiry("cmdExpiry").or(() -> expiry("expiration"));
    }

    private Optional<Duration> expiry(String member) {
        var node = document.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        var text = node.asString("");
        try {
            var duration =
                    text.matches("\\d{1,9}")
                            ? Duration.ofSeconds(Long.parseLong(text))
                            : Duration.parse(text);
            if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw wrong(member, "seconds or an ISO 8601 duration of at most 10 years, found " + node);
    }

    private static Optional<String> text(JsonNode node, String member) {
        var value = node.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw wrong(member, "a text");
        }
        return Optional.of(value.stringValue()).filter(text -> !text.isBlank());
    }

    private static ProvisioningException wrong(String member, String expected) {
        return new ProvisioningException(Code.WRONG_SYNTAX, member + ": expected " + expected);
    }

    private static ProvisioningException unsupported(String what) {
        return new ProvisioningException(
                Code.METHOD_NOT_IMPLEMENTED, what + " is not supported yet");
    }
}
