package city.auriga.api.delivery;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT broker, and as whom it is talked to.
 *
 * @param user null for nobody
 * @param version5 whether MQTT 5 is spoken; else 3.1.1
 */
record MqttAddress(
        boolean tls,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        boolean version5) {
    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;

    static MqttAddress of(URI uri, boolean version5) {
        boolean tls = uri.getScheme().equals("mqtts");
        var login = uri.getRawUserInfo();
        int colon = login == null ? -1 : login.indexOf(':');
        return new MqttAddress(
                tls,
                uri.getHost(),
                uri.getPort() > 0 ? uri.getPort() : tls ? TLS_PORT : PORT,
                login == null ? null : decoded(colon < 0 ? login : login.substring(0, colon)),
                login == null || colon < 0 ? null : decoded(login.substring(colon + 1)),
                version5);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** As Paho writes addresses. */
    String server() {
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }

    /** Without the password, for logs. */
    @Override
    public String toString() {
        return server() + (user == null ? "" : " as " + user);
    }
}
