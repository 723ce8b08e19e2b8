package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reading that could not be used, kept so that an operator sees it.
 *
 * @param tenant the default tenant if it is not known
 * @param source the MQTT topic, or the path of the HTTP request
 * @param detail what was found and what was expected
 * @param payload as received; cut off if it is too large
 * @param origin how it came, for the agent, which alone reads it; null if it is not known
 * @param count how often the same letter arrived
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as received; nobody compares letters
public record DeadLetter(
        Tenant tenant,
        Reason reason,
        String source,
        String detail,
        byte[] payload,
        @Nullable String origin,
        long count,
        Instant lastSeen) {

    /** Why a reading could not be used. */
    public enum Reason {
        /** Neither a group nor a device is known by this apikey. */
        UNIDENTIFIED,
        /** The payload does not follow its format. */
        PARSE,
        /** The measure does not fit the attributes that were declared. */
        MAPPING,
        /** The entity would break a rule of the standard. */
        VALIDATION,
        TOO_LARGE,
        /** The device sends more than it may. Such readings are counted, not kept. */
        RATE_LIMITED,
        /** The broker refused the change for another reason. */
        BROKER_REJECTED
    }

    /**
     * @param id for {@link DeadLetters#remove}
     */
    public record Stored(long id, Instant firstSeen, DeadLetter letter) {}
}
