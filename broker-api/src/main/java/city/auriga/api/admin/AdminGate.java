package city.auriga.api.admin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Lets only operators pass to {@code /admin}: with the key, if there is one; else from this
 * machine, and not by way of a proxy.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 7)
class AdminGate extends HttpFilter {
    private static final String BEARER = "Bearer ";

    private final String key;

    AdminGate(AdminSettings settings) {
        this.key = settings.key();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var path = request.getRequestURI();
        if ((path.equals("/admin") || path.startsWith("/admin/")) && !mayPass(request)) {
            response.setStatus(
                    key.isEmpty()
                            ? HttpServletResponse.SC_FORBIDDEN
                            : HttpServletResponse.SC_UNAUTHORIZED);
            if (!key.isEmpty()) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            return;
        }
        chain.doFilter(request, response);
    }

    private boolean mayPass(HttpServletRequest request) throws IOException {
        if (key.isEmpty()) {
            return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
                    && request.getHeader("Forwarded") == null
                    && request.getHeader("X-Forwarded-For") == null
                    && request.getHeader("Origin") == null;
        }
        var header = request.getHeader("Authorization");
        return header != null
                && header.startsWith(BEARER)
                && MessageDigest.isEqual(
                        header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
                        key.getBytes(StandardCharsets.UTF_8));
    }
}
