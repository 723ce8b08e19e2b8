package city.auriga.api.binding;

import city.auriga.core.problem.NgsiLdException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Names the tenant of the request in every answer, be it an error (6.3.14). */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 6)
class TenantEcho extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            var tenant = Preconditions.tenant(request);
            if (!tenant.isDefault()) {
                response.setHeader(Preconditions.TENANT_HEADER, tenant.name());
            }
        } catch (NgsiLdException noName) {
            logger.trace("answered by the preconditions");
        }
        chain.doFilter(request, response);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/ngsi-ld/");
    }
}
