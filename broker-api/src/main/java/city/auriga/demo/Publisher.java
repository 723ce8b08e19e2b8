package city.auriga.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.auriga.demo.simulation.Reading;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Publishes readings with QoS 1 and counts what was acknowledged. */
final class Publisher implements AutoCloseable {
    private static final int QOS = 1;
    private static final int SECONDS = 10;
    private static final int MOST_WAITING = 200;
    private static final int FIRST_ERROR = 0x80;

    private final String url;
    private final MqttAsyncClient client;
    private final Semaphore room;
    private final int capacity;
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder sent = new LongAdder();

    private Publisher(String url, MqttAsyncClient client, int capacity) {
        this.url = url;
        this.client = client;
        this.capacity = capacity;
        this.room = new Semaphore(capacity);
    }

    static Publisher connect(String url) {
        try {
            var id = "auriga-demo-" + ProcessHandle.current().pid();
            var client = new MqttAsyncClient(url, id, new MemoryPersistence());
            var options = new MqttConnectionOptions();
            options.setAutomaticReconnect(false);
            options.setConnectionTimeout(SECONDS);
            var connected = client.connect(options);
            connected.waitForCompletion(TimeUnit.SECONDS.toMillis(SECONDS));
            var limit = Optional.ofNullable(connected.getResponseProperties().getReceiveMaximum());
            return new Publisher(url, client, Math.min(limit.orElse(MOST_WAITING), MOST_WAITING));
        } catch (MqttException | IllegalArgumentException e) {
            throw new DemoException(
                    "no MQTT broker answers at " + url + " (" + e.getMessage() + "); see --mqtt");
        }
    }

    /** Waits while too many readings are not acknowledged. */
    void publish(Reading reading) throws InterruptedException {
        while (!room.tryAcquire(1, TimeUnit.SECONDS)) {
            requireConnection();
        }
        try {
            var topic = reading.device().topic();
            var payload = reading.values().toString().getBytes(UTF_8);
            client.publish(topic, payload, QOS, false, null, new Acknowledgement());
            sent.increment();
        } catch (MqttException e) {
            requireConnection();
            throw new DemoException("a reading could not be published: " + e.getMessage());
        }
    }

    private void requireConnection() {
        if (!client.isConnected()) {
            throw new DemoException("the connection to the MQTT broker at " + url + " is lost");
        }
    }

    long sent() {
        return sent.sum();
    }

    long acknowledged() {
        return acknowledged.sum();
    }

    long refused() {
        return refused.sum();
    }

    void awaitAcknowledgements(Duration patience) throws InterruptedException {
        if (room.tryAcquire(capacity, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            room.release(capacity);
        }
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, TimeUnit.SECONDS.toMillis(1), true);
            client.close(true);
        } catch (MqttException _) {
            // the process ends anyway
        }
    }

    private final class Acknowledgement implements MqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            int[] reasons = token.getReasonCodes();
            boolean bad = reasons != null && reasons.length > 0 && reasons[0] >= FIRST_ERROR;
            (bad ? refused : acknowledged).increment();
            room.release();
        }

        @Override
        public void onFailure(@Nullable IMqttToken token, @Nullable Throwable error) {
            refused.increment();
            room.release();
        }
    }
}
