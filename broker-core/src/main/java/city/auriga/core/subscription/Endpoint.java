package city.auriga.core.subscription;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where notifications go (5.2.15).
 *
 * @param accept media type of the notification's body
 * @param receiverInfo HTTP headers to send, in their order
 * @param mqtt how a broker gets them; null if they go over HTTP
 * @param timeout for an answer; null leaves it to the broker
 * @param cooldown how long after a failure nothing new is sent; null for not at all
 */
public record Endpoint(
        URI uri,
        String accept,
        List<Map.Entry<String, String>> receiverInfo,
        @Nullable Mqtt mqtt,
        @Nullable Duration timeout,
        @Nullable Duration cooldown) {
    public static final String JSON = "application/json";
    public static final String LD_JSON = "application/ld+json";
    public static final String GEO_JSON = "application/geo+json";

    /** The connection that holds a feed, wherever it is. */
    static final Endpoint CONNECTION =
            new Endpoint(URI.create("events:connection"), JSON, List.of(), null, null, null);

    /**
     * What {@code notifierInfo} and the URI say of MQTT (7.2).
     *
     * @param version5 whether MQTT 5 is spoken; else 3.1.1
     * @param qos 0, 1 or 2
     */
    public record Mqtt(String topic, boolean version5, int qos) {}

    public Endpoint {
        receiverInfo = List.copyOf(receiverInfo);
    }
}
