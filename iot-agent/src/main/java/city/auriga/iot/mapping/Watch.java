package city.auriga.iot.mapping;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a device beside its values.
 *
 * @param keepsMeasure whether its last measure can be seen as it came
 * @param interval at which it is expected to be heard; null if nobody says
 */
public record Watch(boolean keepsMeasure, @Nullable Duration interval) {
    public static final Watch USUAL = new Watch(false, null);

    /** It may miss two of three. */
    private static final int INTERVALS = 3;

    /** By when a device that was heard is to be heard again; null if nobody says. */
    public @Nullable Instant expectedAfter(Instant heard) {
        return interval == null ? null : heard.plus(interval.multipliedBy(INTERVALS));
    }
}
