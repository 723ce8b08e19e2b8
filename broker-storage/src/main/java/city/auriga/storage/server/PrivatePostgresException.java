package city.auriga.storage.server;

/** The private PostgreSQL cannot run. The message is one line that says what to do about it. */
public final class PrivatePostgresException extends RuntimeException {

    PrivatePostgresException(String message) {
        super(message);
    }

    PrivatePostgresException(String message, Throwable cause) {
        super(message, cause);
    }

    static PrivatePostgresException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new PrivatePostgresException(
                "Starting the private PostgreSQL was interrupted.", cause);
    }
}
