package city.auriga.api.config;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Gives each request a correlation id: that of the client or a new one; it is echoed, and stands in
 * every log line.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Correlation extends HttpFilter {
    private static final String HEADER = "Fiware-Correlator";
    private static final Pattern HARMLESS = Pattern.compile("[\\w.:;=-]{1,100}");

    /** Need not be a secret, so it need not cost what a random UUID costs. */
    private static String generated() {
        var random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var sent = request.getHeader(HEADER);
        var id = sent != null && HARMLESS.matcher(sent).matches() ? sent : generated();
        response.setHeader(HEADER, id);
        MDC.put("correlation", id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove("correlation");
        }
    }
}
