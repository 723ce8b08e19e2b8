package city.auriga.api.binding;

/** A body beyond the limit: 413. */
public final class TooLarge extends RuntimeException {
    TooLarge(String message) {
        super(message, null, false, false);
    }
}
