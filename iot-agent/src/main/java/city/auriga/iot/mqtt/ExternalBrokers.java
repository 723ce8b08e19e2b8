package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.device.Senders;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.Readings;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The brokers elsewhere, and at which of them a device is. */
final class ExternalBrokers implements CommandPublisher, AutoCloseable {
    private static final int REMEMBERED = 200_000;

    /** So long after a group was heard at a broker that broker is waited for. */
    private static final Duration EXPECTED = Duration.ofMinutes(10);

    private final List<ExternalBroker> all;
    private final Duration expected;
    private final Cache<Key, ExternalBroker> heardAt =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * By the apikey of groups that listen to topics of their own: where they were heard, and when,
     * on the clock of {@link System#nanoTime}.
     */
    private final Map<String, Map<ExternalBroker, Long>> groupsAt = new ConcurrentHashMap<>();

    /**
     * @param data folder of this process: names it among others of this host
     */
    ExternalBrokers(MqttSettings settings, Path data, Readings readings, MqttTopics topics) {
        this(settings, data, readings, topics, EXPECTED);
    }

    ExternalBrokers(
            MqttSettings settings,
            Path data,
            Readings readings,
            MqttTopics topics,
            Duration expected) {
        this.expected = expected;
        all =
                settings.brokers().stream()
                        .map(address -> broker(address, settings, data, readings, topics))
                        .toList();
    }

    private record Key(String apikey, String device) {}

    private ExternalBroker broker(
            BrokerAddress address,
            MqttSettings settings,
            Path data,
            Readings readings,
            MqttTopics topics) {
        var broker = new ExternalBroker[1];
        broker[0] =
                new ExternalBroker(
                        address,
                        settings,
                        data,
                        readings,
                        topics,
                        reading -> heard(reading, broker[0]));
        return broker[0];
    }

    void start() {
        all.forEach(ExternalBroker::start);
    }

    List<ExternalBroker> all() {
        return all;
    }

    /** Whether all of them are there. */
    boolean isConnected() {
        return all.stream().allMatch(ExternalBroker::isConnected);
    }

    /** Readings that wait for their commit. */
    int waiting() {
        return all.stream().mapToInt(ExternalBroker::waiting).sum();
    }

    private void heard(Reading reading, ExternalBroker broker) {
        if (all.size() == 1) {
            return;
        }
        switch (reading.address()) {
            case OfDevice device -> heard(new Key(device.apikey(), device.device()), broker);
            case OfGroup(var listening, _) ->
                    groupsAt.computeIfAbsent(
                                    listening.group().apikey(), _ -> new ConcurrentHashMap<>())
                            .put(broker, System.nanoTime());
        }
    }

    private void heard(Key device, ExternalBroker broker) {
        // Anybody may call himself anything; what is remembered is bounded.
        if (!Senders.isUnprintable(device.apikey) && !Senders.isUnprintable(device.device)) {
            heardAt.put(device, broker);
        }
    }

    @Override
    public boolean mayReach(String topic) {
        return all.stream().anyMatch(ExternalBroker::isConnected);
    }

    /**
     * Where the device was last heard, or else where it may be: at all of them, until one says that
     * it has a subscriber.
     */
    @Override
    public Fate publish(Message message) {
        var last =
                Topic.parse(message.answers())
                        .map(topic -> heardAt.getIfPresent(new Key(topic.apikey(), topic.device())))
                        .orElse(null);
        return publish(last, message.qos(), broker -> broker.publish(message));
    }

    @Override
    public Fate publish(Downlink downlink, String apikey, String device) {
        var last = heardAt.getIfPresent(new Key(apikey, device));
        return last == null
                ? publish(downlink, apikey)
                : publish(last, downlink.qos(), broker -> broker.publish(downlink));
    }

    private Fate publish(
            @Nullable ExternalBroker last, int qos, Function<ExternalBroker, Fate> publishing) {
        if (last == null) {
            return publish(all, qos, publishing);
        }
        var fate = publishing.apply(last);
        return fate == Fate.NOBODY
                ? publish(all.stream().filter(other -> other != last).toList(), qos, publishing)
                : fate;
    }

    /**
     * Where its group was heard, or else where that may be. Its topic may be of a gateway, so that
     * nobody knows more.
     */
    @Override
    public Fate publish(Downlink downlink, String apikey) {
        return publish(places(apikey), downlink.qos(), broker -> broker.publish(downlink));
    }

    /** Without those that are gone, where others of its group have been heard since. */
    private List<ExternalBroker> places(String apikey) {
        var heard = groupsAt.getOrDefault(apikey, Map.of());
        if (heard.isEmpty()) {
            return all;
        }
        long now = System.nanoTime();
        var there =
                heard.entrySet().stream()
                        .filter(place ->
                                place.getKey().isConnected()
                                        || now - place.getValue() < expected.toNanos())
                        .map(Map.Entry::getKey)
                        .toList();
        return there.isEmpty() ? List.copyOf(heard.keySet()) : there;
    }

    /** First at those that tell; at the others only if none is away, where it might have to be. */
    private static Fate publish(
            List<ExternalBroker> brokers, int qos, Function<ExternalBroker, Fate> publishing) {
        boolean away = brokers.stream().anyMatch(broker -> !broker.isConnected());
        for (var broker : brokers) {
            if (broker.tellsOfSubscribers(qos)) {
                var fate = publishing.apply(broker);
                if (fate == Fate.TAKEN) {
                    return fate;
                }
                away |= fate == Fate.AWAY;
            }
        }
        if (away) {
            return Fate.AWAY;
        }
        var best = Fate.NOBODY;
        for (var broker : brokers) {
            if (!broker.tellsOfSubscribers(qos)) {
                var fate = publishing.apply(broker);
                if (fate == Fate.TAKEN || best == Fate.NOBODY) {
                    best = fate;
                }
            }
        }
        return best;
    }

    @Override
    public void close() {
        all.forEach(ExternalBroker::close);
    }
}
