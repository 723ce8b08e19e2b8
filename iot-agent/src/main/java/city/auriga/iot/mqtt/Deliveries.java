package city.auriga.iot.mqtt;

import city.auriga.iot.reading.HeldReadings;
import city.auriga.iot.reading.Readings;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one connection to an external broker delivers, acknowledged in order after its commit. */
final class Deliveries implements MqttCallback, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final MqttAsyncClient client;
    private final MqttTopics topics;
    private final IntConsumer size;
    private final HeldReadings held;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("mqtt-deliveries").factory());

    /**
     * @param size is told how many deliveries wait
     */
    Deliveries(
            MqttAsyncClient client,
            Readings readings,
            MqttSettings settings,
            MqttTopics topics,
            IntConsumer size) {
        this.client = client;
        this.topics = topics;
        this.size = size;
        this.held = new HeldReadings(readings, executor, settings.maxHold(), this::end);
    }

    private enum Event {
        CHANGE,
        END
    }

    /**
     * Waits for something to do.
     *
     * @return false if the connection is lost, or is to be given up; true if the topics may have
     *     changed
     */
    boolean awaitChange() throws InterruptedException {
        return events.take() == Event.CHANGE;
    }

    /** Lets who waits look at the topics. */
    void change() {
        events.add(Event.CHANGE);
    }

    /** Lets who waits for the end go on. */
    void end() {
        events.add(Event.END);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        var reading = topics.reading(topic, message.getPayload()).orElse(null);
        try {
            executor.execute(() -> {
                held.offer(reading, new Delivery(message.getId(), message.getQos()));
                size.accept(held.size());
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("a delivery came too late; the broker sends it again");
        }
    }

    private final class Delivery implements HeldReadings.Message {
        private final int id;
        private final int qos;

        Delivery(int id, int qos) {
            this.id = id;
            this.qos = qos;
        }

        @Override
        public void release() {
            try {
                if (qos > 0) {
                    client.messageArrivedComplete(id, qos);
                }
            } catch (MqttException lost) {
                LOG.debug("not acknowledged: {}", lost.getMessage());
            }
            size.accept(held.size());
        }

        @Override
        public void discard() {
            // The broker keeps it for the next connection.
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        end();
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
        LOG.warn("MQTT client: {}", e.getMessage());
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // We publish nothing.
    }

    @Override
    public void connectComplete(boolean reconnect, String url) {
        // The caller of connect knows.
    }

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {
        // We offer no enhanced authentication.
    }

    @Override
    public void close() {
        executor.execute(() -> {
            held.close();
            size.accept(0);
        });
        executor.shutdown();
    }
}
