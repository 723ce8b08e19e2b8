package city.auriga.iot.remote;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.iot.device.CommandTargets.Target;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The subscription to one command of the Entities of one type, or to what is watched. Pure. */
final class CommandSubscription {
    private static final String PREFIX = "urn:ngsi-ld:Subscription:auriga-iot-";
    private static final int ID_BYTES = 16;

    private CommandSubscription() {}

    /**
     * What it has to be. The secret is in its id, too: installations that share a broker have
     * subscriptions of their own.
     *
     * @param command whether it is one, or only watched
     * @param url where the broker reaches the agent
     */
    static Made of(Target target, boolean command, String secret, URI url, Instant now) {
        var tenant = target.tenant();
        var word = NotifyWord.of(secret, tenant);
        var path = "/notify/" + word + (tenant.isDefault() ? "" : "/" + tenant.name());
        return new Made(
                tenant,
                PREFIX + hash(secret, tenant.name(), target.type(), target.attribute()),
                target.type(),
                target.attribute(),
                url + path,
                now,
                command);
    }

    private static String hash(String... parts) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it is posted. */
    static ObjectNode document(Made made) {
        var document =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", made.id())
                        .put("type", "Subscription")
                        .put("description", "Commands to devices of an Auriga IoT agent");
        document.putArray("entities").addObject().put("type", made.type());
        document.putArray("watchedAttributes").add(made.attribute());
        document.setAll(notification(made));
        return document;
    }

    /** The part that may have to be changed. */
    static ObjectNode notification(Made made) {
        var document = JsonNodeFactory.instance.objectNode();
        var notification = document.putObject("notification");
        notification.putArray("attributes").add(made.attribute());
        notification.put("format", "normalized").put("sysAttrs", true);
        notification
                .putObject("endpoint")
                .put("uri", made.endpoint())
                .put("accept", "application/json");
        return document;
    }
}
