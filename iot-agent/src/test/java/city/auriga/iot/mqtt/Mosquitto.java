package city.auriga.iot.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Mosquitto of our own, which keeps its sessions over a restart. */
final class Mosquitto implements AutoCloseable {
    final int port;
    private final Path folder;
    private Process process;

    /**
     * @param more lines of its configuration
     */
    Mosquitto(Path folder, String... more) throws IOException {
        this.port = EmbeddedBrokerTest.freePort();
        this.folder = Files.createDirectories(folder);
        var configuration =
                """
                listener %d 127.0.0.1
                persistence true
                persistence_location %s/
                autosave_interval 1
                autosave_on_changes true
                max_inflight_messages 0
                user root
                """
                        .formatted(port, folder);
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                configuration
                        + (more.length == 0
                                ? "allow_anonymous true\n"
                                : String.join("\n", more) + "\n"));
        start();
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    void start() throws IOException {
        // Debian puts it where only root's PATH looks.
        var program = Path.of("/usr/sbin/mosquitto");
        process =
                new ProcessBuilder(
                                Files.exists(program) ? program.toString() : "mosquitto",
                                "-c",
                                folder.resolve("mosquitto.conf").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("mosquitto.log").toFile())
                        .start();
    }

    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** As one that remembers nothing. */
    void forget() throws IOException {
        Files.deleteIfExists(folder.resolve("mosquitto.db"));
    }

    void publish(String topic, String payload) throws IOException, InterruptedException {
        publish(topic, payload, List.of("-q", "1"));
    }

    void publish(String topic, String payload, List<String> more)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(
                        "mosquitto_pub", "-p", String.valueOf(port), "-t", topic, "-m", payload);
        builder.command().addAll(more);
        var client = builder.inheritIO().start();
        assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
