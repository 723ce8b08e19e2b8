package city.auriga.api.config;

/** Why Auriga cannot start, as one line for the person who started it. */
public final class StartFailure extends RuntimeException {
    public StartFailure(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
