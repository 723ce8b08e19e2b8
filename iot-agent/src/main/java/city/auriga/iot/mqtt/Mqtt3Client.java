package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.command.CommandPublisher.Message;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT 3.1.1: the broker decides for how long it keeps the session, and delivers as fast as it is
 * read; commands carry no response topic, nor does anybody hear whether they have a subscriber.
 */
final class Mqtt3Client implements BrokerClient {
    private static final Logger LOG = LoggerFactory.getLogger(Mqtt3Client.class);

    /** Commands on their way at once. */
    private static final int IN_FLIGHT = 1_000;

    private final BrokerAddress address;
    private final MqttSettings settings;
    private final MqttAsyncClient client;

    Mqtt3Client(BrokerAddress address, String id, MqttSettings settings) throws IOException {
        this.address = address;
        this.settings = settings;
        try {
            client = new MqttAsyncClient(address.server(), id, new MemoryPersistence());
            client.setManualAcks(true);
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    @Override
    public String version() {
        return "3.1.1";
    }

    @Override
    public boolean connect(Listener listener, @Nullable Downlink will) throws IOException {
        client.setCallback(new Callback(listener));
        try {
            var token = client.connect(options(will));
            await(token);
            return token.getSessionPresent();
        } catch (MqttException e) {
            throw e.getReasonCode() == MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION
                    ? new UnsupportedVersionException(e)
                    : failed(e);
        }
    }

    private MqttConnectOptions options(@Nullable Downlink will) {
        var options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setServerURIs(new String[] {address.server()});
        options.setCleanSession(false);
        options.setAutomaticReconnect(false);
        options.setMaxInflight(IN_FLIGHT);
        options.setConnectionTimeout(PATIENCE);
        options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        BrokerTls.of(settings).ifPresent(options::setSocketFactory);
        if (!address.user().isEmpty()) {
            options.setUserName(address.user());
            options.setPassword(address.password().toCharArray());
        }
        if (will != null) {
            options.setWill(will.topic(), will.payload(), will.qos(), will.retain());
        }
        return options;
    }

    @Override
    public boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public int[] subscribe(List<String> filters, int qos) throws IOException {
        var wanted = new int[filters.size()];
        Arrays.fill(wanted, qos);
        try {
            var token = client.subscribe(filters.toArray(String[]::new), wanted);
            await(token);
            return token.getGrantedQos();
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    @Override
    public void unsubscribe(List<String> filters) throws IOException {
        try {
            await(client.unsubscribe(filters.toArray(String[]::new)));
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    @Override
    public void acknowledge(Arrival arrival) throws IOException {
        try {
            client.messageArrivedComplete(arrival.id(), arrival.qos());
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    @Override
    public Fate publish(Message message) throws IOException {
        return publish(
                new Downlink(message.topic(), message.payload(), message.qos(), message.retain()));
    }

    @Override
    public Fate publish(Downlink downlink) throws IOException {
        try {
            await(
                    client.publish(
                            downlink.topic(),
                            downlink.payload(),
                            downlink.qos(),
                            downlink.retain()));
            return Fate.TAKEN;
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean tellsOfSubscribers(int qos) {
        return false;
    }

    @Override
    public void leave() throws IOException {
        try {
            await(client.disconnect(0));
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException | RuntimeException gone) {
            // Paho may trip over an answer that comes meanwhile.
            LOG.debug("disconnected: {}", gone.getMessage());
        }
        try {
            client.close(true);
        } catch (MqttException | RuntimeException gone) {
            LOG.debug("closed: {}", gone.getMessage());
        }
    }

    private static void await(IMqttToken token) throws MqttException {
        token.waitForCompletion(TimeUnit.SECONDS.toMillis(PATIENCE));
    }

    private static IOException failed(MqttException e) {
        return new IOException(e.getMessage(), e);
    }

    private record Callback(Listener listener) implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            listener.arrived(
                    new Arrival(
                            topic,
                            message.getPayload(),
                            null,
                            message.getQos() > 0 ? message.getId() : 0,
                            message.getQos(),
                            message.isDuplicate(),
                            message.isRetained()));
        }

        @Override
        public void connectionLost(Throwable cause) {
            listener.lost(false);
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // Who publishes waits for it.
        }
    }
}
