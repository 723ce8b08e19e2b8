package city.auriga.iot.mqtt;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.command.CommandPublisher.Message;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MQTT 5: the broker bounds what it delivers without an acknowledgement, and gives reasons. */
final class Mqtt5Client implements BrokerClient {
    private static final Logger LOG = LoggerFactory.getLogger(Mqtt5Client.class);

    private final BrokerAddress address;
    private final MqttSettings settings;
    private final MqttAsyncClient client;

    Mqtt5Client(BrokerAddress address, String id, MqttSettings settings) throws IOException {
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
        return "5";
    }

    @Override
    public boolean connect(Listener listener, @Nullable Downlink will) throws IOException {
        client.setCallback(new Callback(listener));
        try {
            var token = client.connect(options(will));
            await(token);
            return token.getSessionPresent();
        } catch (MqttException e) {
            throw isVersionRefused(e) ? new UnsupportedVersionException(e) : failed(e);
        }
    }

    /**
     * In words of version 5, or in those of 3.1.1, whose CONNACK has other codes and ends early.
     */
    private static boolean isVersionRefused(MqttException e) {
        return switch (e.getReasonCode()) {
            case MqttReturnCode.RETURN_CODE_UNSUPPORTED_PROTOCOL_VERSION,
                    MqttException.REASON_CODE_INVALID_RETURN_CODE ->
                    true;
            case MqttException.REASON_CODE_CLIENT_EXCEPTION -> e.getCause() instanceof EOFException;
            default -> false;
        };
    }

    private MqttConnectionOptions options(@Nullable Downlink will) {
        var options = new MqttConnectionOptions();
        options.setServerURIs(new String[] {address.server()});
        options.setCleanStart(false);
        options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
        options.setReceiveMaximum(settings.window());
        options.setMaximumPacketSize((long) settings.maxPacket());
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(PATIENCE);
        options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        BrokerTls.of(settings).ifPresent(options::setSocketFactory);
        if (!address.user().isEmpty()) {
            options.setUserName(address.user());
            options.setPassword(address.password().getBytes(StandardCharsets.UTF_8));
        }
        if (will != null) {
            options.setWill(will.topic(), message(will));
        }
        return options;
    }

    @Override
    public boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public int[] subscribe(List<String> filters, int qos) throws IOException {
        try {
            var token =
                    client.subscribe(
                            filters.stream()
                                    .map(filter -> new MqttSubscription(filter, qos))
                                    .toArray(MqttSubscription[]::new));
            await(token);
            return token.getReasonCodes();
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
        var properties = new MqttProperties();
        properties.setResponseTopic(message.answers());
        properties.setCorrelationData(message.id().toString().getBytes(StandardCharsets.UTF_8));
        properties.setMessageExpiryInterval(Math.max(1, message.expiry().toSeconds()));
        return publish(
                message.topic(),
                new MqttMessage(message.payload(), message.qos(), message.retain(), properties));
    }

    @Override
    public Fate publish(Downlink downlink) throws IOException {
        return publish(downlink.topic(), message(downlink));
    }

    private static MqttMessage message(Downlink downlink) {
        return new MqttMessage(
                downlink.payload(), downlink.qos(), downlink.retain(), new MqttProperties());
    }

    private Fate publish(String topic, MqttMessage message) throws IOException {
        try {
            var token = client.publish(topic, message);
            await(token);
            return fate(token.getReasonCodes());
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    private static Fate fate(int @Nullable [] codes) {
        int code = codes == null || codes.length == 0 ? 0 : codes[0];
        if (code == MqttReturnCode.RETURN_CODE_NO_MATCHING_SUBSCRIBERS) {
            return Fate.NOBODY;
        }
        return code < MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR ? Fate.TAKEN : Fate.AWAY;
    }

    @Override
    public boolean tellsOfSubscribers(int qos) {
        return qos > 0;
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
            // Without a DISCONNECT the broker sends our last will, as it shall.
            client.disconnectForcibly(0, 0, false);
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
            var properties = message.getProperties();
            listener.arrived(
                    new Arrival(
                            topic,
                            message.getPayload(),
                            properties == null ? null : properties.getCorrelationData(),
                            message.getQos() > 0 ? message.getId() : 0,
                            message.getQos(),
                            message.isDuplicate(),
                            message.isRetained()));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            listener.lost(
                    response.getReturnCode() == MqttReturnCode.RETURN_CODE_SESSION_TAKEN_OVER);
        }

        @Override
        public void mqttErrorOccurred(MqttException e) {
            LOG.warn("MQTT client: {}", e.getMessage());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // Who publishes waits for it.
        }

        @Override
        public void connectComplete(boolean reconnect, String url) {
            // The caller of connect knows.
        }

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {
            // We offer no enhanced authentication.
        }
    }
}
