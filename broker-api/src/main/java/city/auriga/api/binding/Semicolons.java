package city.auriga.api.binding;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A semicolon in a path belongs to the id that it stands in (RFC 3986, 3.3). Spring would take what
 * follows it for a parameter, and find another Entity.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class Semicolons extends HttpFilter {
    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(
                request.getRequestURI().indexOf(';') < 0 ? request : new Encoded(request),
                response);
    }

    private static final class Encoded extends HttpServletRequestWrapper {
        Encoded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRequestURI() {
            return super.getRequestURI().replace(";", "%3B");
        }
    }
}
