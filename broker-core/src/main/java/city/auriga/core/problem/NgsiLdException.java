package city.auriga.core.problem;

import org.jspecify.annotations.Nullable;

/**
 * A request that the standard refuses. The message says what was found and what was expected;
 * {@link #member()} says where, as a JSON path ({@code $.speed.value}) or the name of a parameter
 * or header.
 */
public final class NgsiLdException extends RuntimeException {
    private final Problem problem;
    private final @Nullable String member;

    public NgsiLdException(Problem problem, String message) {
        this(problem, message, null);
    }

    public NgsiLdException(Problem problem, String message, @Nullable String member) {
        // A refused request is an answer, not a fault: a stack trace would only cost time.
        super(message, null, false, false);
        this.problem = problem;
        this.member = member;
    }

    /** 400 BadRequestData about one member, parameter or header. */
    public static NgsiLdException badData(String member, String message) {
        return new NgsiLdException(Problem.BAD_REQUEST_DATA, message, member);
    }

    /** 400 InvalidRequest about one member, parameter or header. */
    public static NgsiLdException invalid(String member, String message) {
        return new NgsiLdException(Problem.INVALID_REQUEST, message, member);
    }

    /** 404 ResourceNotFound. */
    public static NgsiLdException notFound(String message) {
        return new NgsiLdException(Problem.RESOURCE_NOT_FOUND, message);
    }

    /** The same at another place. */
    public NgsiLdException at(String place) {
        return new NgsiLdException(problem, getMessage(), place);
    }

    public Problem problem() {
        return problem;
    }

    /** Where the fault lies, if it lies at one place. */
    public @Nullable String member() {
        return member;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
