package city.auriga.iot.device;

/** A request of the provisioning API that is refused, in the words of FIWARE's agents. */
public final class ProvisioningException extends RuntimeException {
    private final Code code;

    public ProvisioningException(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** A member that is not as it must be. */
    static ProvisioningException wrong(String member, String expected) {
        return new ProvisioningException(Code.WRONG_SYNTAX, member + ": expected " + expected);
    }

    static ProvisioningException unsupported(String what) {
        return new ProvisioningException(
                Code.METHOD_NOT_IMPLEMENTED, what + " is not supported yet");
    }

    /** The {@code name} member of the error, and its HTTP status. */
    public enum Code {
        MISSING_HEADERS(400),
        WRONG_SYNTAX(400),
        MISSING_CONFIG_PARAMS(400),
        MISSING_ATTRIBUTES(400),
        BAD_REQUEST(400),
        INVALID_EXPRESSION(400),
        MISMATCHED_SERVICE(403),
        DEVICE_GROUP_NOT_FOUND(404),
        DEVICE_NOT_FOUND(404),
        ENTITY_NOT_FOUND(404),
        DEAD_LETTER_NOT_FOUND(404),
        DUPLICATE_GROUP(409),
        DUPLICATE_DEVICE_ID(409),
        NOT_REPLAYABLE(409),
        METHOD_NOT_IMPLEMENTED(501);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    public Code code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
