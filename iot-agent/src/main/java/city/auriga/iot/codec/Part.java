package city.auriga.iot.codec;

import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object that knows where in the payload it stands, so that errors can name the member. A
 * member that is null is not there.
 */
final class Part {
    private static final int MAX_EXPONENT = 400;

    private final String path;
    private final JsonNode node;

    private Part(String path, JsonNode node) {
        this.path = path;
        this.node = node;
    }

    static Part read(byte[] payload) {
        return of("the payload", JsonTree.read(payload));
    }

    /** The objects of an array. */
    static List<Part> readAll(byte[] payload) {
        var root = JsonTree.read(payload);
        if (!root.isArray()) {
            throw unlike("the payload", "an array of objects", root);
        }
        return all("", root);
    }

    static Part of(String path, JsonNode node) {
        if (!node.isObject()) {
            throw unlike(path, "an object", node);
        }
        return new Part(path.equals("the payload") ? "" : path, node);
    }

    private static List<Part> all(String path, JsonNode array) {
        var parts = new ArrayList<Part>(array.size());
        for (int i = 0; i < array.size(); i++) {
            parts.add(of(path + "[" + i + "]", array.get(i)));
        }
        return parts;
    }

    JsonNode node() {
        return node;
    }

    boolean has(String member) {
        return value(member).isPresent();
    }

    Optional<JsonNode> value(String member) {
        return Optional.ofNullable(node.get(member)).filter(value -> !value.isNull());
    }

    Optional<Part> object(String member) {
        return value(member).map(value -> of(where(member), value));
    }

    Part requireObject(String member) {
        return object(member).orElseThrow(() -> missing(member));
    }

    /** The objects of an array; none if it is not there. */
    List<Part> objects(String member) {
        var array = value(member);
        if (array.isEmpty()) {
            return List.of();
        }
        if (!array.get().isArray()) {
            throw unlike(where(member), "an array of objects", array.get());
        }
        return all(where(member), array.get());
    }

    Optional<String> text(String member) {
        return value(member)
                .map(value -> {
                    if (!value.isString()) {
                        throw unlike(where(member), "a text", value);
                    }
                    return value.stringValue();
                });
    }

    String requireText(String member) {
        return text(member).orElseThrow(() -> missing(member));
    }

    boolean flag(String member) {
        var value = value(member);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw unlike(where(member), "true or false", value.get());
        }
        return value.map(JsonNode::booleanValue).orElse(false);
    }

    /** A number that is safe to calculate with. */
    Optional<BigDecimal> number(String member) {
        return value(member)
                .map(value -> {
                    if (!value.isNumber() || !isOrdinary(value)) {
                        throw unlike(where(member), "a number of ordinary size", value);
                    }
                    return value.decimalValue();
                });
    }

    /** 1e999999999 is a short text, and the end of any calculation. */
    private static boolean isOrdinary(JsonNode value) {
        if (value.isFloat() || value.isDouble()) {
            return Double.isFinite(value.doubleValue());
        }
        var number = value.decimalValue();
        return Math.abs((long) number.precision() - number.scale()) <= MAX_EXPONENT
                && number.scale() <= MAX_EXPONENT;
    }

    OptionalLong whole(String member) {
        var value = value(member);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!value.get().isIntegralNumber() || !value.get().canConvertToLong()) {
            throw unlike(where(member), "a whole number", value.get());
        }
        return OptionalLong.of(value.get().longValue());
    }

    Optional<byte[]> base64(String member) {
        return text(member)
                .map(text -> {
                    try {
                        return Base64.getDecoder().decode(text);
                    } catch (IllegalArgumentException e) {
                        throw new PayloadException(where(member) + ": expected base64");
                    }
                });
    }

    /** Where a member stands. */
    String where(String member) {
        return path.isEmpty() ? member : path + "." + member;
    }

    PayloadException missing(String member) {
        return new PayloadException(where(member) + " is missing");
    }

    static PayloadException unlike(String where, String expected, JsonNode found) {
        var text = found.isContainer() ? "" : found.toString();
        return new PayloadException(
                where
                        + ": expected "
                        + expected
                        + ", found "
                        + found.getNodeType().name().toLowerCase(Locale.ROOT)
                        + (text.isEmpty() || text.length() > 40 ? "" : " " + text));
    }
}
