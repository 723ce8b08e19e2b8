package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.reading.Readings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes readings from a broker elsewhere, for ever: it reconnects with growing pauses. Its session
 * stays at the broker, which keeps what we did not acknowledge.
 */
final class ExternalBroker implements CommandPublisher, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalBroker.class);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final int SECONDS = 15;

    private final MqttSettings settings;
    private final Path data;
    private final Readings readings;
    private final MqttTopics topics;
    private final Thread thread;
    private final Set<String> subscribed = new LinkedHashSet<>();
    private volatile @Nullable MqttAsyncClient connected;
    private volatile boolean stopped;
    private volatile @Nullable Deliveries current;
    private volatile int waiting;

    /**
     * @param data folder of this process: names it among others of this host
     */
    ExternalBroker(MqttSettings settings, Path data, Readings readings, MqttTopics topics) {
        this.settings = settings;
        this.data = data;
        this.readings = readings;
        this.topics = topics;
        this.thread = Thread.ofVirtual().name("mqtt-connection").unstarted(this);
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

    boolean isConnected() {
        return connected != null;
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
                if (connection()) {
                    pause = FIRST_PAUSE_MILLIS;
                }
                long jitter = ThreadLocalRandom.current().nextLong(pause / 2 + 1);
                TimeUnit.MILLISECONDS.sleep(pause + jitter);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One connection from beginning to end; answers whether it ever stood. */
    private boolean connection() throws InterruptedException {
        try {
            var client = new MqttAsyncClient(settings.url(), clientId(), new MemoryPersistence());
            client.setManualAcks(true);
            try (var deliveries =
                    new Deliveries(client, readings, settings, topics, n -> waiting = n)) {
                current = deliveries;
                client.setCallback(deliveries);
                connect(client);
                connected = client;
                LOG.info("connected to the MQTT broker at {}", settings.url());
                if (!stopped) {
                    while (deliveries.awaitChange()) {
                        subscribe(client);
                    }
                    LOG.warn("the connection to the MQTT broker at {} is lost", settings.url());
                }
                return true;
            } finally {
                connected = null;
                current = null;
                end(client);
            }
        } catch (MqttException | IllegalArgumentException e) {
            LOG.warn("no connection to the MQTT broker at {}: {}", settings.url(), e.getMessage());
            return false;
        }
    }

    private void connect(MqttAsyncClient client) throws MqttException {
        client.connect(options()).waitForCompletion(TimeUnit.SECONDS.toMillis(SECONDS));
        subscribed.clear();
        subscribe(client);
    }

    /** To what is not subscribed to yet; what nobody wants any more ends. */
    private void subscribe(MqttAsyncClient client) throws MqttException {
        var wanted = topics.filters();
        var gone = subscribed.stream().filter(filter -> !wanted.contains(filter)).toList();
        if (!gone.isEmpty()) {
            client.unsubscribe(gone.stream().map(this::share).toArray(String[]::new))
                    .waitForCompletion(TimeUnit.SECONDS.toMillis(SECONDS));
            gone.forEach(subscribed::remove);
        }
        var added = wanted.stream().filter(filter -> !subscribed.contains(filter)).toList();
        for (int i = 0; i < added.size(); i += settings.subscribeBatch()) {
            var batch = added.subList(i, Math.min(added.size(), i + settings.subscribeBatch()));
            subscribe(client, batch);
            subscribed.addAll(batch);
        }
    }

    private void subscribe(MqttAsyncClient client, List<String> filters) throws MqttException {
        var subscriptions =
                filters.stream()
                        .map(filter -> new MqttSubscription(share(filter), settings.qos()))
                        .toArray(MqttSubscription[]::new);
        var granted = client.subscribe(subscriptions);
        granted.waitForCompletion(TimeUnit.SECONDS.toMillis(SECONDS));
        if (Arrays.stream(granted.getReasonCodes()).anyMatch(code -> code != settings.qos())) {
            LOG.warn(
                    "the MQTT broker at {} grants less than QoS {}: readings may get lost ({})",
                    settings.url(),
                    settings.qos(),
                    Arrays.toString(granted.getReasonCodes()));
        }
    }

    /** Whether anybody subscribes shows when the broker acknowledges. */
    @Override
    public boolean mayReach(String topic) {
        return isConnected();
    }

    @Override
    public Fate publish(Message message) {
        var properties = new MqttProperties();
        properties.setResponseTopic(message.answers());
        properties.setCorrelationData(message.id().toString().getBytes(StandardCharsets.UTF_8));
        properties.setMessageExpiryInterval(Math.max(1, message.expiry().toSeconds()));
        return publish(
                message.topic(),
                new MqttMessage(message.payload(), message.qos(), message.retain(), properties));
    }

    @Override
    public Fate publish(Downlink downlink) {
        return publish(
                downlink.topic(),
                new MqttMessage(
                        downlink.payload(),
                        downlink.qos(),
                        downlink.retain(),
                        new MqttProperties()));
    }

    private Fate publish(String topic, MqttMessage message) {
        var client = connected;
        if (client == null) {
            return Fate.AWAY;
        }
        try {
            var token = client.publish(topic, message);
            token.waitForCompletion(TimeUnit.SECONDS.toMillis(SECONDS));
            return fate(token.getReasonCodes());
        } catch (MqttException e) {
            LOG.debug("a command was not taken: {}", e.getMessage());
            return Fate.AWAY;
        }
    }

    private static Fate fate(int @Nullable [] codes) {
        int code = codes == null || codes.length == 0 ? 0 : codes[0];
        if (code == MqttReturnCode.RETURN_CODE_NO_MATCHING_SUBSCRIBERS) {
            return Fate.NOBODY;
        }
        return code < MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR ? Fate.TAKEN : Fate.AWAY;
    }

    private MqttConnectionOptions options() {
        var options = new MqttConnectionOptions();
        options.setServerURIs(new String[] {settings.url()});
        options.setCleanStart(false);
        options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
        options.setReceiveMaximum(settings.window());
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(SECONDS);
        BrokerTls.of(settings).ifPresent(options::setSocketFactory);
        if (!settings.user().isEmpty()) {
            options.setUserName(settings.user());
            options.setPassword(settings.password().getBytes(StandardCharsets.UTF_8));
        }
        return options;
    }

    private String share(String filter) {
        return settings.shareGroup().isEmpty()
                ? filter
                : "$share/" + settings.shareGroup() + "/" + filter;
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

    private static void end(MqttAsyncClient client) {
        try {
            // Without a DISCONNECT the broker would send our last will, but we have none.
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException gone) {
            LOG.debug("disconnected: {}", gone.getMessage());
        }
        try {
            client.close(true);
        } catch (MqttException gone) {
            LOG.debug("closed: {}", gone.getMessage());
        }
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
