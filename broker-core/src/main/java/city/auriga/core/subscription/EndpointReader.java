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
import org.jspecify.annotations.Nullable;

/** Reads the member {@code endpoint} of NotificationParams (5.2.15). */
final class EndpointReader {
    private static final Set<String> ACCEPT =
            Set.of(Endpoint.JSON, Endpoint.LD_JSON, Endpoint.GEO_JSON);
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final List<String> VERSIONS = List.of("mqtt3.1.1", "mqtt5.0");
    private static final List<String> QOS = List.of("0", "1", "2");

    /** In milliseconds: longer than any receiver may take. */
    private static final long MAX_TIMEOUT = Duration.ofHours(1).toMillis();

    /** In milliseconds: longer than any notification is tried. */
    private static final long MAX_COOLDOWN = Duration.ofDays(366).toMillis();

    private EndpointReader() {}

    static Endpoint read(JsonMembers notification) {
        var endpoint =
                JsonMembers.of(
                        notification
                                .find("endpoint")
                                .orElseThrow(() ->
                                        notification.bad("endpoint", "a notification needs one")),
                        notification.path("endpoint"));
        var accept = endpoint.text("accept").orElse(Endpoint.JSON);
        if (!ACCEPT.contains(accept)) {
            throw endpoint.bad(
                    "accept",
                    "expected one of " + ACCEPT.stream().sorted().toList() + ", found " + accept);
        }
        var uri = uri(endpoint);
        return new Endpoint(
                uri,
                accept,
                receiverInfo(endpoint),
                mqtt(endpoint, uri),
                endpoint.positive("timeout")
                        .map(ms -> Duration.ofMillis(Math.clamp(ms.longValue(), 1, MAX_TIMEOUT)))
                        .orElse(null),
                endpoint.positive("cooldown")
                        .map(ms -> Duration.ofMillis(Math.clamp(ms.longValue(), 1, MAX_COOLDOWN)))
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
            case "http", "https", "mqtt", "mqtts" -> requireHost(uri, endpoint);
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
        var headers = pairs(endpoint, "receiverInfo");
        for (int i = 0; i < headers.size(); i++) {
            var header = headers.get(i);
            if (!HEADER_NAME.matcher(header.getKey()).matches()
                    || !header.getValue().chars().allMatch(EndpointReader::isHeaderText)) {
                throw NgsiLdException.badData(
                        endpoint.path("receiverInfo") + "[" + i + "].key",
                        "not an HTTP header: '" + header.getKey() + "'");
            }
        }
        return headers;
    }

    /** An array of KeyValuePair (5.2.22). */
    private static List<Map.Entry<String, String>> pairs(JsonMembers endpoint, String member) {
        var pairs = endpoint.find(member);
        if (pairs.isEmpty()) {
            return List.of();
        }
        if (!pairs.get().isArray()) {
            throw endpoint.bad(member, "expected an array of {\"key\", \"value\"}");
        }
        var read = new ArrayList<Map.Entry<String, String>>();
        for (int i = 0; i < pairs.get().size(); i++) {
            var pair = JsonMembers.of(pairs.get().get(i), endpoint.path(member) + "[" + i + "]");
            var key = pair.text("key").orElseThrow(() -> pair.bad("key", "missing"));
            var value = pair.text("value").orElseThrow(() -> pair.bad("value", "missing"));
            read.add(Map.entry(key, value));
        }
        return read;
    }

    /** 7.2: what is not about MQTT is left to other bindings. */
    private static Endpoint.@Nullable Mqtt mqtt(JsonMembers endpoint, URI uri) {
        var info = pairs(endpoint, "notifierInfo");
        var version = "mqtt5.0";
        var qos = "0";
        for (int i = 0; i < info.size(); i++) {
            var path = endpoint.path("notifierInfo") + "[" + i + "].value";
            var value = info.get(i).getValue();
            switch (info.get(i).getKey()) {
                case "MQTT-Version" -> version = require(value, VERSIONS, path);
                case "MQTT-QoS" -> qos = require(value, QOS, path);
                default -> {}
            }
        }
        return uri.getScheme().startsWith("mqtt")
                ? new Endpoint.Mqtt(
                        topic(endpoint, uri), version.equals("mqtt5.0"), Integer.parseInt(qos))
                : null;
    }

    private static String require(String value, List<String> allowed, String path) {
        if (!allowed.contains(value)) {
            throw NgsiLdException.badData(
                    path, "expected one of " + allowed + ", found '" + value + "'");
        }
        return value;
    }

    private static String topic(JsonMembers endpoint, URI uri) {
        var path = uri.getPath();
        if (path.length() < 2) {
            throw endpoint.bad("uri", "the URI names no topic: mqtt://host/topic");
        }
        if (path.indexOf('+') >= 0 || path.indexOf('#') >= 0) {
            throw endpoint.bad("uri", "a topic to publish to has no wildcards");
        }
        return path.substring(1);
    }
}
