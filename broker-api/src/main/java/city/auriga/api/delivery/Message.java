package city.auriga.api.delivery;

import city.auriga.core.subscription.Endpoint;
import city.auriga.core.subscription.Undelivered;
import java.util.List;
import java.util.Map;

/**
 * A notification as it is sent, by whichever notifier.
 *
 * @param headers what HTTP has in headers and MQTT in {@code metadata} (6.3.8, 7)
 * @param body the notification in JSON
 */
public record Message(Endpoint endpoint, List<Map.Entry<String, String>> headers, String body) {
    public Message {
        headers = List.copyOf(headers);
    }

    Undelivered.Request request() {
        return new Undelivered.Request(endpoint.uri().toString(), headers, body);
    }
}
