package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * City apps and sensors that count: each writes 1, 2, 3, … to an Entity of its own and remembers
 * which values were acknowledged, over HTTP by 204 and over MQTT by PUBACK.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AurigaProcess auriga;
    private final Map<String, Set<Integer>> acknowledged = new ConcurrentHashMap<>();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Load(AurigaProcess auriga) {
        this.auriga = auriga;
    }

    /** Makes the entities, the group of devices and the subscription. */
    void prepare(Receiver receiver, int apps) {
        assertThat(
                        auriga.send(
                                "POST",
                                "/iot/services",
                                """
                                {"services":[{"apikey":"k","resource":"/iot/json","entity_type":"Counter",
                                  "attributes":[{"object_id":"n","name":"n","type":"Number"}]}]}\
                                """))
                .isEqualTo(201);
        assertThat(
                        auriga.send(
                                "POST",
                                "/ngsi-ld/v1/subscriptions",
                                """
                                {"type":"Subscription","entities":[{"type":"Counter"}],"watchedAttributes":["n"],
                                 "notification":{"endpoint":{"uri":"%s"}}}\
                                """
                                        .formatted(receiver.uri())))
                .isEqualTo(201);
        for (int app = 0; app < apps; app++) {
            assertThat(
                            auriga.send(
                                    "POST",
                                    "/ngsi-ld/v1/entities",
                                    "{\"id\":\"%s\",\"type\":\"Counter\",\"n\":0}"
                                            .formatted(app(app))))
                    .isEqualTo(201);
        }
    }

    void start(int apps, int sensors) {
        for (int app = 0; app < apps; app++) {
            var id = app(app);
            threads.add(Thread.ofVirtual().start(() -> update(id)));
        }
        for (int sensor = 0; sensor < sensors; sensor++) {
            var device = "s" + sensor;
            threads.add(Thread.ofPlatform().daemon().start(() -> publish(device)));
        }
    }

    int count() {
        return count.get();
    }

    /** Statuses of answers that were no success. */
    Set<Integer> failures() {
        return statuses;
    }

    /** How many requests over HTTP got no answer. */
    int unanswered() {
        return unanswered.get();
    }

    Map<String, Set<Integer>> acknowledged() {
        return acknowledged;
    }

    private void update(String id) {
        for (int value = 1; !stopped; ) {
            int status =
                    auriga.send(
                            "PATCH",
                            "/ngsi-ld/v1/entities/" + id + "/attrs/n",
                            "{\"type\":\"Property\",\"value\":%d}".formatted(value));
            if (status == 204) {
                acknowledge(id, value++);
            } else if (status == 0) {
                unanswered.incrementAndGet();
            } else {
                statuses.add(status);
            }
        }
    }

    private void publish(String device) {
        int value = 1;
        while (!stopped) {
            try {
                var client =
                        new MqttClient(auriga.mqtt().toString(), device, new MemoryPersistence());
                client.setTimeToWait(20_000);
                client.connect();
                while (!stopped) {
                    var reading = "{\"n\":%d}".formatted(value).getBytes(StandardCharsets.UTF_8);
                    client.publish("/json/k/" + device + "/attrs", reading, 1, false);
                    acknowledge("urn:ngsi-ld:Counter:" + device, value++);
                }
                client.disconnect();
                client.close();
            } catch (MqttException brokenOff) {
                Thread.onSpinWait();
            }
        }
    }

    private void acknowledge(String id, int value) {
        acknowledged.computeIfAbsent(id, i -> ConcurrentHashMap.newKeySet()).add(value);
        count.incrementAndGet();
    }

    private static String app(int number) {
        return "urn:ngsi-ld:Counter:app" + number;
    }

    @Override
    public void close() {
        stop();
    }

    /** Returns when nothing is under way any more, or when it hangs. */
    void stop() {
        stopped = true;
        var end = Instant.now().plus(PATIENCE);
        for (var thread : threads) {
            try {
                var _ = thread.join(Duration.between(Instant.now(), end));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
