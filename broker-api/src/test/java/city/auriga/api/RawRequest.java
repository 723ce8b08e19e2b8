package city.auriga.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Requests that no HTTP client would send: the bytes go to the server as they are. */
public final class RawRequest {
    private static final System.Logger LOG = System.getLogger(RawRequest.class.getName());
    private static final int PATIENCE_MILLIS = 20_000;

    private RawRequest() {}

    /**
     * @param target of the request line, as it is
     * @param headers whole lines
     */
    public static Answer send(String method, String target, List<String> headers, byte[] body) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("Connection: close\r\n\r\n");
        var uri = RunningAuriga.uri();
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            send(socket, head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
            return answer(method + " " + target, received(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + target, e);
        }
    }

    /** A server may refuse a request by its head, and close before it has read the body. */
    private static void send(Socket socket, byte[] head, byte[] body) throws IOException {
        socket.getOutputStream().write(head);
        try {
            socket.getOutputStream().write(body);
        } catch (SocketException closed) {
            LOG.log(Level.DEBUG, "the answer came before the end of the request", closed);
        }
    }

    /** What was not read when the server closed makes a reset of the end of its answer. */
    private static byte[] received(Socket socket) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException reset) {
            if (all.size() == 0) {
                throw reset;
            }
        }
        return all.toByteArray();
    }

    private static Answer answer(String request, byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException(request + " was answered: " + text);
        }
        var lines = text.substring(0, end).split("\r\n");
        var headers = new LinkedHashMap<String, List<String>>();
        for (int i = 1; i < lines.length; i++) {
            var header = lines[i].split(":", 2);
            headers.computeIfAbsent(header[0], name -> new ArrayList<>()).add(header[1].strip());
        }
        var body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        boolean chunked = headers.containsKey("Transfer-Encoding");
        return new Answer(
                request,
                Integer.parseInt(lines[0].split(" ", 3)[1]),
                HttpHeaders.of(headers, (name, value) -> true),
                new String(chunked ? joined(body) : body, StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[] chunks) {
        var body = new ByteArrayOutputStream();
        for (int i = 0; i < chunks.length; ) {
            int line = i;
            while (chunks[line] != '\r') {
                line++;
            }
            int size =
                    Integer.parseInt(
                            new String(chunks, i, line - i, StandardCharsets.US_ASCII), 16);
            body.write(chunks, line + 2, size);
            i = line + 2 + size + 2;
        }
        return body.toByteArray();
    }
}
