package city.auriga.iot.mapping;

import city.auriga.core.model.TypedValue;
import city.auriga.core.model.Uri;
import city.auriga.iot.payload.JsonTree;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns a value into an Attribute in normalized form, by the kind that was declared. */
final class Values {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_EXPONENT = 400;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_TIME;

    private Values() {}

    /**
     * @param conventions by which it was written
     * @throws MappingException if the value does not fit
     */
    static ObjectNode attribute(DeclaredType type, JsonNode value, Conventions conventions) {
        var attribute = attribute(type.kind(), value, conventions);
        conventions.dataTypes().tell(attribute, type);
        return attribute;
    }

    /** The same without its type. */
    static ObjectNode attribute(ValueKind kind, JsonNode value, Conventions conventions) {
        return switch (kind) {
            case PLAIN -> property(value);
            case NUMBER -> property(number(TypedValue.untyped(value)));
            case BOOLEAN -> property(bool(TypedValue.untyped(value)));
            case STRUCTURE -> property(structure(value));
            case DATE_TIME -> property(dateTime(TypedValue.untyped(value), conventions.zone()));
            case DATE -> property(date(TypedValue.untyped(value), conventions.zone()));
            case TIME -> property(time(TypedValue.untyped(value)));
            case GEOMETRY,
                    POINT,
                    LINE_STRING,
                    POLYGON,
                    MULTI_POINT,
                    MULTI_LINE_STRING,
                    MULTI_POLYGON ->
                    of(
                            "GeoProperty",
                            "value",
                            Geometries.geometry(kind, structure(value), conventions.axes()));
            case RELATIONSHIP -> of("Relationship", "object", targets(value, conventions));
            case LANGUAGE -> of("LanguageProperty", "languageMap", structure(value));
            case VOCABULARY -> of("VocabProperty", "vocab", value);
            case JSON -> of("JsonProperty", "json", structure(value));
            case LIST -> of("ListProperty", "valueList", list(structure(value)));
            case LIST_RELATIONSHIP ->
                    of("ListRelationship", "objectList", targets(list(value), conventions));
        };
    }

    private static ObjectNode property(JsonNode value) {
        return of("Property", "value", value);
    }

    private static ObjectNode of(String type, String member, JsonNode value) {
        return NODES.objectNode().put("type", type).set(member, value);
    }

    private static JsonNode number(JsonNode value) {
        if (value.isNumber()) {
            return value;
        }
        try {
            var number = new BigDecimal(text(value, "a number").strip());
            if (Math.abs((long) number.precision() - number.scale()) <= MAX_EXPONENT
                    && number.scale() <= MAX_EXPONENT) {
                return NODES.numberNode(number);
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw unfit(value, "a number");
    }

    private static JsonNode bool(JsonNode value) {
        if (value.isBoolean()) {
            return value;
        }
        var text = value.isNumber() ? value.asString() : text(value, "a boolean");
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "on", "1" -> NODES.booleanNode(true);
            case "false", "off", "0" -> NODES.booleanNode(false);
            default -> throw unfit(value, "a boolean");
        };
    }

    /** A text that is JSON becomes what it says. */
    private static JsonNode structure(JsonNode value) {
        if (value.isString() && startsStructure(value.stringValue())) {
            return JsonTree.find(value.stringValue()).orElse(value);
        }
        return value;
    }

    private static boolean startsStructure(String text) {
        return text.startsWith("{") || text.startsWith("[");
    }

    private static JsonNode dateTime(JsonNode value, ZoneId zone) {
        var instant = Timestamps.parse(value, zone);
        return NODES.stringNode(
                instant.orElseThrow(() -> unfit(value, "a date and time")).toString());
    }

    /** That of a date and time, in UTC, if it is more than a date. */
    private static JsonNode date(JsonNode value, ZoneId zone) {
        if (value.isString() && DATE.matcher(value.stringValue()).matches()) {
            try {
                return NODES.stringNode(LocalDate.parse(value.stringValue()).toString());
            } catch (DateTimeException e) {
                throw unfit(value, "a date");
            }
        }
        var instant = Timestamps.parse(value, zone).orElseThrow(() -> unfit(value, "a date"));
        return NODES.stringNode(LocalDate.ofInstant(instant, ZoneOffset.UTC).toString());
    }

    /** With an offset it becomes one in UTC. */
    private static JsonNode time(JsonNode value) {
        var text = text(value, "a time");
        try {
            var time = TIME.parseBest(text, OffsetTime::from, LocalTime::from);
            return time instanceof OffsetTime offset
                    ? NODES.stringNode(
                            offset.withOffsetSameInstant(ZoneOffset.UTC)
                                    .format(DateTimeFormatter.ISO_OFFSET_TIME))
                    : value;
        } catch (DateTimeException e) {
            throw unfit(value, "a time");
        }
    }

    /** What is no URI becomes one by the prefix, if there is one. */
    private static JsonNode targets(JsonNode value, Conventions conventions) {
        var prefix = conventions.relationshipPrefix();
        if (prefix == null) {
            return value;
        }
        if (value.isArray()) {
            var targets = NODES.arrayNode();
            value.forEach(target -> targets.add(targets(target, conventions)));
            return targets;
        }
        boolean named = value.isString() || value.isNumber();
        return named && !Uri.isAbsolute(value.asString())
                ? NODES.stringNode(EntityIds.prefixed(prefix, value.asString()))
                : value;
    }

    private static JsonNode list(JsonNode value) {
        return value.isArray() ? value : NODES.arrayNode().add(value);
    }

    private static String text(JsonNode value, String expected) {
        if (!value.isString()) {
            throw unfit(value, expected);
        }
        return value.stringValue();
    }

    static MappingException unfit(JsonNode value, String expected) {
        var found = value.toString();
        return new MappingException(
                "expected "
                        + expected
                        + ", found "
                        + (found.length() > 80 ? found.substring(0, 80) + "…" : found));
    }
}
