package city.auriga.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A device that listens: mosquitto_sub, whose messages are told from what else it says by a mark.
 */
final class MqttDevice implements AutoCloseable {
    private static final String MARK = "heard:";

    private final URI broker;
    private final Process process;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** Has subscribed when it returns. */
    MqttDevice(URI broker, String topic, boolean hex) {
        this.broker = broker;
        var format = MARK + (hex ? "%x" : "%p");
        try {
            process =
                    new ProcessBuilder(
                                    "stdbuf",
                                    "-oL",
                                    "mosquitto_sub",
                                    "-d",
                                    "-q",
                                    "1",
                                    "-h",
                                    broker.getHost(),
                                    "-p",
                                    Integer.toString(broker.getPort()),
                                    "-t",
                                    topic,
                                    "-F",
                                    format)
                            .redirectErrorStream(true)
                            .start();
            var lines = process.inputReader();
            for (var line = lines.readLine(); !line.startsWith("Subscribed"); ) {
                line = lines.readLine();
            }
            Thread.startVirtualThread(() -> listen(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(BufferedReader lines) {
        lines.lines()
                .filter(line -> line.startsWith(MARK))
                .forEach(line -> heard.add(line.substring(MARK.length())));
    }

    String next(Duration patience) {
        try {
            var next = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("no message came");
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends when the message is acknowledged. */
    void publish(String topic, String payload) {
        try {
            var publishing =
                    new ProcessBuilder(
                                    "mosquitto_pub",
                                    "-q",
                                    "1",
                                    "-h",
                                    broker.getHost(),
                                    "-p",
                                    Integer.toString(broker.getPort()),
                                    "-t",
                                    topic,
                                    "-m",
                                    payload)
                            .start();
            if (publishing.waitFor() != 0) {
                throw new AssertionError("nobody took the message on " + topic);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What came and was not looked at. */
    List<String> left() {
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
