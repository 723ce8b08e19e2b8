package city.auriga.api.binding;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Gives operations their arguments, parsed: tenant, parameters, body with @context, time, media
 * type of the answer, the broker as the client sees it.
 */
@Component
class RequestArguments implements HandlerMethodArgumentResolver {
    private static final Set<Class<?>> TYPES =
            Set.of(
                    Tenant.class,
                    Parameters.class,
                    Payload.class,
                    Body.class,
                    Origin.class,
                    Context.class,
                    Media.class,
                    Preferences.class,
                    ReadRequest.class,
                    Instant.class);

    private final BodyReader bodies;
    private final RequestContexts contexts;
    private final Origins origins;
    private final InstantSource clock;

    RequestArguments(
            BodyReader bodies, RequestContexts contexts, Origins origins, InstantSource clock) {
        this.bodies = bodies;
        this.contexts = contexts;
        this.origins = origins;
        this.clock = clock;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return TYPES.contains(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders)
            throws Exception {
        var request = Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        var type = parameter.getParameterType();
        if (type == Tenant.class) {
            return Objects.requireNonNull(request.getAttribute(Preconditions.TENANT));
        } else if (type == Parameters.class) {
            return Parameters.of(request);
        } else if (type == Payload.class) {
            return bodies.read(request);
        } else if (type == Body.class) {
            return bodies.json(request);
        } else if (type == Origin.class) {
            return origins.of(request);
        } else if (type == Context.class) {
            return contexts.ofHeader(request);
        } else if (type == ReadRequest.class) {
            return readRequest(request);
        } else if (type == Preferences.class) {
            return Preferences.of(request);
        } else if (type == Media.class) {
            return Objects.requireNonNull(request.getAttribute(Preconditions.MEDIA));
        }
        return now();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private ReadRequest readRequest(HttpServletRequest request) {
        return new ReadRequest(
                (Tenant) Objects.requireNonNull(request.getAttribute(Preconditions.TENANT)),
                Parameters.of(request),
                (Media) Objects.requireNonNull(request.getAttribute(Preconditions.MEDIA)),
                Preferences.of(request),
                request.getHeader("NGSILD-EntityMap"),
                now());
    }
}
