package city.auriga.iot.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A device, as the Paho client plays it. */
final class Client implements AutoCloseable {
    final MqttAsyncClient paho;

    Client(int port, String id) throws MqttException {
        paho = new MqttAsyncClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
    }

    Client connect(MqttConnectionOptions options) throws MqttException {
        paho.connect(options).waitForCompletion(10_000);
        return this;
    }

    Client connect() throws MqttException {
        var options = new MqttConnectionOptions();
        options.setMaxReconnectDelay(500);
        return connect(options);
    }

    IMqttToken send(String topic, String payload) throws MqttException {
        return paho.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
    }

    void sendAndWait(String topic, String payload) throws MqttException {
        send(topic, payload).waitForCompletion(TimeUnit.SECONDS.toMillis(10));
    }

    @Override
    public void close() throws MqttException {
        paho.disconnectForcibly(0, 0, false);
        paho.close(true);
    }
}
