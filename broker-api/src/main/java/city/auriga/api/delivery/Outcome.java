package city.auriga.api.delivery;

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

    enum Kind {
        /** The host gives no answer: others that talk to it need not try. */
        UNREACHABLE,
        /** Another time it may. */
        REFUSED,
        /** It never will take this one. */
        NEVER
    }

    static Outcome failed(Kind kind, String reason) {
        return new Failed(reason, kind);
    }
}
