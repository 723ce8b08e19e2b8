package city.auriga.iot.device;

import static city.auriga.iot.device.ProvisioningException.wrong;

import city.auriga.iot.expression.Expression;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Members of what was declared, as values; what is none is refused by its name. */
final class Members {
    private static final BigDecimal LONGEST =
            BigDecimal.valueOf(Duration.ofDays(3_650).toSeconds());

    private final List<? extends JsonNode> documents;

    private Members(List<? extends JsonNode> documents) {
        this.documents = documents;
    }

    static Members of(JsonNode document) {
        return new Members(List.of(document));
    }

    /** Of several documents the first that has a member tells. */
    static Members of(ObjectNode own, ObjectNode inherited) {
        return new Members(List.of(own, inherited));
    }

    /** Empty if it is not there, or null. */
    Optional<JsonNode> find(String member) {
        for (var document : documents) {
            if (document.hasNonNull(member)) {
                return Optional.of(document.get(member));
            }
        }
        return Optional.empty();
    }

    Optional<String> text(String member) {
        return find(member)
                .map(node -> {
                    if (!node.isString()) {
                        throw wrong(member, "a text");
                    }
                    return node.stringValue();
                });
    }

    List<String> texts(String member) {
        var node = find(member).orElse(null);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isString)) {
            throw wrong(member, "an array of texts");
        }
        return node.valueStream().map(JsonNode::stringValue).toList();
    }

    Optional<Boolean> flag(String member) {
        return find(member)
                .map(node -> {
                    if (node.isString() && node.stringValue().matches("true|false")) {
                        return Boolean.valueOf(node.stringValue());
                    }
                    if (!node.isBoolean()) {
                        throw wrong(member, "true or false");
                    }
                    return node.booleanValue();
                });
    }

    /**
     * A text that stands for something.
     *
     * @param choices what stands for what
     * @param expected the texts, in words
     */
    <T> Optional<T> choice(String member, Map<String, T> choices, String expected) {
        return text(member)
                .map(text -> {
                    var choice = choices.get(text);
                    if (choice == null) {
                        throw wrong(member, expected + ", found '" + text + "'");
                    }
                    return choice;
                });
    }

    /** A number that is not negative. */
    Optional<BigDecimal> amount(String member) {
        return find(member)
                .map(node -> {
                    if (!node.isNumber() || node.decimalValue().signum() < 0) {
                        throw wrong(member, "a number that is not negative");
                    }
                    return node.decimalValue();
                });
    }

    /** Readings a second; 0 for no limit. */
    Optional<Integer> rate(String member) {
        return find(member)
                .map(node -> {
                    if (!node.isIntegralNumber()
                            || !node.canConvertToInt()
                            || node.intValue() < 0) {
                        throw wrong(
                                member, "a whole number of readings a second, or 0 for no limit");
                    }
                    return node.intValue();
                });
    }

    /** Seconds, or a duration of ISO 8601. */
    Optional<Duration> duration(String member) {
        return find(member)
                .map(node -> {
                    var duration = duration(node);
                    if (duration == null) {
                        throw wrong(
                                member,
                                "seconds, or an ISO 8601 duration, of at most 10 years, found "
                                        + node);
                    }
                    return duration;
                });
    }

    private static @Nullable Duration duration(JsonNode node) {
        if (node.isNumber()) {
            var seconds = node.decimalValue();
            return seconds.signum() > 0 && seconds.compareTo(LONGEST) <= 0
                    ? Duration.ofNanos(seconds.movePointRight(9).longValue())
                    : null;
        }
        try {
            var duration = Duration.parse(node.asString(""));
            return duration.isPositive() && duration.toSeconds() <= LONGEST.longValue()
                    ? duration
                    : null;
        } catch (DateTimeParseException notADuration) {
            return null;
        }
    }

    Optional<Expression> expression(String member) {
        return text(member).map(text -> AttributeDeclarations.expression(text, member));
    }
}
