package city.auriga.iot.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The broker of an agent that stands alone.
 *
 * @param url of any NGSI-LD broker that is to have the Entities, with or without {@code
 *     /ngsi-ld/v1}; absent: this process has them itself
 * @param ca PEM file with certificates to trust besides the usual ones
 * @param token that is sent as {@code Authorization: Bearer}
 * @param batch how many Entities one request holds at most
 * @param everyValue whether it gets every value that is newer than the one before, for its own
 *     history; else only the newest of what waits
 * @param timeout for an answer
 * @param giveUp how long an Entity with which the broker fails (500), while it takes others, is
 *     tried until its next write becomes a dead letter
 * @param remember how long it is known when what was sent of an Entity was observed: so late may a
 *     measure be
 * @param notifyUrl where that broker reaches this agent, at its north port or its main one; absent:
 *     there are no commands
 * @param maxNotification bytes of what that broker tells at once
 * @param maxWatched Attributes of types of Entities that devices of one tenant may be told of when
 *     they change
 */
@ConfigurationProperties("auriga.iot.broker")
public record BrokerProperties(
        @Nullable URI url,
        @Nullable Path ca,
        @Nullable String token,
        @DefaultValue("500") int batch,
        @DefaultValue("false") boolean everyValue,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("24h") Duration giveUp,
        @DefaultValue("90d") Duration remember,
        @Nullable URI notifyUrl,
        @DefaultValue("16777216") int maxNotification,
        @DefaultValue("100") int maxWatched) {
    private static final String API = "/ngsi-ld/v1";

    public BrokerProperties {
        if (url != null) {
            url = withApi(url);
        }
        if (notifyUrl != null) {
            notifyUrl = URI.create(base("notify-url", notifyUrl));
        }
        if (batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException("auriga.iot.broker.batch: 1 to 10000");
        }
        if (timeout.toMillis() < 100) {
            throw new IllegalArgumentException("auriga.iot.broker.timeout: at least 100ms");
        }
        if (giveUp.toMillis() < 1_000) {
            throw new IllegalArgumentException("auriga.iot.broker.give-up: at least 1s");
        }
        if (maxWatched < 0) {
            throw new IllegalArgumentException("auriga.iot.broker.max-watched: not negative");
        }
        if (maxNotification < 1_024 || maxNotification == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("auriga.iot.broker.max-notification: at least 1024");
        }
        if (remember.toHours() < 1) {
            throw new IllegalArgumentException("auriga.iot.broker.remember: at least 1h");
        }
    }

    private static URI withApi(URI url) {
        var text = base("url", url);
        return URI.create(text.endsWith(API) ? text : text + API);
    }

    private static String base(String name, URI url) {
        var scheme = String.valueOf(url.getScheme());
        if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "auriga.iot.broker."
                            + name
                            + ": expected an http or https URL, found '"
                            + url
                            + "'");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "auriga.iot.broker."
                            + name
                            + ": no user or password; there is AURIGA_IOT_BROKER_TOKEN");
        }
        return url.toString().replaceAll("/+$", "");
    }
}
