package city.auriga.iot.mapping;

import city.auriga.core.mutation.Thinning;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
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

    /** Which of its values are left out; empty if none are. */
    Optional<Thinning> thinning() {
        return deadband == null && pause == null
                ? Optional.empty()
                : Optional.of(new Thinning(deadband, pause));
    }
}
