package city.auriga.api.binding;

import city.auriga.core.jsonld.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JsonGenerator;

/**
 * The answer of an operation.
 *
 * @param linked the @context that a {@code Link} header is to name; null for none
 * @param body writes the JSON; null answers without a body
 */
public record Reply(
        int status,
        @Nullable Media media,
        List<Map.Entry<String, String>> headers,
        @Nullable Context linked,
        @Nullable Consumer<JsonGenerator> body) {

    public Reply {
        headers = List.copyOf(headers);
    }

    /** Without an @context. */
    public Reply(
            int status,
            @Nullable Media media,
            List<Map.Entry<String, String>> headers,
            @Nullable Consumer<JsonGenerator> body) {
        this(status, media, headers, null, body);
    }

    /** 204. */
    public static Reply noContent() {
        return new Reply(204, null, List.of(), null);
    }

    /** 201 with a {@code Location} and no body. */
    public static Reply created(String collection, String id) {
        return new Reply(201, null, List.of(Map.entry("Location", location(collection, id))), null);
    }

    /** JSON without names to compact, so without an @context. */
    public static Reply json(int status, Consumer<JsonGenerator> body) {
        return new Reply(status, Media.JSON, List.of(), body);
    }

    /**
     * 200 with a body whose names were compacted by an @context; a body that does not name it has
     * it in a {@code Link} header (6.3.6).
     */
    public static Reply of(Media media, Context context, Consumer<JsonGenerator> body) {
        var reply = new Reply(200, media, List.of(), body);
        return media.contextInBody() ? reply : reply.withContextLink(context);
    }

    /** The path of a new resource; characters that a URI cannot hold are encoded, colons stay. */
    public static String location(String collection, String id) {
        return "/ngsi-ld/v1/"
                + collection
                + "/"
                + UriUtils.encodePathSegment(id, StandardCharsets.UTF_8);
    }

    public Reply withStatus(int newStatus) {
        return new Reply(newStatus, media, headers, linked, body);
    }

    public Reply withHeader(String name, String value) {
        var all = new ArrayList<>(headers);
        all.add(Map.entry(name, value));
        return new Reply(status, media, all, linked, body);
    }

    /** With a {@code Link} header that names the @context (6.3.6). */
    public Reply withContextLink(Context context) {
        return new Reply(status, media, headers, context, body);
    }

    /** A {@code Link} header that names an @context. */
    static String contextLink(String url) {
        return "<"
                + url
                + ">; rel=\""
                + RequestContexts.RELATION
                + "\"; type=\"application/ld+json\"";
    }
}
