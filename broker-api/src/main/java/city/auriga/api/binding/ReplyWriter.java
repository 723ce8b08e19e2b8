package city.auriga.api.binding;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
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
    private final Contexts contexts;
    private final Origins origins;

    ReplyWriter(Contexts contexts, Origins origins) {
        this.contexts = contexts;
        this.origins = origins;
    }

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
        if (reply.linked() != null) {
            // First, since the database may be away that must keep it.
            url(request, reply.linked())
                    .ifPresent(url -> response.addHeader("Link", Reply.contextLink(url)));
        }
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

    private Optional<String> url(NativeWebRequest webRequest, Context context) {
        return context.url()
                .or(() -> {
                    var request =
                            Objects.requireNonNull(
                                    webRequest.getNativeRequest(HttpServletRequest.class));
                    var tenant =
                            (Tenant)
                                    Objects.requireNonNull(
                                            request.getAttribute(Preconditions.TENANT));
                    return contexts.replyUrl(tenant, context, origins.of(request));
                });
    }
}
