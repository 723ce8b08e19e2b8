package city.auriga.demo.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to the broker, for one request after the other. */
final class HttpConnection implements AutoCloseable {
    private final String host;
    private final int port;
    private final String tenant;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();

    /**
     * @param tenant empty for the default one
     */
    HttpConnection(String host, int port, String tenant) {
        this.host = host;
        this.port = port;
        this.tenant = tenant;
    }

    /** Sends JSON and waits for the answer, whose status is returned. */
    int send(String method, String path, String json) throws IOException {
        connected().getOutputStream().write(request(method, path, json.getBytes(UTF_8)));
        var answer = HttpMessage.read(in);
        if (answer == null) {
            throw new EOFException("no answer to " + method + ' ' + path);
        }
        if (answer.isLast()) {
            close();
        }
        return Integer.parseInt(answer.second());
    }

    private Socket connected() throws IOException {
        var there = socket;
        if (there == null) {
            there = new Socket(host, port);
            there.setTcpNoDelay(true);
            there.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
            in = new BufferedInputStream(there.getInputStream());
            socket = there;
        }
        return there;
    }

    private byte[] request(String method, String path, byte[] body) {
        var head =
                "%s %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Length: %d\r\n"
                        .formatted(method, path, host, port, body.length);
        var bytes = new ByteArrayOutputStream(head.length() + 128 + body.length);
        bytes.writeBytes(head.getBytes(UTF_8));
        if (body.length > 0) {
            bytes.writeBytes("Content-Type: application/json\r\n".getBytes(UTF_8));
        }
        if (!tenant.isEmpty()) {
            bytes.writeBytes(("NGSILD-Tenant: " + tenant + "\r\n").getBytes(UTF_8));
        }
        bytes.writeBytes("\r\n".getBytes(UTF_8));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        var there = socket;
        socket = null;
        if (there != null) {
            there.close();
        }
    }
}
