package city.auriga.iot.http;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.ProvisioningException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.databind.node.JsonNodeFactory;

/** Errors of the agent as its users know them: {@code {"name": …, "message": …}}. */
@RestControllerAdvice(basePackageClasses = IotErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
public class IotErrors {
    private static final String RETRY_SECONDS = "2";

    @ExceptionHandler
    ResponseEntity<String> provisioning(ProvisioningException e) {
        return error(e.code().status(), e.code().name(), e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<String> measure(MeasureException e) {
        var error = error(e.status(), e.name(), String.valueOf(e.getMessage()));
        return e.status() == 429 ? later(error) : error;
    }

    @ExceptionHandler
    ResponseEntity<String> tooLarge(BodyTooLargeException e) {
        return error(413, "PAYLOAD_TOO_LARGE", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<String> mismatch(MethodArgumentTypeMismatchException e) {
        return error(400, "BAD_REQUEST", e.getName() + ": unexpected '" + e.getValue() + "'");
    }

    @ExceptionHandler
    ResponseEntity<String> core(NgsiLdException e) {
        if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
            return later(error(503, "SERVICE_UNAVAILABLE", e.getMessage()));
        }
        if (e.problem() == Problem.NOT_IMPLEMENTED) {
            return error(501, "METHOD_NOT_IMPLEMENTED", e.getMessage());
        }
        var member = e.member();
        return error(
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

    private static ResponseEntity<String> error(int status, String name, String message) {
        var body = JsonNodeFactory.instance.objectNode().put("name", name).put("message", message);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body.toString());
    }
}
