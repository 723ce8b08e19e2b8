package city.auriga.api.binding;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.databind.json.JsonMapper;

/** Writes a {@link Reply}, its JSON straight to the connection. */
@Component
class ReplyWriter implements HandlerMethodReturnValueHandler {
    private final JsonMapper json = new JsonMapper();

    @Override
    public boolean supportsReturnType(MethodParameter returnType) {
        return returnType.getParameterType() == Reply.class;
    }

    @Override
    public void handleReturnValue(
            @Nullable Object value,
            MethodParameter returnType,
            ModelAndViewContainer container,
            NativeWebRequest request)
            throws Exception {
        container.setRequestHandled(true);
        if (value == null) {
            return; // there is nobody to answer
        }
        var reply = (Reply) value;
        var response = Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class));
        response.setStatus(reply.status());
        reply.headers().forEach(header -> response.addHeader(header.getKey(), header.getValue()));
        if (reply.body() == null) {
            return;
        }
        response.setContentType(Objects.requireNonNull(reply.media()).type());
        try (var out = json.createGenerator(response.getOutputStream())) {
            reply.body().accept(out);
        }
    }
}
