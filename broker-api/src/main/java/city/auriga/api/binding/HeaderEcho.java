package city.auriga.api.binding;

import city.auriga.core.problem.NgsiLdException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Names the tenant of the request, and the version that it prefers, in every answer, be it an error
 * (6.3.6, 6.3.14).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 6)
class HeaderEcho extends HttpFilter {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderEcho.class);

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().startsWith("/ngsi-ld/")) {
            echo(request, response);
            Preferences.of(request)
                    .applied()
                    .ifPresent(applied -> response.setHeader("Preference-Applied", applied));
        }
        chain.doFilter(request, response);
    }

    private static void echo(HttpServletRequest request, HttpServletResponse response) {
        try {
            var tenant = Preconditions.tenant(request);
            if (!tenant.isDefault()) {
                response.setHeader(Preconditions.TENANT_HEADER, tenant.name());
            }
        } catch (NgsiLdException noName) {
            LOG.trace("answered by the preconditions", noName);
        }
    }
}
