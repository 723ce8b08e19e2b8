package city.auriga.api.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** MQTT 5. */
final class Mqtt5Connection extends MqttConnection<MqttAsyncClient> {
    private static final int REFUSED = 0x80;
    private static final int USUAL_MAXIMUM = 65_535;

    private volatile Semaphore places = new Semaphore(USUAL_MAXIMUM);

    Mqtt5Connection(MqttAddress address, SocketFactory sockets) {
        super(address, sockets);
    }

    @Override
    Optional<String> publish(String topic, byte[] payload, int qos, Duration timeout)
            throws IOException {
        try {
            var message = new MqttMessage(payload, qos, false, null);
            var client = connected(timeout);
            if (!places.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(address + ": the broker acknowledges nothing");
            }
            try {
                var token = client.publish(topic, message);
                await(token, timeout);
                return refusal(token);
            } finally {
                places.release();
            }
        } catch (MqttException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    /** The client takes an acknowledgement for a success, whatever its reason code says. */
    private static Optional<String> refusal(IMqttToken token) {
        var codes = token.getReasonCodes();
        return codes == null
                ? Optional.empty()
                : Arrays.stream(codes)
                        .filter(code -> code >= REFUSED)
                        .mapToObj(code -> "the MQTT broker answered 0x" + Integer.toHexString(code))
                        .findFirst();
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
        options.setSocketFactory(sockets);
        try {
            var token = fresh.connect(options);
            await(token, timeout);
            limit(token);
            return fresh;
        } catch (MqttException e) {
            // As it is still connecting, perhaps, it must be torn down before it can be closed.
            disconnect(fresh);
            throw e;
        }
    }

    /** More at once than the broker takes would end the connection for all. */
    private void limit(IMqttToken token) {
        var properties = token.getResponseProperties();
        var most = properties == null ? null : properties.getReceiveMaximum();
        if (most != null) {
            places = new Semaphore(most);
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
