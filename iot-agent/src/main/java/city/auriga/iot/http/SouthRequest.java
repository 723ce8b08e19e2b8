package city.auriga.iot.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/** Reads what all requests of devices, and of networks of devices, have. */
final class SouthRequest {
    private static final String BEARER = "Bearer ";

    private SouthRequest() {}

    /** The apikey: parameter {@code k}, or a header, which no log of a proxy keeps. */
    static String apikey(HttpServletRequest request) {
        var header = request.getHeader("X-API-Key");
        if (request.getParameter("k") == null && header != null && !header.isBlank()) {
            return header.strip();
        }
        var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return request.getParameter("k") == null
                        && authorization != null
                        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : parameter(request, "k");
    }

    static String device(HttpServletRequest request) {
        return parameter(request, "i");
    }

    private static String parameter(HttpServletRequest request, String name) {
        var value = request.getParameter(name);
        if (value == null || value.isEmpty()) {
            throw new MeasureException(
                    400,
                    "MANDATORY_PARAMS_NOT_FOUND",
                    "Some of the mandatory params weren't found in the request: " + name);
        }
        return value;
    }

    /**
     * The body, which must not be empty.
     *
     * @param most bytes
     * @param expected what it should be, in words
     */
    static byte[] body(HttpServletRequest request, int most, Object expected) throws IOException {
        var bytes = request.getInputStream().readNBytes(most + 1);
        if (bytes.length > most) {
            throw new BodyTooLargeException(most);
        }
        if (bytes.length == 0) {
            throw new MeasureException(
                    400, "PARSE_ERROR", "the body is empty, expected " + expected);
        }
        return bytes;
    }
}
