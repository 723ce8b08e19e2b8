package city.auriga.api.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Mosquitto of a test, with a client that keeps all that is published, and misses nothing. */
final class MosquittoServer implements AutoCloseable {
    private static final String USER = "auriga";
    private static final String PASSWORD = "p@ss:w/d";

    private final Path folder;
    private final int port = freePort();
    private final List<Publication> publications = new CopyOnWriteArrayList<>();
    private @Nullable Process process;
    private @Nullable MqttClient client;

    record Publication(String topic, int qos, JsonNode message) {}

    MosquittoServer(Path folder) {
        this.folder = folder;
        start();
    }

    /** Begins to listen, for whoever knows the password. */
    void start() {
        try {
            var passwords = folder.resolve("passwords");
            run("mosquitto_passwd", "-b", "-c", passwords.toString(), USER, PASSWORD);
            var configuration = folder.resolve("mosquitto.conf");
            Files.writeString(
                    configuration,
                    """
                    listener %d 127.0.0.1
                    allow_anonymous false
                    password_file %s
                    persistence true
                    persistence_location %s/
                    user root
                    """
                            .formatted(port, passwords, folder));
            process =
                    new ProcessBuilder(program("mosquitto"), "-c", configuration.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("mosquitto.log").toFile())
                            .start();
            Awaitility.await().ignoreExceptions().until(this::subscribe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean subscribe() throws MqttException {
        var subscriber = new MqttClient("tcp://localhost:" + port, "test", new MemoryPersistence());
        var options = new MqttConnectionOptions();
        // So that nothing is missed between the start of the broker and ours.
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3600L);
        options.setUserName(USER);
        options.setPassword(PASSWORD.getBytes(StandardCharsets.UTF_8));
        // Before it connects: what waits for the session comes at once.
        subscriber.setCallback(
                new Keeping() {
                    @Override
                    public void messageArrived(String topic, MqttMessage message) {
                        keep(topic, message);
                    }
                });
        subscriber.connect(options);
        subscriber.subscribe("#", 2);
        client = subscriber;
        return true;
    }

    /** Only messages count. */
    private abstract static class Keeping implements MqttCallback {
        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String server) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }

    private void keep(String topic, MqttMessage message) {
        publications.add(
                new Publication(
                        topic, message.getQos(), new JsonMapper().readTree(message.getPayload())));
    }

    /** The address of a topic, with the login in it. */
    String uri(String topic) {
        return "mqtt://auriga:p%40ss%3Aw%2Fd@localhost:" + port + "/" + topic;
    }

    List<Publication> await(int count) {
        Awaitility.await().until(() -> publications.size() >= count);
        return publications;
    }

    void stop() {
        try {
            if (client != null) {
                client.disconnectForcibly(0, 0, false);
                client.close(true);
            }
        } catch (MqttException gone) {
            // It is to be so.
        }
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void run(String... command) throws IOException {
        command[0] = program(command[0]);
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IOException(command[0] + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String program(String name) {
        var system = Path.of("/usr/sbin", name);
        return Files.isExecutable(system) ? system.toString() : name;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
