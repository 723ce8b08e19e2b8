package city.auriga.iot.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
        paho.connect(options).waitForCompletion(20_000);
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

    /** Paho refuses what exceeds its window instead of waiting. */
    IMqttToken sendPatiently(String topic, String payload) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                return send(topic, payload);
            } catch (MqttException full) {
                if (attempt == 1_000) {
                    throw full;
                }
                Thread.sleep(10);
            }
        }
    }

    /** CONNECT without a password, and a PUBLISH before the answer. */
    static void sendBlindly(int port) throws IOException {
        var topic = "/json/key/blind/attrs".getBytes(StandardCharsets.US_ASCII);
        var payload = "{\"t\":1}".getBytes(StandardCharsets.US_ASCII);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var out = socket.getOutputStream();
            out.write(new byte[] {0x10, 17, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 5});
            out.write("blind".getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[] {0x32, (byte) (4 + topic.length + payload.length)});
            out.write(new byte[] {0, (byte) topic.length});
            out.write(topic);
            out.write(new byte[] {0, 1});
            out.write(payload);
            out.flush();
            socket.setSoTimeout(5_000);
            var answer = socket.getInputStream().readAllBytes();
            assertThat(answer).hasSize(4).startsWith(0x20, 2, 0);
            assertThat(answer[3]).isNotZero();
        }
    }

    /** One PUBLISH, always with the same packet identifier, on a connection of its own. */
    static void deliver(int port, String id, String topic, String payload, boolean duplicate)
            throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            var in = new DataInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            out.write(new byte[] {0x10, (byte) (12 + id.length()), 0, 4, 'M', 'Q', 'T', 'T', 4});
            out.write(new byte[] {0, 0, 60, 0, (byte) id.length()});
            out.write(id.getBytes(StandardCharsets.US_ASCII));
            in.readFully(new byte[4]);
            out.write(duplicate ? 0x3a : 0x32);
            out.write(4 + topic.length() + payload.length());
            out.write(new byte[] {0, (byte) topic.length()});
            out.write(topic.getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[] {0, 7});
            out.write(payload.getBytes(StandardCharsets.US_ASCII));
            var acknowledged = new byte[4];
            in.readFully(acknowledged);
            assertThat(acknowledged).containsExactly(0x40, 2, 0, 7);
        }
    }

    @Override
    public void close() throws MqttException {
        try {
            paho.disconnectForcibly(0, 0, false);
        } catch (NullPointerException answered) {
            // Paho trips over an answer that comes meanwhile; the connection is closed all the
            // same.
        }
        paho.close(true);
    }
}
