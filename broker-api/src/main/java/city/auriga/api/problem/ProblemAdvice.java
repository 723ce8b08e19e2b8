package city.auriga.api.problem;

import city.auriga.api.binding.Reply;
import city.auriga.api.binding.TooLarge;
import city.auriga.api.binding.Warned;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The only place where an error meets HTTP. */
@ControllerAdvice
class ProblemAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String RETRY_SECONDS = "2";

    @ExceptionHandler
    Reply refused(NgsiLdException e) {
        var reply = Reply.json(Status.of(e.problem()), out -> ProblemDetails.write(out, e));
        return e.problem() == Problem.SERVICE_UNAVAILABLE
                ? reply.withHeader("Retry-After", RETRY_SECONDS)
                : reply;
    }

    @ExceptionHandler
    Reply warned(Warned e) {
        var reply = refused(e.problem());
        for (var header : e.headers()) {
            reply = reply.withHeader(header.getKey(), header.getValue());
        }
        return reply;
    }

    @ExceptionHandler
    Reply tooLarge(TooLarge e) {
        return Reply.json(
                413,
                out ->
                        ProblemDetails.write(
                                out,
                                Problem.INVALID_REQUEST,
                                "Request entity too large",
                                413,
                                String.valueOf(e.getMessage())));
    }

    /** The server reads parameters only when somebody asks for them. */
    @ExceptionHandler
    Reply unreadable(InvalidParameterException e, HttpServletRequest request) {
        return refused(
                NgsiLdException.invalid(
                        "query",
                        "expected parameters in percent-encoded UTF-8, each with a name, found '"
                                + request.getQueryString()
                                + "'"));
    }

    @ExceptionHandler
    Reply wrongMethod(HttpRequestMethodNotSupportedException e) {
        var allowed = e.getSupportedHttpMethods();
        var names =
                (allowed == null ? List.<HttpMethod>of() : allowed)
                        .stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        return new Reply(405, null, List.of(), null).withHeader("Allow", names);
    }

    /** Health and metrics, which negotiate by themselves. */
    @ExceptionHandler
    Reply notAcceptable(HttpMediaTypeNotAcceptableException e) {
        return new Reply(406, null, List.of(), null);
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    Reply unknownPath(HttpServletRequest request) {
        return refused(NgsiLdException.notFound("there is no resource " + request.getRequestURI()));
    }

    /** The server reads a body only when somebody asks for it. */
    @ExceptionHandler
    Reply malformed(BadRequestException e) {
        return refused(NgsiLdException.invalid("$", "the body breaks off, or is not valid HTTP"));
    }

    /** The client went away, or its connection broke: there is nobody to answer. */
    @ExceptionHandler
    @Nullable Reply disconnected(IOException e) {
        LOG.debug("the client went away: {}", e.getMessage());
        return null;
    }

    @ExceptionHandler
    Reply unforeseen(Exception e) {
        LOG.error("unforeseen error", e);
        return refused(
                new NgsiLdException(
                        Problem.INTERNAL_ERROR,
                        "an error that we did not foresee; see the log of the broker"));
    }
}
