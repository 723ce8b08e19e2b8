package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.command.CommandPublisher.Message;
import city.auriga.iot.mqtt.BrokerClient.UnsupportedVersionException;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Readings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes readings from a broker elsewhere, for ever: it reconnects with growing pauses. Its session
 * stays at the broker, which keeps what we did not acknowledge.
 */
final class ExternalBroker implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalBroker.class);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    /** When a broker is asked again for what it refused. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    /** A connection that stood for so long was a good one. */
    private static final long GOOD_SECONDS = 30;

    private final BrokerAddress address;
    private final MqttSettings settings;
    private final Path data;
    private final Readings readings;
    private final MqttTopics topics;
    private final Consumer<Reading> heard;
    private FirstArrivals arrivals;
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread;
    private final Subscriptions subscriptions;
    private final @Nullable SparkplugHost host;
    private volatile @Nullable BrokerClient connected;
    private volatile boolean stopped;
    private volatile @Nullable Deliveries current;
    private volatile int waiting;
    private boolean old;

    /**
     * @param data folder of this process: names it among others of this host
     * @param heard is told of each reading as it arrives
     */
    ExternalBroker(
            BrokerAddress address,
            MqttSettings settings,
            Path data,
            Readings readings,
            MqttTopics topics,
            Consumer<Reading> heard) {
        this.address = address;
        this.settings = settings;
        this.data = data;
        this.readings = readings;
        this.topics = topics;
        this.heard = heard;
        this.arrivals = FirstArrivals.of(settings);
        this.old = settings.version().equals("3.1.1");
        this.subscriptions =
                new Subscriptions(
                        address.toString(),
                        data.resolve(
                                "subscriptions-"
                                        + address.name().replaceAll("[^A-Za-z0-9.-]", "_")
                                        + ".json"));
        this.host = settings.host(topics.clock()).orElse(null);
        this.thread = Thread.ofVirtual().name("mqtt-connection").unstarted(this);
    }

    /** How a connection ended. */
    private enum End {
        OTHER_VERSION,
        NONE,
        LOST,
        LOST_AFTER_LONG,
        TAKEN_OVER,
        /** By us, for another connection. */
        LEFT
    }

    @FunctionalInterface
    private interface Publishing {
        Fate through(BrokerClient client) throws IOException;
    }

    void start() {
        topics.watch(() -> {
            var deliveries = current;
            if (deliveries != null) {
                deliveries.change();
            }
        });
        thread.start();
    }

    /** Its host and port. */
    String name() {
        return address.name();
    }

    boolean isConnected() {
        return connected != null;
    }

    /** How often it was connected. */
    int connections() {
        return connections.get();
    }

    /** Topics that the broker does not let us subscribe to. */
    Set<String> refused() {
        return subscriptions.refused();
    }

    /** How many subscriptions it grants with a lower QoS than we ask for. */
    int weakSubscriptions() {
        return subscriptions.weak();
    }

    /** Readings that wait for their commit. */
    int waiting() {
        return waiting;
    }

    @Override
    public void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!stopped) {
            try {
                var end = connectionSafely();
                if (end == End.OTHER_VERSION) {
                    old = true;
                    continue;
                }
                // A proxy may have refused the new one while its broker was away.
                old = settings.version().equals("3.1.1");
                switch (end) {
                    case LOST_AFTER_LONG, LEFT -> pause = FIRST_PAUSE_MILLIS;
                    case TAKEN_OVER -> warnOfTheOther();
                    case OTHER_VERSION, NONE, LOST -> {}
                }
                long jitter = ThreadLocalRandom.current().nextLong(pause / 2 + 1);
                TimeUnit.MILLISECONDS.sleep(pause + jitter);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void warnOfTheOther() {
        LOG.warn(
                "another client of the MQTT broker at {} has our client id '{}', so that we drive"
                        + " out each other: give each replica an AURIGA_MQTT_CLIENT_ID of its own",
                address,
                clientId());
    }

    /** Whatever ends one, there is another. */
    private End connectionSafely() throws InterruptedException {
        try {
            return connection();
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Throwable e) {
            // Without its thread nobody would ever connect again.
            LOG.error("the connection to the MQTT broker at {} has ended by a fault", address, e);
            return End.NONE;
        }
    }

    /** One connection from beginning to end. */
    private End connection() throws InterruptedException {
        try (var client = client();
                var deliveries =
                        new Deliveries(
                                client, readings, settings, topics, arrivals, heard, this::waits)) {
            current = deliveries;
            if (!connect(client, deliveries)) {
                subscriptions.sessionIsNew();
                arrivals = FirstArrivals.of(settings);
                deliveries.sessionIsNew(arrivals);
            }
            subscribe(client);
            connected = client;
            connections.incrementAndGet();
            LOG.info("connected to the MQTT broker at {} with MQTT {}", address, client.version());
            return stopped ? End.LOST : work(client, deliveries);
        } catch (UnsupportedVersionException e) {
            return otherVersion(e);
        } catch (IOException | RuntimeException e) {
            // Whatever is wrong, a certificate that is being replaced, say: it may be right soon.
            LOG.warn("no connection to the MQTT broker at {}: {}", address, e.getMessage());
            return End.NONE;
        } finally {
            connected = null;
            current = null;
        }
    }

    private boolean connect(BrokerClient client, Deliveries deliveries) throws IOException {
        return host == null
                ? client.connect(deliveries, null)
                : client.connect(deliveries.listeningFor(host), host.begin());
    }

    /** Readings come all the same. */
    private void sayThatWeAreThere(BrokerClient client) {
        if (host != null) {
            try {
                var _ = client.publish(host.birth());
            } catch (IOException e) {
                LOG.warn(
                        "the MQTT broker at {} does not take that we are there: {}",
                        address,
                        e.getMessage());
            }
        }
    }

    private End work(BrokerClient client, Deliveries deliveries)
            throws IOException, InterruptedException {
        long since = System.nanoTime();
        sayThatWeAreThere(client);
        while (true) {
            switch (deliveries.await(ASK_AGAIN)) {
                case CHANGE, NOTHING -> subscribe(client);
                case STALE_DEATH -> sayThatWeAreThere(client);
                case LATER_DEATH -> {
                    client.leave();
                    // Whoever says so again and again has us wait.
                    return isGood(since) ? End.LEFT : End.LOST;
                }
                case TAKEN_OVER -> {
                    return End.TAKEN_OVER;
                }
                case END -> {
                    LOG.warn("the connection to the MQTT broker at {} is lost", address);
                    return isGood(since) ? End.LOST_AFTER_LONG : End.LOST;
                }
            }
        }
    }

    private static boolean isGood(long since) {
        return System.nanoTime() - since > TimeUnit.SECONDS.toNanos(GOOD_SECONDS);
    }

    private BrokerClient client() throws IOException {
        return old
                ? new Mqtt3Client(address, clientId(), settings)
                : new Mqtt5Client(address, clientId(), settings);
    }

    private End otherVersion(IOException e) {
        if (old || !settings.version().equals("auto")) {
            LOG.warn(
                    "the MQTT broker at {} does not speak MQTT {}: {}",
                    address,
                    old ? "3.1.1" : "5",
                    "see AURIGA_MQTT_VERSION");
            return End.NONE;
        }
        LOG.info("the MQTT broker at {} does not speak MQTT 5: trying 3.1.1", address);
        LOG.debug("its answer", e);
        return End.OTHER_VERSION;
    }

    private void waits(int deliveries) {
        waiting = deliveries;
    }

    /** First to what is not subscribed to yet: what comes meanwhile must find one of both. */
    private void subscribe(BrokerClient client) throws IOException {
        var wanted = topics.filters(settings.shareGroup());
        if (host != null) {
            wanted.add(host.topic());
        }
        for (var batch : batches(subscriptions.missing(wanted))) {
            int qos = settings.subscriptionQos();
            subscriptions.ask(batch);
            var granted = client.subscribe(batch, qos);
            for (int i = 0; i < batch.size(); i++) {
                subscriptions.answered(batch.get(i), i < granted.length ? granted[i] : qos, qos);
            }
        }
        end(client, subscriptions.unwanted(wanted));
    }

    /** What nobody wants any more is heard for nothing, but does no harm. */
    private void end(BrokerClient client, List<String> filters) {
        try {
            for (var batch : batches(filters)) {
                client.unsubscribe(batch);
                subscriptions.ended(batch);
            }
        } catch (IOException e) {
            LOG.warn(
                    "the MQTT broker at {} does not end subscriptions, tried again later: {}",
                    address,
                    e.getMessage());
        }
    }

    private List<List<String>> batches(List<String> filters) {
        int size = settings.subscribeBatch();
        return IntStream.iterate(0, from -> from < filters.size(), from -> from + size)
                .mapToObj(from -> filters.subList(from, Math.min(filters.size(), from + size)))
                .toList();
    }

    Fate publish(Message message) {
        return publish(client -> client.publish(message));
    }

    Fate publish(Downlink downlink) {
        return publish(client -> client.publish(downlink));
    }

    private Fate publish(Publishing publishing) {
        var client = connected;
        if (client == null) {
            return Fate.AWAY;
        }
        try {
            return publishing.through(client);
        } catch (IOException e) {
            LOG.debug("a command was not taken: {}", e.getMessage());
            return Fate.AWAY;
        }
    }

    /** Whether the broker tells if nobody subscribes to what is published. */
    boolean tellsOfSubscribers(int qos) {
        var client = connected;
        return client != null && client.tellsOfSubscribers(qos);
    }

    /** The same at every start on this host and folder, so that the broker knows its session. */
    private String clientId() {
        if (!settings.clientId().isEmpty()) {
            return settings.clientId();
        }
        var place = HostName.find() + data.toAbsolutePath();
        var hash = UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
        return "auriga-" + hash.toString().substring(0, 13);
    }

    @Override
    public void close() {
        stopped = true;
        var deliveries = current;
        if (deliveries != null) {
            // The client may swallow the interruption.
            deliveries.end();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
