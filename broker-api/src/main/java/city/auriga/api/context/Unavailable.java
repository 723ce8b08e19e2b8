package city.auriga.api.context;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;

/** 504: an @context that is named cannot be had (5.5.6). */
final class Unavailable {
    private Unavailable() {}

    static NgsiLdException of(String url, String reason) {
        return new NgsiLdException(
                Problem.LD_CONTEXT_NOT_AVAILABLE,
                "the @context at " + url + " is not available: " + reason,
                "@context");
    }
}
