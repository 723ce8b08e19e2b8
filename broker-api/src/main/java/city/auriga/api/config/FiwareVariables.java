package city.auriga.api.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The environment variables of FIWARE's IoT agents that mean the same here, so that what is set for
 * them need not be set anew. Ours go before them.
 */
final class FiwareVariables {
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("IOTA_NORTH_PORT", "AURIGA_HTTP_NORTH_PORT"),
                    Map.entry("IOTA_HTTP_PORT", "AURIGA_HTTP_SOUTH_PORT"),
                    Map.entry("IOTA_MQTT_USERNAME", "AURIGA_MQTT_USER"),
                    Map.entry("IOTA_MQTT_PASSWORD", "AURIGA_MQTT_PASSWORD"),
                    Map.entry("IOTA_MQTT_CA", "AURIGA_MQTT_CA"),
                    Map.entry("IOTA_MQTT_CERT", "AURIGA_MQTT_CERTIFICATE"),
                    Map.entry("IOTA_MQTT_KEY", "AURIGA_MQTT_KEY"),
                    Map.entry("IOTA_MQTT_CLIENT_ID", "AURIGA_MQTT_CLIENT_ID"),
                    Map.entry("IOTA_MQTT_SUBSCRIBE_BATCH_SIZE", "AURIGA_MQTT_SUBSCRIBE_BATCH"),
                    Map.entry("IOTA_JSON_LD_CONTEXT", "AURIGA_IOT_JSONLD_CONTEXT"));
    private static final String HOST = "IOTA_MQTT_HOST";
    private static final String URL = "AURIGA_MQTT_URL";

    private FiwareVariables() {}

    /**
     * @param known from our variables to the properties that they set
     * @return what theirs set, by our property names
     */
    static Map<String, Object> read(Map<String, String> variables, Map<String, String> known) {
        var settings = new HashMap<String, Object>();
        NAMES.forEach((theirs, ours) -> {
            var value = variables.get(theirs);
            if (value != null && !isSet(ours, variables)) {
                settings.put(Objects.requireNonNull(known.get(ours), ours), value);
            }
        });
        var host = variables.get(HOST);
        if (host != null && !isSet(URL, variables)) {
            settings.put(Objects.requireNonNull(known.get(URL), URL), url(host, variables));
        }
        return settings;
    }

    private static boolean isSet(String ours, Map<String, String> variables) {
        return variables.containsKey(ours)
                || variables.containsKey(ours + KnownSettings.FILE_SUFFIX);
    }

    private static String url(String host, Map<String, String> variables) {
        boolean secure = variables.getOrDefault("IOTA_MQTT_PROTOCOL", "mqtt").endsWith("s");
        var port = variables.getOrDefault("IOTA_MQTT_PORT", secure ? "8883" : "1883");
        return (secure ? "ssl" : "tcp") + "://" + host + ":" + port;
    }
}
