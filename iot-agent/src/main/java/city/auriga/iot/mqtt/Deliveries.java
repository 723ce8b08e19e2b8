package city.auriga.iot.mqtt;

import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.HeldReadings;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Readings;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one connection to an external broker delivers, acknowledged in order after its commit. */
final class Deliveries implements MqttCallback, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final MqttAsyncClient client;
    private final InstantSource clock;
    private final IntConsumer size;
    private final HeldReadings held;
    private final CountDownLatch end = new CountDownLatch(1);
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
            InstantSource clock,
            IntConsumer size) {
        this.client = client;
        this.clock = clock;
        this.size = size;
        this.held = new HeldReadings(readings, executor, settings.maxHold(), end::countDown);
    }

    /** Returns when the connection is lost, or is to be given up. */
    void awaitEnd() throws InterruptedException {
        end.await();
    }

    /** Lets who waits for the end go on. */
    void end() {
        end.countDown();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        var reading =
                Topic.parse(topic)
                        .map(t ->
                                Reading.of(
                                        t,
                                        topic,
                                        message.getPayload(),
                                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                                        correlation(message)))
                        .orElse(null);
        try {
            executor.execute(() -> {
                held.offer(reading, new Delivery(message.getId(), message.getQos()));
                size.accept(held.size());
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("a delivery came too late; the broker sends it again");
        }
    }

    private static byte @Nullable [] correlation(MqttMessage message) {
        var properties = message.getProperties();
        return properties == null ? null : properties.getCorrelationData();
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
        end.countDown();
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
