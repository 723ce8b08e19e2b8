package city.auriga.api.context;

import city.auriga.api.binding.Origin;
import city.auriga.api.config.HttpSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A URL that has the form of those that this broker serves @contexts at.
 *
 * @param authority host and port
 * @param id the last segment, decoded
 */
record OwnUrl(String authority, String id) {
    /** The resource, behind the broker's own URL. */
    static final String PATH = "/ngsi-ld/v1/jsonldContexts/";

    private static final Pattern FORM =
            Pattern.compile("https?://([^/?#]+)(?:/[^?#]*)?" + PATH + "([^/?#]+)");
    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int HTTP_PORT = 80;

    /** Empty if the URL has another form. */
    static Optional<OwnUrl> parse(String url) {
        var match = FORM.matcher(url);
        return match.matches()
                ? Optional.of(new OwnUrl(match.group(1), decoded(match.group(2))))
                : Optional.empty();
    }

    /** The ids in all URLs of this form that an @context includes. */
    static Set<String> included(JsonNode value) {
        var ids = new LinkedHashSet<String>();
        if (value.isString()) {
            parse(value.stringValue()).ifPresent(url -> ids.add(url.id));
        } else if (value.isArray()) {
            value.forEach(item -> ids.addAll(included(item)));
        } else {
            ids.addAll(value.has("@import") ? included(value.path("@import")) : Set.of());
        }
        return ids;
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Whether it leads to this broker, so that there is no need to ask over HTTP. */
    boolean leadsHere(HttpSettings http, Origin origin) {
        if (authority.equalsIgnoreCase(origin.authority())
                || (http.publicUrl() != null
                        && authority.equalsIgnoreCase(http.publicUrl().getAuthority()))) {
            return true;
        }
        var port = PORT.matcher(authority);
        int number = port.find() ? Integer.parseInt(port.group(1)) : HTTP_PORT;
        var host = authority.substring(0, port.hasMatch() ? port.start() : authority.length());
        return LOCAL.contains(host) && (number == origin.port() || number == http.port());
    }
}
