package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.reading.Readings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.SmartLifecycle;

/**
 * Brings readings in over MQTT while the application runs. Starts in the background, behind the
 * HTTP server, so that the application answers early.
 */
public final class MqttTransport implements CommandPublisher, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MqttTransport.class);
    private static final String EMBEDDED = "embedded";

    private final MqttSettings settings;
    private final Path data;
    private final Readings readings;
    private final MqttTopics topics;
    private final Predicate<String> apikeys;
    private final BiConsumer<String, String> subscribed;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile State state = State.OFF;
    private volatile @Nullable EmbeddedBroker embedded;
    private volatile @Nullable ExternalBrokers external;
    private @Nullable Thread starter;

    /**
     * @param data folder for the files of the embedded broker
     * @param apikeys which ones are known
     * @param subscribed is told apikey and id of a device that subscribes to its commands
     */
    public MqttTransport(
            MqttSettings settings,
            Path data,
            Readings readings,
            MqttTopics topics,
            Predicate<String> apikeys,
            BiConsumer<String, String> subscribed,
            MeterRegistry registry) {
        this.settings = settings;
        this.data = data;
        this.readings = readings;
        this.topics = topics;
        this.apikeys = apikeys;
        this.subscribed = subscribed;
        if (settings.isExternal()) {
            for (var broker : settings.brokers()) {
                gauge(broker.name(), registry);
                gaugeWeak(broker.name(), registry);
            }
        } else {
            gauge(EMBEDDED, registry);
        }
    }

    private void gauge(String broker, MeterRegistry registry) {
        Gauge.builder("auriga.iot.mqtt.waiting", this, t -> t.link(broker).waiting())
                .description("readings that wait for their commit")
                .tag("broker", broker)
                .register(registry);
        Gauge.builder("auriga.iot.mqtt.connected", this, t -> t.link(broker).connected() ? 1 : 0)
                .description("whether readings can arrive over MQTT")
                .tag("broker", broker)
                .register(registry);
        FunctionCounter.builder(
                        "auriga.iot.mqtt.connections",
                        this,
                        t -> t.sum(broker, ExternalBroker::connections))
                .description("how often this process has connected to the broker")
                .tag("broker", broker)
                .register(registry);
    }

    private void gaugeWeak(String broker, MeterRegistry registry) {
        Gauge.builder(
                        "auriga.iot.mqtt.subscriptions.weak",
                        this,
                        t -> t.sum(broker, ExternalBroker::weakSubscriptions))
                .description("subscriptions granted with a lower QoS than was asked for")
                .tag("broker", broker)
                .register(registry);
    }

    /**
     * A broker that readings come from.
     *
     * @param broker its host and port
     * @param connected whether readings can arrive
     * @param waiting readings that wait for their commit
     * @param refused topics that it does not let us subscribe to
     */
    public record Link(String broker, boolean connected, int waiting, Set<String> refused) {
        public Link {
            refused = Set.copyOf(refused);
        }
    }

    private Link link(String broker) {
        return links().stream()
                .filter(link -> link.broker.equals(broker))
                .findFirst()
                .orElseGet(() -> new Link(broker, false, 0, Set.of()));
    }

    private int sum(String broker, ToIntFunction<ExternalBroker> number) {
        var clients = external;
        return clients == null
                ? 0
                : clients.all().stream()
                        .filter(client -> client.name().equals(broker))
                        .mapToInt(number)
                        .sum();
    }

    /** Whether the broker is a part of this process, as opposed to one, or several, elsewhere. */
    public boolean isEmbedded() {
        return !settings.isExternal();
    }

    /**
     * Where sensors publish, in words.
     *
     * @param host as they know the embedded broker
     */
    public String place(String host) {
        if (settings.isExternal()) {
            return settings.servers() + " (external broker)";
        }
        return switch (state) {
            case OFF -> "none over MQTT (auriga.mqtt.port is 0)";
            case FAILED -> "none over MQTT: the log tells why";
            case STARTING, UP -> settings.urls(host);
        };
    }

    /** The brokers; none while it is off. */
    public List<Link> links() {
        var clients = external;
        if (clients != null) {
            return clients.all().stream()
                    .map(b -> new Link(b.name(), b.isConnected(), b.waiting(), b.refused()))
                    .toList();
        }
        var broker = embedded;
        return broker == null
                ? List.of()
                : List.of(new Link(EMBEDDED, state == State.UP, broker.waiting(), Set.of()));
    }

    /** How far it is. */
    public enum State {
        OFF,
        STARTING,
        UP,
        FAILED
    }

    /**
     * Does something when the embedded broker listens, or has failed; at once where there is none,
     * since an external one may be away for long.
     */
    public void whenSettled(Runnable action) {
        var _ = settled.thenRun(action);
    }

    public State state() {
        var client = external;
        if (client != null) {
            return client.isConnected() ? State.UP : State.STARTING;
        }
        return state;
    }

    @Override
    public void start() {
        if (settings.isExternal()) {
            var broker = new ExternalBrokers(settings, data, readings, topics);
            external = broker;
            broker.start();
            settled.complete(null);
        } else if (settings.isEmbedded()) {
            for (int port : settings.ports()) {
                if (EmbeddedBroker.isTaken(settings.bind(), port)) {
                    throw new PortInUseException(port);
                }
            }
            var broker = new EmbeddedBroker(settings, data, readings, topics, apikeys, subscribed);
            embedded = broker;
            state = State.STARTING;
            starter = Thread.ofPlatform().name("mqtt-start").start(() -> start(broker));
        } else {
            settled.complete(null);
        }
    }

    private void start(EmbeddedBroker broker) {
        try {
            broker.start();
            state = State.UP;
            LOG.info("MQTT broker listens on {}", settings.ports());
        } catch (IOException | RuntimeException e) {
            state = State.FAILED;
            LOG.error("no MQTT on {}: {}", settings.ports(), e.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            settled.complete(null);
        }
    }

    @Override
    public void stop() {
        var client = external;
        if (client != null) {
            client.close();
            external = null;
        }
        var broker = embedded;
        if (broker != null && starter != null) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            broker.close();
            embedded = null;
        }
        state = State.OFF;
    }

    @Override
    public boolean isRunning() {
        return external != null || embedded != null;
    }

    @Override
    public boolean mayReach(String topic) throws InterruptedException {
        var publisher = publisher();
        return publisher != null && publisher.mayReach(topic);
    }

    @Override
    public boolean mayReachNow(String topic) throws InterruptedException {
        var publisher = publisher();
        return publisher != null && publisher.mayReachNow(topic);
    }

    @Override
    public Fate publish(Message message) throws InterruptedException {
        var publisher = publisher();
        return publisher == null ? Fate.AWAY : publisher.publish(message);
    }

    @Override
    public Fate publish(Downlink downlink, String apikey) throws InterruptedException {
        var publisher = publisher();
        return publisher == null ? Fate.AWAY : publisher.publish(downlink, apikey);
    }

    @Override
    public Fate publish(Downlink downlink, String apikey, String device)
            throws InterruptedException {
        var publisher = publisher();
        return publisher == null ? Fate.AWAY : publisher.publish(downlink, apikey, device);
    }

    private @Nullable CommandPublisher publisher() {
        var client = external;
        var broker = embedded;
        return client == null && broker != null ? broker.publisher() : client;
    }
}
