package city.auriga.demo.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer of HTTP/1.1, as much of it as a load needs: a client or a server of a
 * library would take more of the machine than the broker that is measured.
 *
 * @param first the request line, or the status line
 * @param isLast whether the connection ends with it
 */
record HttpMessage(String first, String body, boolean isLast) {
    private static final int CARRIAGE_RETURN = '\r';
    private static final int LINE_FEED = '\n';

    /** Null at the end of the connection. */
    static @Nullable HttpMessage read(InputStream in) throws IOException {
        var first = line(in);
        if (first == null) {
            return null;
        }
        int length = 0;
        boolean chunked = false;
        boolean last = false;
        for (var header = inside(line(in)); !header.isEmpty(); header = inside(line(in))) {
            int colon = header.indexOf(':');
            var value = header.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "transfer-encoding" -> chunked = value.equals("chunked");
                case "connection" -> last = value.equals("close");
                default -> {}
            }
        }
        var body = chunked ? chunks(in) : exactly(in, length);
        return new HttpMessage(first, new String(body, UTF_8), last);
    }

    /** The second word: the path of a request, the status of an answer. */
    String second() {
        int from = first.indexOf(' ') + 1;
        int to = first.indexOf(' ', from);
        return first.substring(from, to < 0 ? first.length() : to);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        int length = Integer.parseInt(inside(line(in)), 16);
        while (length > 0) {
            body.writeBytes(exactly(in, length));
            line(in);
            length = Integer.parseInt(inside(line(in)), 16);
        }
        line(in);
        return body.toByteArray();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended inside of a body");
        }
        return bytes;
    }

    private static String inside(@Nullable String line) throws IOException {
        if (line == null) {
            throw new EOFException("the connection ended inside of a message");
        }
        return line;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(64);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != LINE_FEED) {
            if (next != CARRIAGE_RETURN) {
                line.write(next);
            }
            next = in.read();
        }
        return line.toString(ISO_8859_1);
    }
}
