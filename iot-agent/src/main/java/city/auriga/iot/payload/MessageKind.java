package city.auriga.iot.payload;

/** What a message of a device is about. */
public enum MessageKind {
    MEASURES,
    /** Answers to commands. */
    RESULTS,
    /** A request for values of its Entity. */
    CONFIGURATION
}
