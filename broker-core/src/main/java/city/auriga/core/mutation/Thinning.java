package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.TypedValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which values of an Attribute are hardly news, so that they are not written: those that are near
 * to the one that is there, or come soon after it.
 *
 * @param deadband by how much a number must differ at least; null if it need not
 * @param pause after a value; null for none
 */
public record Thinning(@Nullable BigDecimal deadband, @Nullable Duration pause) {
    /** Whether a value is to be written; one that was observed before the one that is there is. */
    boolean isNews(Attribute measured, Attribute shown, Instant now) {
        var elapsed = Duration.between(time(shown, shown.modifiedAt()), time(measured, now));
        if (elapsed.isNegative()) {
            return true;
        }
        boolean soon = pause != null && elapsed.compareTo(pause) < 0;
        return !soon && !isNear(number(measured), number(shown));
    }

    private boolean isNear(@Nullable BigDecimal measured, @Nullable BigDecimal shown) {
        return deadband != null
                && measured != null
                && shown != null
                && measured.subtract(shown).abs().compareTo(deadband) < 0;
    }

    private static Instant time(Attribute attribute, Instant otherwise) {
        var observed = attribute.observedAt();
        return observed == null ? otherwise : observed;
    }

    private static @Nullable BigDecimal number(Attribute attribute) {
        if (attribute.value() instanceof AttributeValue.Property(var value)) {
            var number = TypedValue.untyped(value);
            return number.isNumber() ? number.decimalValue() : null;
        }
        return null;
    }
}
