package city.auriga.iot.retrieval;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandClient;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.command.CommandSettings;
import city.auriga.iot.command.DeviceTopics;
import city.auriga.iot.command.DeviceVariables;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.HttpUrls;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.ConfigurationPayload;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.Protocol;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells devices what their Entities say: on their topic, or at their endpoint, where they take
 * their commands. Blocks.
 */
public final class ConfigurationSending {
    private static final String TOPIC = "/configuration/values";
    private static final String PATH = "/configuration";

    /** Request timeout, too many requests: of an endpoint that comes to itself again. */
    private static final Set<Integer> ANOTHER_TIME = Set.of(408, 429);

    private final ConfigurationSource source;
    private final Supplier<CommandPublisher> publisher;
    private final DeviceTopics topics;
    private final @Nullable CommandClient client;
    private final CommandSettings settings;
    private final InstantSource clock;

    /**
     * @param publisher asked for late, because readings, which go the other way, need this
     * @param client null if nothing is sent over HTTP
     */
    public ConfigurationSending(
            ConfigurationSource source,
            Supplier<CommandPublisher> publisher,
            DeviceTopics topics,
            @Nullable CommandClient client,
            CommandSettings settings,
            InstantSource clock) {
        this.source = source;
        this.publisher = publisher;
        this.topics = topics;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /** What became of a try. */
    sealed interface Outcome {
        record Sent() implements Outcome {}

        /** Another try is of no use. */
        record Refused(String reason) implements Outcome {}

        /** Later it may be possible. */
        record NotNow(String reason) implements Outcome {}
    }

    /** Whether this process can send to the device now, as far as one sees without trying. */
    boolean mayReach(Sender device) throws InterruptedException {
        return isPushed(device) || topics.mayReach(device, TOPIC);
    }

    /** Reads and sends. */
    Outcome send(Sender device, List<String> fields) throws InterruptedException {
        try {
            var payload =
                    ConfigurationPayload.encode(
                            device.protocol(),
                            device.profile().device(),
                            source.read(device, fields),
                            clock.instant());
            return isPushed(device) ? push(device, payload) : publish(device, payload);
        } catch (PayloadException e) {
            return new Outcome.Refused(e.getMessage());
        } catch (NgsiLdException | IOException e) {
            return new Outcome.NotNow(String.valueOf(e.getMessage()));
        }
    }

    static boolean isPushed(Sender device) {
        return device.commands().way() == Way.PUSH;
    }

    private Outcome publish(Sender device, byte[] payload) throws InterruptedException {
        var id = device.commands().address().device();
        var fate =
                topics.publish(
                        device,
                        TOPIC,
                        place ->
                                publisher
                                        .get()
                                        .publish(
                                                new Downlink(
                                                        place.topic(),
                                                        payload,
                                                        settings.qos(),
                                                        false),
                                                place.apikey(),
                                                id));
        return switch (fate) {
            case TAKEN -> new Outcome.Sent();
            case NOBODY ->
                    new Outcome.NotNow("nobody subscribes to " + topics.topic(device, TOPIC));
            case AWAY -> new Outcome.NotNow("the MQTT broker is away");
        };
    }

    private Outcome push(Sender device, byte[] payload) throws IOException, InterruptedException {
        if (client == null) {
            return new Outcome.Refused("nothing is sent over HTTP here");
        }
        var profile = device.profile();
        var answer =
                client.post(
                        endpoint(device),
                        Map.of(
                                "Content-Type",
                                device.protocol() == Protocol.JSON
                                        ? "application/json"
                                        : "text/plain",
                                "fiware-service",
                                profile.tenant().name(),
                                "fiware-servicepath",
                                profile.path()),
                        payload,
                        settings.timeout());
        if (answer.status() / 100 == 2) {
            return new Outcome.Sent();
        }
        var reason = "the device answered " + answer.status();
        return answer.status() >= 500 || ANOTHER_TIME.contains(answer.status())
                ? new Outcome.NotNow(reason)
                : new Outcome.Refused(reason);
    }

    private URI endpoint(Sender device) {
        var template = Objects.requireNonNull(device.commands().endpoint());
        var url = new DeviceVariables(device, clock).fill(template, "endpoint") + PATH;
        return HttpUrls.parse(url)
                .orElseThrow(() ->
                        new PayloadException(
                                "endpoint: expected an http or https URL, found '" + url + "'"));
    }
}
