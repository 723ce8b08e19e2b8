package city.auriga.iot.http;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.ProvisioningException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Errors of the agent as its users know them: {@code {"name": …, "message": …}}, or as a problem
 * document for who asks for one.
 */
@RestControllerAdvice(basePackageClasses = IotErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
public class IotErrors {
    private static final String RETRY_SECONDS = "2";

    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;

    @ExceptionHandler
    ResponseEntity<String> provisioning(ProvisioningException e, HttpServletRequest request) {
        return error(request, e.code().status(), e.code().name(), e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<String> measure(MeasureException e, HttpServletRequest request) {
        var error = error(request, e.status(), e.name(), String.valueOf(e.getMessage()));
        return e.status() == 429 ? later(error) : error;
    }

    @ExceptionHandler
    ResponseEntity<String> tooLarge(BodyTooLargeException e, HttpServletRequest request) {
        return error(request, 413, "PAYLOAD_TOO_LARGE", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<String> mismatch(
            MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        return error(
                request, 400, "BAD_REQUEST", e.getName() + ": unexpected '" + e.getValue() + "'");
    }

    @ExceptionHandler
    ResponseEntity<String> core(NgsiLdException e, HttpServletRequest request) {
        if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
            return later(error(request, 503, "SERVICE_UNAVAILABLE", e.getMessage()));
        }
        if (e.problem() == Problem.NOT_IMPLEMENTED) {
            return error(request, 501, "METHOD_NOT_IMPLEMENTED", e.getMessage());
        }
        var member = e.member();
        return error(
                request,
                400,
                "BAD_REQUEST",
                member == null ? e.getMessage() : member + ": " + e.getMessage());
    }

    private static ResponseEntity<String> later(ResponseEntity<String> error) {
        return ResponseEntity.status(error.getStatusCode())
                .headers(error.getHeaders())
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .body(error.getBody());
    }

    private static ResponseEntity<String> error(
            HttpServletRequest request, int status, String name, String message) {
        var body = JsonNodeFactory.instance.objectNode();
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        boolean problem = accept != null && accept.contains(PROBLEM);
        if (problem) {
            body.put("type", "about:blank")
                    .put("title", name)
                    .put("status", status)
                    .put("detail", message);
        } else {
            body.put("name", name).put("message", message);
        }
        return ResponseEntity.status(status)
                .contentType(
                        problem ? MediaType.APPLICATION_PROBLEM_JSON : MediaType.APPLICATION_JSON)
                .body(body.toString());
    }
}
