package city.auriga.iot.remote;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.iot.remote.SubscriptionClient.RefusedException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Looks at the Entities themselves for what the broker has not told, as not every broker tries
 * again when the agent was away. Blocks.
 */
final class MissedChanges {
    private static final int PAGE = 100;
    private static final JsonMapper JSON = new JsonMapper();

    private final BrokerClient broker;
    private final NotifiedChanges commands;

    MissedChanges(BrokerClient broker, NotifiedChanges commands) {
        this.broker = broker;
        this.commands = commands;
    }

    /**
     * Makes commands of what a subscription should have told.
     *
     * @param before changes that are younger may still be on their way
     */
    void look(Made made, Instant before)
            throws IOException, InterruptedException, RefusedException {
        int found = PAGE;
        for (int offset = 0; found == PAGE; offset += PAGE) {
            var page = page(made, offset);
            found = page.size();
            var notification = JsonNodeFactory.instance.objectNode().put("type", "Notification");
            notification.set("data", page);
            commands.takeMissed(made.tenant(), notification, before);
        }
    }

    private JsonNode page(Made made, int offset)
            throws IOException, InterruptedException, RefusedException {
        var path =
                "/entities?type="
                        + encoded(made.type())
                        + "&attrs="
                        + encoded(made.attribute())
                        + "&options=sysAttrs&limit="
                        + PAGE
                        + "&offset="
                        + offset;
        var answer = broker.exchange(made.tenant(), "GET", path, null);
        if (answer.status() / 100 != 2) {
            throw new RefusedException("Entities cannot be looked at", answer);
        }
        try {
            var page = JSON.readTree(answer.body());
            return page.isArray() ? page : JsonNodeFactory.instance.arrayNode();
        } catch (JacksonException cutOff) {
            throw new RefusedException("Entities cannot be read", answer);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
