package city.auriga.api.binding;

import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import java.util.Map;

/** A problem whose answer has headers that tell more: warnings (6.3.17). */
public final class Warned extends RuntimeException {
    private final NgsiLdException problem;
    private final List<Map.Entry<String, String>> headers;

    public Warned(NgsiLdException problem, List<Map.Entry<String, String>> headers) {
        super(problem.getMessage(), problem);
        this.problem = problem;
        this.headers = List.copyOf(headers);
    }

    public NgsiLdException problem() {
        return problem;
    }

    public List<Map.Entry<String, String>> headers() {
        return headers;
    }
}
