package city.auriga.api.problem;

import city.auriga.api.binding.Media;
import city.auriga.core.problem.Problem;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests that never reach the application, because they are no proper HTTP: a malformed
 * path, headers that are too large. The server would show a page for people.
 */
public final class ProblemValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable error) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        if (error != null && status >= 500) {
            LOG.error("unforeseen error before the application", error);
        }
        try {
            response.setContentType(Media.JSON.type());
            try (var out = JSON.createGenerator(response.getOutputStream())) {
                ProblemDetails.write(out, nearest(status), title(status), status, detail(status));
            }
            response.finishResponse();
        } catch (java.io.IOException e) {
            LOG.debug("the client went away: {}", e.getMessage());
        }
    }

    private static Problem nearest(int status) {
        return switch (status) {
            case 404 -> Problem.RESOURCE_NOT_FOUND;
            case 501 -> Problem.NOT_IMPLEMENTED;
            default -> status < 500 ? Problem.INVALID_REQUEST : Problem.INTERNAL_ERROR;
        };
    }

    private static String title(int status) {
        var known = HttpStatus.resolve(status);
        return known == null ? "HTTP status " + status : known.getReasonPhrase();
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> "the request is not valid HTTP: its target, a header or its length";
            case 404 -> "there is no such resource at this port";
            case 405 -> "this method is not served";
            default -> "the server refused the request before it was looked at";
        };
    }
}
