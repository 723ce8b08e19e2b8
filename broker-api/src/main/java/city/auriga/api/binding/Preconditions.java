package city.auriga.api.binding;

import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * What is checked before an operation runs, in this order (6.3.4, 6.3.14, 6.3.20): length, size,
 * type, acceptable answers, tenant, parameters.
 */
@Component
class Preconditions implements HandlerInterceptor {
    static final String TENANT = "city.auriga.tenant";
    static final String MEDIA = "city.auriga.media";
    static final String TENANT_HEADER = "NGSILD-Tenant";
    private static final String TENANT_PARAMETER = "tenant";
    private static final String FIWARE_HEADER = "Fiware-Service";

    /** The media types of changes (6.3.4). */
    static final List<String> PATCHES =
            List.of(Media.JSON.type(), Media.LD_JSON.type(), "application/merge-patch+json");

    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final LimitSettings limits;
    private final Tenants tenants;
    private final Map<HandlerMethod, Rules> rules = new ConcurrentHashMap<>();

    private record Rules(Operation operation, List<Media> produces, Set<String> parameters) {}

    Preconditions(LimitSettings limits, Tenants tenants) {
        this.limits = limits;
        this.tenants = tenants;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (!(handler instanceof HandlerMethod method)) {
            return true;
        }
        boolean incomplete = method.hasMethodAnnotation(IncompletePath.class);
        if (!incomplete && !method.hasMethodAnnotation(Operation.class)) {
            return true;
        }
        boolean bodiless = !incomplete && rule(method).operation.withoutBody();
        if (METHODS_WITH_BODY.contains(request.getMethod())
                && !bodiless
                && !acceptsBody(request, response)) {
            return false;
        }
        return incomplete || acceptsOperation(method, request, response);
    }

    private boolean acceptsOperation(
            HandlerMethod method, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var rule = rule(method);
        if (!rule.produces.isEmpty() && !acceptsAnswer(rule, request, response)) {
            return false;
        }
        var tenant = tenant(rule, request);
        request.setAttribute(TENANT, tenant);
        if (!rule.operation.anyTenant() && !rule.operation.createsTenant()) {
            requireTenant(tenant);
        }
        requireKnownParameters(request, rule.parameters);
        RequestContexts.requireReadableLink(request);
        refuseUnbuiltHeaders(request);
        return true;
    }

    private Rules rule(HandlerMethod method) {
        return rules.computeIfAbsent(method, Preconditions::rules);
    }

    private static Rules rules(HandlerMethod method) {
        var operation =
                java.util.Objects.requireNonNull(method.getMethodAnnotation(Operation.class));
        return new Rules(
                operation,
                List.of(operation.produces()),
                Stream.concat(Stream.of("local"), Arrays.stream(operation.parameters()))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private boolean acceptsBody(HttpServletRequest request, HttpServletResponse response) {
        long length = request.getContentLengthLong();
        if (length < 0) {
            response.setStatus(HttpServletResponse.SC_LENGTH_REQUIRED);
            return false;
        }
        if (length > limits.bodySize().toBytes()) {
            throw new TooLarge(
                    "the body has "
                            + length
                            + " bytes, the limit is "
                            + limits.bodySize().toBytes());
        }
        if (!isJson(request)) {
            response.setStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
            return false;
        }
        return true;
    }

    private static boolean isJson(HttpServletRequest request) {
        var header = request.getContentType();
        if (header == null) {
            return false;
        }
        var type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return request.getMethod().equals("PATCH")
                ? PATCHES.contains(type)
                : type.equals(Media.JSON.type()) || type.equals(Media.LD_JSON.type());
    }

    private static boolean acceptsAnswer(
            Rules rule, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var accept = String.join(",", Collections.list(request.getHeaders("Accept")));
        var media = Accept.choose(accept, rule.produces);
        if (media.isPresent()) {
            request.setAttribute(MEDIA, media.get().preferring(request.getHeader("Prefer")));
            return true;
        }
        response.setStatus(HttpServletResponse.SC_NOT_ACCEPTABLE);
        response.setContentType(Media.JSON.type());
        var available =
                rule.produces.stream()
                        .map(m -> '"' + m.type() + '"')
                        .collect(Collectors.joining(",", "[", "]"));
        response.getOutputStream().write(available.getBytes(StandardCharsets.UTF_8));
        return false;
    }

    /**
     * The tenant that the headers name.
     *
     * @throws NgsiLdException BadRequestData if that is no name
     */
    static Tenant tenant(HttpServletRequest request) {
        for (var header : List.of(TENANT_HEADER, FIWARE_HEADER)) {
            var name = request.getHeader(header);
            if (name != null && !name.isBlank()) {
                return Tenant.parse(header, name.strip());
            }
        }
        return Tenant.DEFAULT;
    }

    /** Where no header can be set, a parameter names it; it does not contradict one. */
    private static Tenant tenant(Rules rule, HttpServletRequest request) {
        var named = tenant(request);
        if (!rule.parameters.contains(TENANT_PARAMETER)) {
            return named;
        }
        var name = request.getParameter(TENANT_PARAMETER);
        var wanted = name == null ? named : Tenant.parse(TENANT_PARAMETER, name.strip());
        boolean told =
                request.getHeader(TENANT_HEADER) != null
                        || request.getHeader(FIWARE_HEADER) != null;
        if (told && !wanted.equals(named)) {
            throw NgsiLdException.badData(
                    TENANT_PARAMETER, "the header names another tenant, '" + named.name() + "'");
        }
        return wanted;
    }

    /** Headers that would change what is read or written, were they built. */
    private static void refuseUnbuiltHeaders(HttpServletRequest request) {
        for (var header : List.of("NGSILD-Snapshot")) {
            if (request.getHeader(header) != null) {
                throw new NgsiLdException(
                        Problem.NOT_IMPLEMENTED,
                        "the header '" + header + "' is not built yet",
                        header);
            }
        }
    }

    private void requireTenant(Tenant tenant) {
        if (!tenant.isDefault() && !tenants.exists(tenant)) {
            throw new NgsiLdException(
                    Problem.NONEXISTENT_TENANT,
                    "there is no tenant '" + tenant.name() + "'",
                    TENANT_HEADER);
        }
    }

    private static void requireKnownParameters(HttpServletRequest request, Set<String> known) {
        var parameters = Parameters.of(request);
        for (var name : parameters.all().keySet()) {
            if (!known.contains(name)) {
                throw NgsiLdException.invalid(
                        name,
                        "unknown parameter '"
                                + name
                                + "'; known here: "
                                + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        // Known everywhere, though most operations have no use for it.
        parameters.flag("local");
    }
}
