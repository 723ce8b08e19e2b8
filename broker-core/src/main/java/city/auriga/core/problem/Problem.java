package city.auriga.core.problem;

/**
 * The error types of the standard (5.5.2, Table 6.3.2-1), in the words of their last URI segment.
 */
public enum Problem {
    INVALID_REQUEST("InvalidRequest", "Invalid request"),
    BAD_REQUEST_DATA("BadRequestData", "Bad request data"),
    ALREADY_EXISTS("AlreadyExists", "Already exists"),
    OPERATION_NOT_SUPPORTED("OperationNotSupported", "Operation not supported"),
    RESOURCE_NOT_FOUND("ResourceNotFound", "Resource not found"),
    CONFLICT("Conflict", "Conflict"),
    TOO_COMPLEX_QUERY("TooComplexQuery", "Too complex query"),
    TOO_MANY_RESULTS("TooManyResults", "Too many results"),
    LD_CONTEXT_NOT_AVAILABLE("LdContextNotAvailable", "@context not available"),
    NONEXISTENT_TENANT("NonexistentTenant", "Nonexistent tenant"),
    NOT_IMPLEMENTED("NotImplemented", "Not implemented"),
    SERVICE_UNAVAILABLE("ServiceUnavailable", "Service unavailable"),
    INTERNAL_ERROR("InternalError", "Internal error");

    private static final String BASE = "https://uri.etsi.org/ngsi-ld/errors/";

    private final String term;
    private final String uri;
    private final String title;

    Problem(String term, String title) {
        this.term = term;
        this.uri = BASE + term;
        this.title = title;
    }

    /** The last segment of the type's URI. */
    public String term() {
        return term;
    }

    /** The {@code type} member of a ProblemDetails document. */
    public String uri() {
        return uri;
    }

    /** The {@code title} member: short, the same for every occurrence. */
    public String title() {
        return title;
    }
}
