package city.auriga.api.binding;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Which @context a request is read with (6.3.5). */
@Component
public class RequestContexts {
    /** The relation of a {@code Link} header that names a JSON-LD @context. */
    public static final String RELATION = "http://www.w3.org/ns/json-ld#context";

    /** The URL that was found already. */
    private static final String LINKED = "city.auriga.link";

    private static final Pattern LINK = Pattern.compile("<([^>]*)>\\s*((?:;[^,<]*)*)");
    private static final Pattern REL =
            Pattern.compile(
                    ";\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^;,\\s]+))", Pattern.CASE_INSENSITIVE);

    private final Contexts contexts;
    private final Origins origins;

    RequestContexts(Contexts contexts, Origins origins) {
        this.contexts = contexts;
        this.origins = origins;
    }

    /** The @context of a request without a body, or with one in plain JSON. */
    public Context ofHeader(HttpServletRequest request) {
        return link(request)
                .map(url ->
                        contexts.ofRequest(
                                tenant(request),
                                JsonNodeFactory.instance.stringNode(url),
                                origins.of(request)))
                .orElse(ContextParser.core());
    }

    /** The @context of one JSON-LD document, which must have one. */
    public Context ofDocument(Tenant tenant, JsonNode document, String member, Origin origin) {
        var context = document.path("@context");
        if (context.isMissingNode()) {
            throw NgsiLdException.badData(
                    member,
                    "a document of type application/ld+json needs an @context; or send"
                            + " application/json");
        }
        return contexts.ofRequest(tenant, context, origin);
    }

    private static Tenant tenant(HttpServletRequest request) {
        return (Tenant) Objects.requireNonNull(request.getAttribute(Preconditions.TENANT));
    }

    /** Refuses an @context in plain JSON, which would silently be ignored. */
    public static void requireNone(JsonNode document, String member) {
        if (document.has("@context")) {
            throw NgsiLdException.badData(
                    member,
                    "an @context in the body needs the content type application/ld+json (6.3.5)");
        }
    }

    /**
     * Refuses a {@code Link} header that nobody can read, whether the operation needs it or not.
     */
    static void requireReadableLink(HttpServletRequest request) {
        link(request).ifPresent(url -> request.setAttribute(LINKED, url));
    }

    static void requireNoLink(HttpServletRequest request) {
        if (link(request).isPresent()) {
            throw NgsiLdException.badData(
                    "Link",
                    "a request with application/ld+json has its @context in the body, not in a Link"
                            + " header (6.3.5)");
        }
    }

    /** The relations that the parameters of a link name, parted by blanks (RFC 8288, 3.3). */
    private static List<String> relations(String parameters) {
        var rel = REL.matcher(parameters);
        if (!rel.find()) {
            return List.of();
        }
        var names = rel.group(1) == null ? rel.group(2) : rel.group(1);
        return List.of(names.strip().split("\\s+"));
    }

    private static Optional<String> link(HttpServletRequest request) {
        if (request.getAttribute(LINKED) instanceof String url) {
            return Optional.of(url);
        }
        var headers = request.getHeaders("Link");
        if (!headers.hasMoreElements()) {
            return Optional.empty();
        }
        for (var header : Collections.list(headers)) {
            var link = LINK.matcher(header);
            boolean found = false;
            while (link.find()) {
                found = true;
                if (relations(link.group(2)).contains(RELATION)) {
                    return Optional.of(link.group(1));
                }
            }
            if (!found) {
                throw NgsiLdException.badData(
                        "Link", "expected <URL>; rel=\"…\", found '" + header + "'");
            }
        }
        return Optional.empty();
    }
}
