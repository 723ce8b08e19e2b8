package city.auriga.iot.payload;

/** A payload that does not follow its format. The message says what was found and expected. */
public final class PayloadException extends RuntimeException {
    public PayloadException(String message) {
        // A bad payload is an event of every day, not a fault: a stack trace would only cost time.
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
