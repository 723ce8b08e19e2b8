package city.auriga.api.binding;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds operations by path and method. Where a path has no operation of a method it tells which
 * methods there are (RFC 9110, 9.3.7 and 15.5.6): HEAD and OPTIONS too, but not those of an {@link
 * IncompletePath}.
 */
final class OperationMapping extends RequestMappingHandlerMapping {
    /** The answer to OPTIONS. */
    record Offer(Set<String> methods) {
        public Reply tell() {
            var reply = Reply.noContent().withHeader("Allow", String.join(", ", methods));
            return methods.contains("PATCH")
                    ? reply.withHeader("Accept-Patch", String.join(", ", Preconditions.PATCHES))
                    : reply;
        }
    }

    @Override
    protected @Nullable HandlerMethod handleNoMatch(
            Set<RequestMappingInfo> mappings, String path, HttpServletRequest request)
            throws ServletException {
        var methods = methods(mappings, request);
        if (methods.isEmpty() || methods.contains(request.getMethod())) {
            return super.handleNoMatch(mappings, path, request);
        }
        methods.add("OPTIONS");
        if (!request.getMethod().equals("OPTIONS")) {
            throw new HttpRequestMethodNotSupportedException(request.getMethod(), methods);
        }
        try {
            return new HandlerMethod(new Offer(methods), "tell");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<String> methods(Set<RequestMappingInfo> mappings, HttpServletRequest request) {
        var methods = new TreeSet<String>();
        for (var mapping : mappings) {
            var paths = mapping.getPathPatternsCondition();
            var handler = getHandlerMethods().get(mapping);
            if (paths != null
                    && paths.getMatchingCondition(request) != null
                    && handler != null
                    && !handler.hasMethodAnnotation(IncompletePath.class)) {
                mapping.getMethodsCondition().getMethods().forEach(m -> methods.add(m.name()));
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }
}
