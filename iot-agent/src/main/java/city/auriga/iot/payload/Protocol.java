package city.auriga.iot.payload;

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
        return resource.equals(ULTRALIGHT.resource) ? ULTRALIGHT : JSON;
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
