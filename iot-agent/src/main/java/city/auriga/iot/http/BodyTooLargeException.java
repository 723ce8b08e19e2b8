package city.auriga.iot.http;

/** A body above the limit. */
final class BodyTooLargeException extends RuntimeException {
    BodyTooLargeException(int limit) {
        super("at most " + limit + " bytes are taken", null, false, false);
    }
}
