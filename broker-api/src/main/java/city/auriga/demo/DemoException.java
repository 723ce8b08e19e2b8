package city.auriga.demo;

/** Why the demo cannot go on, in one line for its user. */
final class DemoException extends RuntimeException {
    DemoException(String message) {
        super(message);
    }
}
