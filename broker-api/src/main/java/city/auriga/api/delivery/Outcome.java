package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;

/** What became of one request. */
sealed interface Outcome {
    /** The receiver took it (any 2xx, or the acknowledgement of an MQTT broker). */
    record Taken() implements Outcome {}

    /**
     * It did not.
     *
     * @param reason for people
     */
    record Failed(String reason, Kind kind) implements Outcome {}

    /** A notification that could not even be written; some another time can. */
    static Outcome unwritten(NgsiLdException e) {
        boolean passes =
                e.problem() == Problem.SERVICE_UNAVAILABLE
                        || e.problem() == Problem.LD_CONTEXT_NOT_AVAILABLE;
        return new Failed(
                "it cannot be written: " + e.getMessage(),
                passes ? Kind.UNWRITTEN : Kind.NEVER_WRITTEN);
    }

    enum Kind {
        /** Nothing was sent, and the host knows nothing of it. */
        UNWRITTEN,
        /** The same, for good. */
        NEVER_WRITTEN,
        /** The host gives no answer: others that talk to it need not try. */
        UNREACHABLE,
        /** Another time it may. */
        REFUSED,
        /** It never will take this one. */
        NEVER;

        boolean isForGood() {
            return this == NEVER || this == NEVER_WRITTEN;
        }

        boolean isUnsent() {
            return this == UNWRITTEN || this == NEVER_WRITTEN;
        }
    }

    static Outcome failed(Kind kind, String reason) {
        return new Failed(reason, kind);
    }
}
