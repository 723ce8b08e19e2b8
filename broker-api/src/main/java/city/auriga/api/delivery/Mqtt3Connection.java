package city.auriga.api.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** MQTT 3.1.1: the same as {@link Mqtt5Connection}, in the words of another client. */
final class Mqtt3Connection extends MqttConnection<MqttAsyncClient> {
    /** More than one host gets at once. */
    private static final int IN_FLIGHT = 1_000;

    Mqtt3Connection(MqttAddress address, SocketFactory sockets) {
        super(address, sockets);
    }

    @Override
    Optional<String> publish(String topic, byte[] payload, int qos, Duration timeout)
            throws IOException {
        try {
            await(connected(timeout).publish(topic, payload, qos, false), timeout);
            return Optional.empty();
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    @Override
    MqttAsyncClient connect(Duration timeout) throws IOException {
        try {
            return opened(timeout);
        } catch (MqttException e) {
            throw failed(e);
        }
    }

    private MqttAsyncClient opened(Duration timeout) throws MqttException {
        var fresh =
                new MqttAsyncClient(
                        address.server(), "auriga-" + UUID.randomUUID(), new MemoryPersistence());
        var options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(true);
        options.setAutomaticReconnect(false);
        options.setMaxInflight(IN_FLIGHT);
        options.setKeepAliveInterval(KEEP_ALIVE);
        options.setConnectionTimeout((int) Math.max(1, timeout.toSeconds()));
        if (address.user() != null) {
            options.setUserName(address.user());
        }
        if (address.password() != null) {
            options.setPassword(address.password().toCharArray());
        }
        options.setSocketFactory(sockets);
        try {
            await(fresh.connect(options), timeout);
            return fresh;
        } catch (MqttException e) {
            // As it is still connecting, perhaps, it must be torn down before it can be closed.
            disconnect(fresh);
            throw e;
        }
    }

    private static void await(IMqttToken token, Duration timeout) throws MqttException {
        token.waitForCompletion(timeout.toMillis());
    }

    @Override
    boolean isConnected(MqttAsyncClient connected) {
        return connected.isConnected();
    }

    @Override
    void disconnect(MqttAsyncClient connected) {
        try {
            connected.disconnectForcibly(0, 1, false);
        } catch (MqttException alreadyGone) {
            // That is what was wanted.
        }
        try {
            connected.close(true);
        } catch (MqttException alreadyClosed) {
            // So be it.
        }
    }
}
