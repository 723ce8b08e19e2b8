package city.auriga.iot.http;

/** A measure that is refused before it becomes a reading. */
final class MeasureException extends RuntimeException {
    private final int status;
    private final String name;

    MeasureException(int status, String name, String message) {
        super(message, null, false, false);
        this.status = status;
        this.name = name;
    }

    int status() {
        return status;
    }

    /** As FIWARE's agents call the error. */
    String name() {
        return name;
    }
}
