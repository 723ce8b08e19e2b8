package city.auriga.iot.mapping;

/** A value that does not fit its declared type; only this one is left out. */
final class MappingException extends RuntimeException {
    MappingException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
