package city.auriga.iot.mapping;

import city.auriga.iot.expression.Expression;
import city.auriga.iot.payload.Measure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One declared attribute: where its value comes from and what becomes of it.
 *
 * @param objectId its name on the wire
 * @param name its name in the entity
 * @param path to the value inside of a structured one, beginning with the name on the wire; empty
 *     if it is not inside of one
 * @param expression what its value is made by; null if it is taken as it is
 * @param skipValue a value that means "no value"; null for JSON's null
 * @param target the other entity it goes to; null for the entity of the device
 * @param observedAt when it was measured, if not when the rest was
 * @param handling what it has otherwise than the others
 * @param reverse what the device is told when it changes
 * @param lazy whether the device is asked for it when somebody reads it
 */
public record AttributeRule(
        String objectId,
        String name,
        DeclaredType type,
        List<String> path,
        @Nullable Expression expression,
        List<MetadataRule> metadata,
        @Nullable JsonNode skipValue,
        @Nullable TargetRule target,
        @Nullable Expression observedAt,
        Handling handling,
        List<ReverseRule> reverse,
        boolean lazy) {
    /** Of a path: each element of a list. */
    private static final String ALL = "*";

    public AttributeRule {
        path = List.copyOf(path);
        metadata = List.copyOf(metadata);
        reverse = List.copyOf(reverse);
    }

    /**
     * Something that is said about an attribute.
     *
     * @param name {@code unitCode}, {@code observedAt}, {@code datasetId}, or of a sub-attribute
     * @param value null if there is an expression
     * @param expression null if there is a value
     */
    public record MetadataRule(
            String name,
            DeclaredType type,
            @Nullable JsonNode value,
            @Nullable Expression expression) {
        boolean mentions(String variable) {
            return expression != null && expression.mentions(variable);
        }

        Optional<JsonNode> value(Variables variables) {
            return Optional.ofNullable(expression == null ? value : variables.evaluate(expression));
        }
    }

    /**
     * An attribute that no measure brings.
     *
     * @param value null if there is an expression
     * @param expression what its value is made by, with each measure; null if it never changes
     * @param link what its target gets, too; null for nothing
     * @param handling what it has otherwise than the others
     */
    public record StaticRule(
            String name,
            DeclaredType type,
            @Nullable JsonNode value,
            @Nullable Expression expression,
            List<MetadataRule> metadata,
            @Nullable Link link,
            Handling handling) {
        public StaticRule {
            metadata = List.copyOf(metadata);
        }

        boolean mentions(String variable) {
            return (expression != null && expression.mentions(variable))
                    || anyMentions(metadata, variable);
        }

        boolean isConstant() {
            return expression == null && metadata.stream().allMatch(m -> m.expression() == null);
        }
    }

    /**
     * Attributes that the target of a Relationship gets, too.
     *
     * @param attributes their names
     * @param name of the Relationship from each of them to the entity that it comes from
     * @param type of the target; null if its id tells
     */
    public record Link(List<String> attributes, String name, @Nullable String type) {
        public Link {
            attributes = List.copyOf(attributes);
        }
    }

    /** Whether anything of it is an expression. */
    boolean evaluates() {
        if (expression != null
                || observedAt != null
                || (target != null && target.expression() != null)) {
            return true;
        }
        for (var rule : metadata) {
            if (rule.expression() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether an expression of it refers to a variable. */
    boolean mentions(String variable) {
        return (expression != null && expression.mentions(variable))
                || (observedAt != null && observedAt.mentions(variable))
                || (target != null
                        && target.expression() != null
                        && target.expression().mentions(variable))
                || anyMentions(metadata, variable);
    }

    private static boolean anyMentions(List<MetadataRule> metadata, String variable) {
        for (var rule : metadata) {
            if (rule.mentions(variable)) {
                return true;
            }
        }
        return false;
    }

    /** What the device is asked for. */
    public String asked() {
        return path.isEmpty() ? objectId : path.getFirst();
    }

    /** The names on the wire under which a measure may have it, the better one first. */
    List<String> measuredAs() {
        return objectId.equals(name) ? List.of(name) : List.of(objectId, name);
    }

    /**
     * The value that a measure has for it under a name on the wire; of a path with {@code *} the
     * list of all that there are.
     */
    Optional<JsonNode> find(Measure measure, String measured) {
        var value = measure.values().get(measured);
        int all = path.indexOf(ALL);
        if (all < 0) {
            return Optional.ofNullable(value == null ? null : descend(value, 1, path.size()));
        }
        var found = JsonNodeFactory.instance.arrayNode();
        collect(value, 1, found);
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private void collect(@Nullable JsonNode value, int from, ArrayNode found) {
        int all = from + path.subList(from, path.size()).indexOf(ALL);
        var list = value == null ? null : descend(value, from, all < from ? path.size() : all);
        if (all < from) {
            if (list != null && !list.isNull()) {
                found.add(list);
            }
        } else if (list != null && list.isArray()) {
            list.forEach(element -> collect(element, all + 1, found));
        }
    }

    private @Nullable JsonNode descend(JsonNode from, int begin, int end) {
        @Nullable JsonNode value = from;
        for (int i = begin; i < end && value != null; i++) {
            var step = path.get(i);
            value = value.isArray() && isIndex(step) ? value.get(index(step)) : value.get(step);
        }
        return value;
    }

    private static boolean isIndex(String step) {
        return step.length() <= 6 && step.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int index(String step) {
        return Integer.parseInt(step);
    }

    boolean skips(JsonNode value) {
        if (skipValue != null && skipValue.isNumber() && value.isNumber()) {
            return skipValue.decimalValue().compareTo(value.decimalValue()) == 0;
        }
        return value.isNull() || value.equals(skipValue);
    }
}
