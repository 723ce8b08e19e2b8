package city.auriga.endtoend;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Sensors that publish numbered readings, in no good order and some of them twice, until each is
 * acknowledged.
 */
final class Sensors implements AutoCloseable {
    /** When the reading 0 was measured; each is a second after the one before. */
    static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private static final int SHUFFLED = 6;

    /** Nanoseconds before a sensor connects again. */
    private static final long PAUSE = 20_000_000;

    private final URI broker;
    private final String apikey;
    private final Map<String, Set<Integer>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final List<Thread> threads;
    private volatile boolean stopped;

    Sensors(URI broker, String apikey, int number) {
        this.broker = broker;
        this.apikey = apikey;
        this.threads =
                IntStream.range(0, number)
                        .mapToObj(n -> Thread.ofVirtual().start(() -> run("sensor" + n, n)))
                        .toList();
    }

    /** How many readings were acknowledged. */
    int count() {
        return count.get();
    }

    /** Numbers of the readings that were acknowledged, by device. */
    Map<String, Set<Integer>> acknowledged() {
        return acknowledged;
    }

    private void run(String device, int seed) {
        var random = new Random(seed);
        var mine = acknowledged.computeIfAbsent(device, d -> ConcurrentHashMap.newKeySet());
        for (int from = 0; !stopped; from += SHUFFLED) {
            var numbers = new ArrayList<Integer>();
            for (int n = from; n < from + SHUFFLED; n++) {
                numbers.add(n);
                if (random.nextInt(3) == 0) {
                    numbers.add(n);
                }
            }
            Collections.shuffle(numbers, random);
            send(device, numbers, mine);
        }
    }

    /** Again and again from the first that was not acknowledged, as devices do. */
    private void send(String device, List<Integer> numbers, Set<Integer> mine) {
        int sent = 0;
        while (sent < numbers.size() && !stopped) {
            try {
                var client = new MqttClient(broker.toString(), device, new MemoryPersistence());
                client.setTimeToWait(10_000);
                try {
                    client.connect();
                    while (sent < numbers.size()) {
                        publish(client, device, numbers.get(sent));
                        mine.add(numbers.get(sent));
                        count.incrementAndGet();
                        sent++;
                    }
                } finally {
                    // The client cannot close what was never open.
                    if (client.isConnected()) {
                        client.disconnectForcibly(0, 100, false);
                    }
                }
            } catch (MqttException brokenOff) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private void publish(MqttClient client, String device, int number) throws MqttException {
        client.publish(
                "/json/" + apikey + "/" + device + "/attrs",
                payload(number).getBytes(StandardCharsets.UTF_8),
                1,
                false);
    }

    private static String payload(int number) {
        return "{\"n\":%d,\"TimeInstant\":\"%s\"}".formatted(number, EPOCH.plusSeconds(number));
    }

    /** Ends when each sensor has what it sends acknowledged, or has given up. */
    void stop() throws InterruptedException {
        stopped = true;
        for (var thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
