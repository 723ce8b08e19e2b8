package city.auriga.iot.payload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The languages that devices speak. */
public enum Protocol {
    JSON("json", "/iot/json"),
    ULTRALIGHT("ul", "/iot/d");

    private final String token;
    private final String resource;

    Protocol(String token, String resource) {
        this.token = token;
        this.resource = resource;
    }

    /** Protocol of a topic that begins with this level. */
    public static Optional<Protocol> withToken(String level) {
        for (var protocol : values()) {
            if (protocol.token.equals(level)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    /** Protocol of the groups of a resource; JSON unless the resource is UltraLight's own. */
    public static Protocol ofResource(String resource) {
        return ofResource(resource, JSON);
    }

    /**
     * Protocol of a resource that is one of ours.
     *
     * @param other of all other resources, which are anybody's
     */
    public static Protocol ofResource(String resource, Protocol other) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.resource.equals(resource))
                .findFirst()
                .orElse(other);
    }

    /** Protocol as FIWARE's agents call themselves: PDI-IoTA-UltraLight, IoTA-UL, IoTA-JSON. */
    public static Optional<Protocol> ofAgent(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith("ultralight") || lower.endsWith("iota-ul")) {
            return Optional.of(ULTRALIGHT);
        }
        return lower.endsWith("json") ? Optional.of(JSON) : Optional.empty();
    }

    /** The name of the codec that speaks it. */
    public String codec() {
        return this == ULTRALIGHT ? "ultralight" : "json";
    }

    /** The first level of its topics. */
    public String token() {
        return token;
    }

    /** The path of its HTTP transport, unless a group names another. */
    public String resource() {
        return resource;
    }
}
