package city.auriga.iot.lazy;

import city.auriga.core.device.DeviceQuestion;
import city.auriga.core.model.Tenant;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.command.CommandPublisher.Message;
import city.auriga.iot.command.CommandSettings;
import city.auriga.iot.command.CommandWay;
import city.auriga.iot.command.DeviceTopics;
import city.auriga.iot.command.DeviceVariables;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.HttpUrls;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.Payloads;
import city.auriga.iot.payload.QuestionPayload;
import city.auriga.iot.payload.Topic;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Asks devices for values: on their topic, or at their endpoint. Blocks. */
public final class QuestionSending {
    private static final Logger LOG = LoggerFactory.getLogger(QuestionSending.class);
    private static final String TOPIC = "/lazy";

    /** Values that one device is asked for at once. */
    private static final int SIDE_BY_SIDE = 8;

    /** How long an endpoint is left alone that has not answered at all. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final Supplier<CommandPublisher> publisher;
    private final DeviceTopics topics;
    private final @Nullable ValueClient client;
    private final CommandWay codecs;
    private final CommandSettings settings;
    private final Duration timeout;
    private final InstantSource clock;
    private final Cache<Endpoint, Boolean> quiet =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(QUIET).build();

    private record Endpoint(Tenant tenant, URI url) {}

    /**
     * @param publisher asked for late, because readings, which go the other way, need this
     * @param client null if nobody is asked over HTTP
     * @param codecs the way to devices that do not speak the agent's own languages
     */
    public QuestionSending(
            Supplier<CommandPublisher> publisher,
            DeviceTopics topics,
            @Nullable ValueClient client,
            CommandWay codecs,
            CommandSettings settings,
            Duration timeout,
            InstantSource clock) {
        this.publisher = publisher;
        this.topics = topics;
        this.client = client;
        this.codecs = codecs;
        this.settings = settings;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Whether there is a way to ask the device, be it there or not. */
    boolean isPossible(Sender device) {
        var address = device.commands().address();
        return switch (device.commands().way()) {
            case MQTT ->
                    Topic.isPossible(address.apikey(), address.device()) && !codecs.serves(device);
            case PUSH -> client != null;
            case POLL -> false;
        };
    }

    static boolean isPushed(Sender device) {
        return device.commands().way() == Way.PUSH;
    }

    /** Whether the device listens here now, as far as one sees without trying. */
    boolean mayReach(Sender device) throws InterruptedException {
        return topics.mayReachNow(device, TOPIC);
    }

    /** Answers whether the question is on its way. */
    boolean publish(Sender device, DeviceQuestion question) throws InterruptedException {
        var id = question.device().device();
        var payload =
                QuestionPayload.encode(device.protocol(), id, question.values(), question.id());
        return topics.publish(
                        device,
                        TOPIC,
                        place ->
                                publisher
                                        .get()
                                        .publish(
                                                new Message(
                                                        place.topic(),
                                                        payload,
                                                        settings.qos(),
                                                        false,
                                                        Topic.ofMeasures(
                                                                device.protocol(),
                                                                place.apikey(),
                                                                id),
                                                        question.id(),
                                                        timeout)))
                == Fate.TAKEN;
    }

    /**
     * Asks at the endpoint for each value, some side by side; not if it has just failed to answer.
     *
     * @return by name, those that were answered
     * @throws PayloadException if there is no endpoint
     */
    Map<String, JsonNode> fetch(Sender device, DeviceQuestion question, ExecutorService threads) {
        var asked = new Endpoint(device.profile().tenant(), endpoint(device));
        if (quiet.getIfPresent(asked) != null) {
            LOG.debug("{} has not answered a moment ago", device.profile().device());
            return Map.of();
        }
        var fetch = new Fetch(device, asked.url);
        var answers = new LinkedHashMap<String, CompletableFuture<Optional<JsonNode>>>();
        for (var value : question.values()) {
            answers.put(value, CompletableFuture.supplyAsync(() -> fetch.inTurn(value), threads));
        }
        var found = new LinkedHashMap<String, JsonNode>();
        answers.forEach((value, answer) -> answer.join().ifPresent(v -> found.put(value, v)));
        if (!fetch.heard) {
            quiet.put(asked, true);
        }
        return found;
    }

    /** One question to an endpoint, in one request for each value. */
    private final class Fetch {
        private final Sender device;
        private final URI endpoint;
        private final Semaphore turns = new Semaphore(SIDE_BY_SIDE);
        private final long end = System.nanoTime() + timeout.toNanos();

        /** Whether anything came, be it a refusal. */
        private volatile boolean heard;

        Fetch(Sender device, URI endpoint) {
            this.device = device;
            this.endpoint = endpoint;
        }

        Optional<JsonNode> inTurn(String value) {
            try {
                if (!turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return Optional.empty();
                }
                try {
                    return fetch(value);
                } finally {
                    turns.release();
                }
            } catch (IOException e) {
                LOG.debug(
                        "{} does not answer for {}: {}",
                        device.profile().device(),
                        value,
                        e.getMessage());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        }

        private Optional<JsonNode> fetch(String value) throws IOException, InterruptedException {
            var left = Duration.ofNanos(end - System.nanoTime());
            if (!left.isPositive()) {
                return Optional.empty();
            }
            var profile = device.profile();
            var answer =
                    Objects.requireNonNull(client)
                            .get(
                                    of(endpoint, device, value),
                                    Map.of(
                                            "fiware-service",
                                            profile.tenant().name(),
                                            "fiware-servicepath",
                                            profile.path()),
                                    left);
            heard = true;
            if (answer.status() / 100 == 2) {
                return Payloads.answer(answer.body());
            }
            LOG.debug("{} answered {} for {}", profile.device(), answer.status(), value);
            return Optional.empty();
        }
    }

    /** Behind the path of the endpoint, whose own query stays. */
    private static URI of(URI endpoint, Sender device, String value) {
        var address = device.commands().address();
        var text = endpoint.toString();
        int end = text.indexOf('?');
        var path = end < 0 ? text : text.substring(0, end);
        return URI.create(
                (path.endsWith("/") ? path : path + "/")
                        + encoded(value)
                        + (end < 0 ? "?" : text.substring(end) + "&")
                        + "i="
                        + encoded(address.device())
                        + "&k="
                        + encoded(address.apikey()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private URI endpoint(Sender device) {
        var template = Objects.requireNonNull(device.commands().endpoint());
        var url = new DeviceVariables(device, clock).fill(template, "endpoint");
        return HttpUrls.parse(url)
                .orElseThrow(() ->
                        new PayloadException(
                                "endpoint: expected an http or https URL, found '" + url + "'"));
    }
}
