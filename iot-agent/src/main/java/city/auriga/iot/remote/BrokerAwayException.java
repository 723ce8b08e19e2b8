package city.auriga.iot.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The broker takes nothing now; what it was to take stays where it is. */
final class BrokerAwayException extends Exception {
    private final @Nullable Duration pause;

    /**
     * @param pause that the broker asked for; null if it did not say
     */
    BrokerAwayException(String reason, @Nullable Duration pause) {
        super(reason, null, false, false);
        this.pause = pause;
    }

    @Nullable Duration pause() {
        return pause;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
