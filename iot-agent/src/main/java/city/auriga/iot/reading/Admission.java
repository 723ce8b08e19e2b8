package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Senders.Answer;

/** Whose readings are taken, and how much of them. */
final class Admission {
    static final ReadingOutcome RATE_LIMITED =
            ReadingOutcome.refused(
                    Reason.RATE_LIMITED, "the device sends more readings a second than it may");

    private final Senders senders;
    private final RateLimits limits;
    private final int maxPayload;

    Admission(Senders senders, RateLimits limits, int maxPayload) {
        this.senders = senders;
        this.limits = limits;
        this.maxPayload = maxPayload;
    }

    /** The device that a reading is of. Blocks. */
    Answer find(String resource, String apikey, String device) {
        return senders.find(resource, apikey, device);
    }

    boolean isTooLarge(Reading reading) {
        return reading.payload().length > maxPayload;
    }

    ReadingOutcome tooLarge(Reading reading) {
        return ReadingOutcome.refused(
                Reason.TOO_LARGE, reading.payload().length + " bytes, allowed are " + maxPayload);
    }

    boolean isTooMuch(Sender sender) {
        return !limits.allow(sender);
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
