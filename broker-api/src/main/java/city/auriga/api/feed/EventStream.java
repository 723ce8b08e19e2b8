package city.auriga.api.feed;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Writes Server-Sent Events (HTML, 9.2), one line of data each. */
final class EventStream {
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final OutputStream out;
    private long written = System.nanoTime();

    private EventStream(OutputStream out) {
        this.out = out;
    }

    static void prepare(HttpServletResponse response) {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-cache");
        // Proxies of the nginx family would collect the events.
        response.setHeader("X-Accel-Buffering", "no");
    }

    static EventStream begin(HttpServletResponse response) throws IOException {
        var stream = new EventStream(response.getOutputStream());
        stream.write("retry: " + RECONNECT.toMillis() + "\n\n");
        stream.flush();
        return stream;
    }

    void event(String id, String data) throws IOException {
        write("id: " + id + "\ndata: " + data + "\n\n");
    }

    /** An event for those who listen to its name. */
    void named(String name, String data) throws IOException {
        write("event: " + name + "\ndata: " + data + "\n\n");
    }

    void keepAlive() throws IOException {
        write(":\n\n");
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Since when nothing was written. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - written);
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        written = System.nanoTime();
    }
}
