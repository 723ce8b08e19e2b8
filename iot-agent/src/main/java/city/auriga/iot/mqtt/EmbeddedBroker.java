package city.auriga.iot.mqtt;

import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.reading.Readings;
import com.hivemq.embedded.EmbeddedHiveMQ;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An MQTT 3.1, 3.1.1 and 5 broker in this process, behind gates. */
final class EmbeddedBroker implements AutoCloseable {
    private static final int PROBE_SECONDS = 10;

    private final MqttSettings settings;
    private final Path data;
    private final Readings readings;
    private final MqttTopics topics;
    private final WaitingRoom waiting;
    private final Logins logins;
    private final BrokerExtension extension;
    private final @Nullable SparkplugHost host;
    private @Nullable EmbeddedHiveMQ broker;

    /**
     * @param data folder for the files of the broker
     * @param apikeys which ones are known
     * @param subscribed is told apikey and id of a device that subscribes to its commands
     */
    EmbeddedBroker(
            MqttSettings settings,
            Path data,
            Readings readings,
            MqttTopics topics,
            Predicate<String> apikeys,
            BiConsumer<String, String> subscribed) {
        this.settings = settings;
        this.waiting = new WaitingRoom(settings.totalWindow(), settings.totalBytes());
        this.data = data;
        this.readings = readings;
        this.topics = topics;
        this.logins = new Logins(settings, topics, apikeys);
        this.extension = new BrokerExtension(logins, subscribed);
        this.host = settings.host(topics.clock()).orElse(null);
    }

    CommandPublisher publisher() {
        return extension;
    }

    /** Readings that wait for their commit. */
    int waiting() {
        return waiting.readings();
    }

    /** Whether somebody else listens on the port already: the broker itself would only log it. */
    static boolean isTaken(String address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Returns when clients can connect; takes a second or two. */
    void start() throws IOException, InterruptedException {
        var sessions = new Sessions();
        var installations = new HashMap<Integer, GateInstaller.Installation>();
        for (int port : settings.ports()) {
            installations.put(port, GateInstaller.install(port, () -> handlers(sessions)));
        }
        var folder = data.toAbsolutePath();
        var configuration = Files.createDirectories(folder.resolve("conf"));
        BrokerConfiguration.write(settings, configuration);
        var builder =
                EmbeddedHiveMQ.builder()
                        .withConfigurationFolder(configuration)
                        .withDataFolder(Files.createDirectories(folder.resolve("data")))
                        .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
                        .withoutLoggingBootstrap()
                        .withEmbeddedExtension(extension.extension());
        broker = builder.build();
        try {
            broker.start().get();
        } catch (ExecutionException e) {
            throw new IOException("the MQTT broker did not start: " + e.getCause(), e);
        }
        for (var installed : installations.entrySet()) {
            probe(installed.getKey(), installed.getValue());
        }
        if (host != null) {
            var _ = host.begin();
            var _ = extension.publish(host.birth());
        }
    }

    private List<ChannelHandler> handlers(Sessions sessions) {
        return List.of(
                new PacketDecoder(settings.maxPacket()),
                new Gate(readings, settings, topics, logins, waiting, sessions));
    }

    /** A broker without gates would acknowledge what is not committed: see that they are there. */
    private void probe(int port, GateInstaller.Installation installation)
            throws IOException, InterruptedException {
        var bound = InetAddress.getByName(settings.bind());
        var host = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        try (var socket = new Socket(host, port)) {
            if (!installation.seen().await(PROBE_SECONDS, TimeUnit.SECONDS)) {
                close();
                throw new IOException(
                        "the MQTT broker at " + socket.getRemoteSocketAddress() + " has no gate");
            }
        }
    }

    @Override
    public void close() {
        if (broker != null) {
            try {
                if (host != null) {
                    var _ = extension.publish(host.death());
                }
                broker.close();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the MQTT broker did not stop", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        settings.ports().forEach(GateInstaller::remove);
        logins.close();
    }
}
