package city.auriga.api.binding;

import city.auriga.core.problem.NgsiLdException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/** Keeps the character U+0000 out, whoever reads the parameters: no database can hold it. */
final class ReadableQuery implements HandlerInterceptor {
    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        var query = request.getQueryString();
        if (query != null && query.contains("%00")) {
            throw NgsiLdException.invalid(
                    "query", "the character U+0000 cannot stand in a parameter: '" + query + "'");
        }
        return true;
    }
}
