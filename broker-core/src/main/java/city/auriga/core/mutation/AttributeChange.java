package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.TypedValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One Attribute instance before and after a mutation; one of the two is there.
 *
 * @param name expanded
 * @param before null if the instance is new
 * @param after null if the instance is gone
 */
public record AttributeChange(String name, @Nullable Attribute before, @Nullable Attribute after) {
    public AttributeChange {
        if (before == null && after == null) {
            throw new IllegalArgumentException("a change of nothing: " + name);
        }
    }

    /** Whether the instance has another value than before; 20 and 20.0 are the same. */
    public boolean isOfValue() {
        return before == null
                || after == null
                || !(before.value().equals(after.value()) || isSameJson(before, after));
    }

    /** The same of values without a JSON-LD type of their own. */
    public AttributeChange untyped() {
        return new AttributeChange(name, untyped(before), untyped(after));
    }

    private static @Nullable Attribute untyped(@Nullable Attribute attribute) {
        return attribute != null && attribute.value() instanceof Property(var json)
                ? attribute.withValue(new Property(TypedValue.untyped(json)))
                : attribute;
    }

    private static boolean isSameJson(Attribute before, Attribute after) {
        return before.value() instanceof Property(var some)
                && after.value() instanceof Property(var other)
                && some.equals(AttributeChange::compareNumbers, other);
    }

    private static int compareNumbers(JsonNode some, JsonNode other) {
        return some.isNumber() && other.isNumber()
                ? some.decimalValue().compareTo(other.decimalValue())
                : some.equals(other) ? 0 : 1;
    }

    /** The datasetId of the instance; null for the default instance. */
    public @Nullable String datasetId() {
        return Objects.requireNonNull(after == null ? before : after).datasetId();
    }
}
