package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Senders.Answer;
import java.util.Optional;

/** Whose readings are taken, and how much of them. */
final class Admission {
    private static final ReadingOutcome DEVICE_TOO_MUCH =
            ReadingOutcome.refused(
                    Reason.RATE_LIMITED, "the device sends more readings a second than it may");
    private static final ReadingOutcome GROUP_TOO_MUCH =
            ReadingOutcome.refused(
                    Reason.RATE_LIMITED,
                    "the devices of its group send more readings a second than they may");

    private final Senders senders;
    private final RateLimits limits;
    private final int maxPayload;
    private final int maxMeasures;

    Admission(Senders senders, RateLimits limits, ReadingSettings settings) {
        this.senders = senders;
        this.limits = limits;
        this.maxPayload = settings.maxPayload();
        this.maxMeasures = settings.maxMeasures();
    }

    /** The device that a reading is of. Blocks. */
    Answer find(String resource, String apikey, String device) {
        return senders.find(resource, apikey, device);
    }

    boolean isTooLarge(Reading reading) {
        return reading.payload().length > maxPayload;
    }

    boolean areTooMany(int measures) {
        return measures > maxMeasures;
    }

    ReadingOutcome tooMany(int measures) {
        return ReadingOutcome.refused(
                Reason.TOO_LARGE,
                measures + " measures in one message, allowed are " + maxMeasures);
    }

    ReadingOutcome tooLarge(Reading reading) {
        return ReadingOutcome.refused(
                Reason.TOO_LARGE, reading.payload().length + " bytes, allowed are " + maxPayload);
    }

    /** Why one more reading is not taken now; empty if it is. */
    Optional<ReadingOutcome> excess(Sender sender) {
        if (!limits.allow(sender)) {
            return Optional.of(DEVICE_TOO_MUCH);
        }
        return limits.allowGroup(sender) ? Optional.empty() : Optional.of(GROUP_TOO_MUCH);
    }

    static ReadingOutcome noDevice(String device) {
        return unidentified(
                "no device '" + device + "', and its group does not provision devices by itself");
    }

    /** A letter, which can be replayed: waiting for an @context would block the stream. */
    static ReadingOutcome unusable(NgsiLdException fault) {
        return ReadingOutcome.refused(Reason.MAPPING, fault.getMessage());
    }

    static ReadingOutcome unidentified(String detail) {
        return ReadingOutcome.refused(Reason.UNIDENTIFIED, detail);
    }
}
