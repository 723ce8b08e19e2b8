package city.auriga.iot.expression.value;

/** An evaluation has used up its {@link Budget}. Nothing within the expression catches it. */
public final class LimitException extends RuntimeException {
    LimitException(String message) {
        super(message, null, false, false);
    }
}
