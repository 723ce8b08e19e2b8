package city.auriga.api.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** MQTT 5. */
final class Mqtt5Connection extends MqttConnection<MqttAsyncClient> {
    Mqtt5Connection(MqttAddress address, SocketFactory tls) {
        super(address, tls);
    }

    @Override
    void publish(String topic, byte[] payload, int qos, Duration timeout) throws IOException {
        try {
            var message = new MqttMessage(payload, qos, false, null);
            await(connected(timeout).publish(topic, message), timeout);
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
        var options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setKeepAliveInterval(KEEP_ALIVE);
        options.setConnectionTimeout((int) Math.max(1, timeout.toSeconds()));
        options.setUserName(address.user());
        if (address.password() != null) {
            options.setPassword(address.password().getBytes(StandardCharsets.UTF_8));
        }
        if (address.tls()) {
            options.setSocketFactory(tls);
        }
        try {
            await(fresh.connect(options), timeout);
            return fresh;
        } catch (MqttException e) {
            fresh.close(true);
            throw e;
        }
    }

    private static void await(IMqttToken token, Duration timeout) throws MqttException {
        token.waitForCompletion(timeout.toMillis());
    }

    @Override
    void disconnect(MqttAsyncClient connected) {
        try {
            connected.disconnectForcibly(0, 0, false);
            connected.close(true);
        } catch (MqttException alreadyGone) {
            // That is what was wanted.
        }
    }
}
