package city.auriga.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver that can be as bad as any: by its socket, not by a server that means well. */
final class FaultyReceiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final ServerSocket server;
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Mood mood;

    enum Mood {
        /** Answers 204. */
        GOOD,
        /** Reads, and never answers. */
        HANGING,
        /** Answers 500. */
        FAILING,
        /** Closes the connection in the middle of its answer. */
        BREAKING_OFF
    }

    /**
     * A notification that was answered with 204.
     *
     * @param at when it came
     */
    record Taken(JsonNode notification, Instant at) {
        JsonNode entity() {
            return notification.get("data").get(0);
        }

        Duration age() {
            return Duration.between(Instant.parse(notification.get("notifiedAt").asString()), at);
        }
    }

    FaultyReceiver(Mood mood) {
        this.mood = mood;
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/notify");
    }

    void become(Mood now) {
        mood = now;
    }

    List<Taken> taken() {
        return taken;
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = socket.getInputStream();
            for (int length = head(in); length >= 0; length = head(in)) {
                var body = JSON.readTree(in.readNBytes(length));
                switch (mood) {
                    case GOOD -> {
                        taken.add(new Taken(body, Instant.now()));
                        answer(socket, "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
                    }
                    case FAILING -> answer(socket, "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
                    case BREAKING_OFF -> {
                        answer(socket, "HTTP/1.1 200 O");
                        return;
                    }
                    case HANGING -> {}
                }
            }
        } catch (IOException closed) {
            // So be it.
        }
    }

    private static void answer(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** The length of the body behind a head; -1 at the end of the connection. */
    private static int head(InputStream in) throws IOException {
        var line = line(in);
        int length = 0;
        if (line.isEmpty()) {
            return -1;
        }
        while (!line.isEmpty()) {
            var header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            line = line(in);
        }
        return length;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
