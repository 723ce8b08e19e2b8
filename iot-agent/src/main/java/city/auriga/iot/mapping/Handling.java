package city.auriga.iot.mapping;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an attribute has otherwise than the others of its device.
 *
 * @param axes of its positions; null for those of the device
 * @param prefix of targets that are no URIs; null for that of the device
 * @param byNull whether a null takes it away; null for what the device says
 * @param deadband by how much a number must differ from the last one; null if it need not
 * @param pause between two values; null for none
 */
public record Handling(
        @Nullable Axes axes,
        @Nullable String prefix,
        @Nullable Boolean byNull,
        @Nullable BigDecimal deadband,
        @Nullable Duration pause) {
    public static final Handling USUAL = new Handling(null, null, null, null, null);

    /** The conventions of the device, but for what is said here. */
    Conventions of(Conventions device) {
        return axes == null && prefix == null ? device : device.with(axes, prefix);
    }

    boolean removesByNull(Conventions device) {
        return byNull == null ? device.removesByNull() : byNull;
    }

    /** Whether some of its values are left out. */
    boolean isThinned() {
        return deadband != null || pause != null;
    }

    /** Whether a value is to be written after another; what was measured before that one is. */
    boolean isNews(WrittenValue value, WrittenValue last) {
        var elapsed = Duration.between(last.at(), value.at());
        if (elapsed.isNegative()) {
            return true;
        }
        boolean near =
                deadband != null
                        && value.number() != null
                        && last.number() != null
                        && value.number().subtract(last.number()).abs().compareTo(deadband) < 0;
        boolean soon = pause != null && elapsed.compareTo(pause) < 0;
        return !near && !soon;
    }
}
