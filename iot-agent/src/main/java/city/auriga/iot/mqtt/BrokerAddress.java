package city.auriga.iot.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where an external broker is, and who we are there.
 *
 * @param server URL without user and password, in the words of the client: {@code tcp}, {@code
 *     ssl}, {@code ws} or {@code wss}
 * @param name host and port
 * @param user empty for none
 */
record BrokerAddress(String server, String name, String user, String password) {
    /**
     * Those that the settings name.
     *
     * @throws IllegalArgumentException if one cannot be read, or is named twice
     */
    static List<BrokerAddress> of(String urls, String user, String password) {
        var all =
                Arrays.stream(urls.split("[\\s,]+"))
                        .filter(url -> !url.isEmpty())
                        .map(url -> parse(url, user, password))
                        .toList();
        if (all.stream().map(BrokerAddress::name).distinct().count() < all.size()) {
            throw new IllegalArgumentException("auriga.mqtt.url: each broker once");
        }
        return all;
    }

    private static BrokerAddress parse(String url, String user, String password) {
        int start = url.indexOf("://") + 3;
        if (start < 3) {
            throw new IllegalArgumentException(
                    "auriga.mqtt.url: a URL such as tcp://host:1883 expected");
        }
        var scheme = scheme(url.substring(0, start - 3));
        int slash = url.indexOf('/', start);
        int at = url.lastIndexOf('@', slash < 0 ? url.length() : slash);
        if (at < start) {
            var server = scheme + "://" + url.substring(start);
            return new BrokerAddress(server, name(server), user, password);
        }
        var login = url.substring(start, at).split(":", 2);
        if (login.length < 2) {
            throw new IllegalArgumentException(
                    "auriga.mqtt.url: user:password@ or none of both expected");
        }
        var server = scheme + "://" + url.substring(at + 1);
        return new BrokerAddress(server, name(server), decoded(login[0]), decoded(login[1]));
    }

    /** The client would try an unknown one for ever. */
    private static String scheme(String named) {
        return switch (named.toLowerCase(Locale.ROOT)) {
            case "tcp", "mqtt" -> "tcp";
            case "ssl", "mqtts" -> "ssl";
            case "ws" -> "ws";
            case "wss" -> "wss";
            default ->
                    throw new IllegalArgumentException(
                            "auriga.mqtt.url: '"
                                    + named
                                    + "://' is none of tcp, mqtt, ssl, mqtts, ws, wss");
        };
    }

    private static String name(String server) {
        try {
            var uri = new URI(server);
            if (uri.getHost() == null) {
                throw new URISyntaxException(server, "no host");
            }
            return uri.getHost() + ":" + (uri.getPort() < 0 ? port(uri) : uri.getPort());
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException(
                    "auriga.mqtt.url: '" + server + "' is no URL such as tcp://host:1883");
        }
    }

    private static int port(URI uri) {
        return switch (uri.getScheme()) {
            case "ssl" -> 8_883;
            case "ws" -> 80;
            case "wss" -> 443;
            default -> 1_883;
        };
    }

    /** A plus sign is one. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return server;
    }
}
