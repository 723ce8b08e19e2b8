package city.auriga.core.subscription;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.JsonMembers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the member {@code endpoint} of NotificationParams (5.2.15). */
final class EndpointReader {
    private static final Set<String> ACCEPT =
            Set.of(Endpoint.JSON, Endpoint.LD_JSON, Endpoint.GEO_JSON);
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** In milliseconds: longer than any receiver may take. */
    private static final long MAX_TIMEOUT = Duration.ofHours(1).toMillis();

    private EndpointReader() {}

    static Endpoint read(JsonMembers notification) {
        var endpoint =
                JsonMembers.of(
                        notification
                                .find("endpoint")
                                .orElseThrow(() ->
                                        notification.bad("endpoint", "a notification needs one")),
                        notification.path("endpoint"));
        endpoint.refuseUnbuilt("notifierInfo");
        var accept = endpoint.text("accept").orElse(Endpoint.JSON);
        if (!ACCEPT.contains(accept)) {
            throw endpoint.bad(
                    "accept",
                    "expected one of " + ACCEPT.stream().sorted().toList() + ", found " + accept);
        }
        return new Endpoint(
                uri(endpoint),
                accept,
                receiverInfo(endpoint),
                endpoint.positive("timeout")
                        .map(ms -> Duration.ofMillis(Math.min(ms.longValue(), MAX_TIMEOUT)))
                        .orElse(null),
                endpoint.positive("cooldown")
                        .map(ms -> Duration.ofMillis(ms.longValue()))
                        .orElse(null));
    }

    /** Visible characters of ISO-8859-1, which is all that a header can hold (RFC 9110, 5.5). */
    private static boolean isHeaderText(int c) {
        return c == '\t' || (c >= ' ' && c <= 0xff && !Character.isISOControl(c));
    }

    private static URI uri(JsonMembers endpoint) {
        var text =
                endpoint.text("uri")
                        .orElseThrow(() -> endpoint.bad("uri", "an endpoint needs a URI"));
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw endpoint.bad("uri", "not a URI: '" + text + "'");
        }
        if (!uri.isAbsolute()) {
            throw endpoint.bad("uri", "expected an absolute URI, found '" + text + "'");
        }
        return switch (uri.getScheme()) {
            case "http", "https" -> requireHost(uri, endpoint);
            case "mqtt", "mqtts" ->
                    throw new NgsiLdException(
                            Problem.NOT_IMPLEMENTED,
                            "notifications over MQTT are not built yet",
                            endpoint.path("uri"));
            default ->
                    throw new NgsiLdException(
                            Problem.OPERATION_NOT_SUPPORTED,
                            "notifications go to http, https, mqtt or mqtts, not to "
                                    + uri.getScheme(),
                            endpoint.path("uri"));
        };
    }

    private static URI requireHost(URI uri, JsonMembers endpoint) {
        if (uri.getHost() == null) {
            throw endpoint.bad("uri", "the URI has no host: '" + uri + "'");
        }
        if (uri.getPort() == 0 || uri.getPort() > 0xffff) {
            throw endpoint.bad("uri", "there is no port " + uri.getPort());
        }
        return uri;
    }

    private static List<Map.Entry<String, String>> receiverInfo(JsonMembers endpoint) {
        var pairs = endpoint.find("receiverInfo");
        if (pairs.isEmpty()) {
            return List.of();
        }
        if (!pairs.get().isArray()) {
            throw endpoint.bad("receiverInfo", "expected an array of {\"key\", \"value\"}");
        }
        var headers = new ArrayList<Map.Entry<String, String>>();
        for (int i = 0; i < pairs.get().size(); i++) {
            var pair =
                    JsonMembers.of(
                            pairs.get().get(i), endpoint.path("receiverInfo") + "[" + i + "]");
            var key = pair.text("key").orElseThrow(() -> pair.bad("key", "missing"));
            var value = pair.text("value").orElseThrow(() -> pair.bad("value", "missing"));
            if (!HEADER_NAME.matcher(key).matches()
                    || !value.chars().allMatch(EndpointReader::isHeaderText)) {
                throw pair.bad("key", "not an HTTP header: '" + key + "'");
            }
            headers.add(Map.entry(key, value));
        }
        return headers;
    }
}
