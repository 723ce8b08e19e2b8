package city.auriga.api.config;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables of FIWARE's IoT agents that mean the same here, so that what is set for
 * them need not be set anew. Ours go before them.
 */
final class FiwareVariables {
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) *(b|kb|mb|gb)?");
    private static final List<String> UNITS = List.of("b", "kb", "mb", "gb");
    private static final String DISABLED = "IOTA_MQTT_DISABLED";
    private static final String HOST = "IOTA_MQTT_HOST";
    private static final String URL = "AURIGA_MQTT_URL";

    private static final Map<String, Alias> NAMES =
            Map.ofEntries(
                    Map.entry("IOTA_NORTH_PORT", Alias.of("AURIGA_HTTP_NORTH_PORT")),
                    Map.entry("IOTA_HTTP_PORT", Alias.of("AURIGA_HTTP_SOUTH_PORT")),
                    Map.entry("IOTA_MQTT_USERNAME", Alias.of("AURIGA_MQTT_USER")),
                    Map.entry("IOTA_MQTT_PASSWORD", Alias.of("AURIGA_MQTT_PASSWORD")),
                    Map.entry("IOTA_MQTT_CA", Alias.of("AURIGA_MQTT_CA")),
                    Map.entry("IOTA_MQTT_CERT", Alias.of("AURIGA_MQTT_CERTIFICATE")),
                    Map.entry("IOTA_MQTT_KEY", Alias.of("AURIGA_MQTT_KEY")),
                    Map.entry("IOTA_MQTT_CLIENT_ID", Alias.of("AURIGA_MQTT_CLIENT_ID")),
                    Map.entry(
                            "IOTA_MQTT_SUBSCRIBE_BATCH_SIZE",
                            Alias.of("AURIGA_MQTT_SUBSCRIBE_BATCH")),
                    Map.entry(
                            "IOTA_MQTT_KEEPALIVE",
                            new Alias("AURIGA_MQTT_KEEP_ALIVE", FiwareVariables::keepAlive)),
                    Map.entry("IOTA_MQTT_QOS", Alias.of("AURIGA_IOT_COMMAND_QOS")),
                    Map.entry("IOTA_MQTT_RETAIN", Alias.of("AURIGA_IOT_COMMAND_RETAIN")),
                    Map.entry(
                            "IOTA_MQTT_AVOID_LEADING_SLASH",
                            Alias.of("AURIGA_IOT_AVOID_LEADING_SLASH")),
                    Map.entry(
                            DISABLED,
                            new Alias("AURIGA_MQTT_PORT", value -> isTrue(value) ? "0" : null)),
                    Map.entry(
                            "IOTA_POLLING_EXPIRATION",
                            new Alias("AURIGA_IOT_COMMAND_POLL_EXPIRY", millis -> millis + "ms")),
                    Map.entry(
                            "IOTA_EXPRESS_LIMIT",
                            new Alias("AURIGA_IOT_MAX_BODY", FiwareVariables::bytes)),
                    Map.entry(
                            "IOTA_LOG_LEVEL",
                            new Alias("AURIGA_LOG_LEVEL", FiwareVariables::level)),
                    Map.entry("IOTA_TIMESTAMP", Alias.of("AURIGA_IOT_DEFAULT_TIMESTAMP")),
                    Map.entry("IOTA_EXPLICIT_ATTRS", Alias.of("AURIGA_IOT_DEFAULT_EXPLICIT_ATTRS")),
                    Map.entry("IOTA_DEFAULT_TRANSPORT", Alias.of("AURIGA_IOT_DEFAULT_TRANSPORT")),
                    Map.entry(
                            "IOTA_DEFAULT_ENTITY_NAME_CONJUNCTION",
                            Alias.of("AURIGA_IOT_DEFAULT_ENTITY_NAME_CONJUNCTION")),
                    Map.entry(
                            "IOTA_STORE_LAST_MEASURE",
                            Alias.of("AURIGA_IOT_DEFAULT_STORE_LAST_MEASURE")),
                    Map.entry(
                            "IOTA_LD_SUPPORT_DATA_TYPE", Alias.of("AURIGA_IOT_DEFAULT_DATA_TYPE")),
                    Map.entry("IOTA_FALLBACK_TENANT", Alias.of("AURIGA_IOT_FALLBACK_TENANT")),
                    Map.entry("IOTA_FALLBACK_PATH", Alias.of("AURIGA_IOT_FALLBACK_PATH")),
                    Map.entry("IOTA_JSON_LD_CONTEXT", Alias.of("AURIGA_IOT_JSONLD_CONTEXT")));

    private FiwareVariables() {}

    /**
     * @param ours the variable that means the same
     * @param value how it is written for ours; null if ours is not to be set
     */
    private record Alias(String ours, Function<String, @Nullable String> value) {
        static Alias of(String ours) {
            return new Alias(ours, value -> value);
        }
    }

    /** Theirs are seconds, and 0 for never. */
    private static String keepAlive(String seconds) {
        return seconds.equals("0") ? "65535s" : seconds + "s";
    }

    private static boolean isTrue(String value) {
        return value.strip().equalsIgnoreCase("true");
    }

    /** Theirs are such as {@code 1.5mb}; what is no size stays, to be refused as ours would be. */
    private static String bytes(String size) {
        var parts = SIZE.matcher(size.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return size;
        }
        var unit = parts.group(2);
        int thousands = unit == null ? 0 : UNITS.indexOf(unit);
        return new BigDecimal(parts.group(1))
                .multiply(BigDecimal.valueOf(1_024).pow(thousands))
                .toBigInteger()
                .toString();
    }

    private static String level(String name) {
        return switch (name) {
            case "FATAL" -> "ERROR";
            case "WARNING" -> "WARN";
            default -> name;
        };
    }

    /**
     * @param known from our variables to the properties that they set
     * @return what theirs set, by our property names
     */
    static Map<String, Object> read(Map<String, String> variables, Map<String, String> known) {
        var settings = new HashMap<String, Object>();
        NAMES.forEach((theirs, alias) -> {
            var value = variables.get(theirs);
            var written = value == null ? null : alias.value.apply(value);
            if (written != null && !isSet(alias.ours, variables)) {
                settings.put(Objects.requireNonNull(known.get(alias.ours), alias.ours), written);
            }
        });
        var host = variables.get(HOST);
        boolean wanted = !isTrue(variables.getOrDefault(DISABLED, ""));
        if (host != null && wanted && !isSet(URL, variables)) {
            settings.put(Objects.requireNonNull(known.get(URL), URL), url(host, variables));
        }
        return settings;
    }

    private static boolean isSet(String ours, Map<String, String> variables) {
        return variables.containsKey(ours)
                || variables.containsKey(ours + KnownSettings.FILE_SUFFIX);
    }

    private static String url(String host, Map<String, String> variables) {
        var protocol = variables.getOrDefault("IOTA_MQTT_PROTOCOL", "").strip();
        var scheme = scheme(protocol.toLowerCase(Locale.ROOT));
        return scheme + "://" + host + ":" + variables.getOrDefault("IOTA_MQTT_PORT", port(scheme));
    }

    /** What is no protocol stays, to be refused as ours would be. */
    private static String scheme(String protocol) {
        return switch (protocol) {
            case "", "mqtt" -> "tcp";
            case "mqtts", "tls" -> "ssl";
            default -> protocol;
        };
    }

    private static String port(String scheme) {
        return switch (scheme) {
            case "ssl" -> "8883";
            case "ws" -> "80";
            case "wss" -> "443";
            default -> "1883";
        };
    }
}
