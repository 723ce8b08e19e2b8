package city.auriga.api.problem;

import city.auriga.core.problem.Problem;

/** The HTTP status of each error type (Table 6.3.2-1). */
public final class Status {
    private Status() {}

    public static int of(Problem problem) {
        return switch (problem) {
            case INVALID_REQUEST, BAD_REQUEST_DATA -> 400;
            case TOO_COMPLEX_QUERY, TOO_MANY_RESULTS -> 403;
            case RESOURCE_NOT_FOUND, NONEXISTENT_TENANT -> 404;
            case ALREADY_EXISTS, CONFLICT -> 409;
            case OPERATION_NOT_SUPPORTED -> 422;
            case INTERNAL_ERROR -> 500;
            case NOT_IMPLEMENTED -> 501;
            case SERVICE_UNAVAILABLE -> 503;
            case LD_CONTEXT_NOT_AVAILABLE -> 504;
        };
    }
}
