package city.auriga.iot.expression.value;

/**
 * Something cannot be computed: a variable is unbound, or a value is of the wrong kind. It ends
 * what needs the result, as NaN would in JavaScript; conditions and {@code ==} take it for
 * undefined. It happens with many readings, so it carries no stack trace.
 */
public final class NoValueException extends RuntimeException {
    private NoValueException(String message) {
        super(message, null, false, false);
    }

    public static NoValueException noValue() {
        return new NoValueException("no value");
    }
}
