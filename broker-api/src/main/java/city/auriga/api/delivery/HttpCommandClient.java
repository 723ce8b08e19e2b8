package city.auriga.api.delivery;

import city.auriga.iot.command.CommandClient;
import city.auriga.iot.lazy.ValueClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.springframework.stereotype.Component;

/** Commands and questions to devices over HTTP: they may go where notifications may. */
@Component
class HttpCommandClient implements CommandClient, ValueClient, AutoCloseable {
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final OkHttpClient client;

    HttpCommandClient(DeliverySettings settings, EndpointGuard guard) {
        this.client = HttpNotifier.client(settings, guard);
    }

    @Override
    public Answer post(URI endpoint, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException, InterruptedException {
        return send(
                new Request.Builder()
                        .url(endpoint.toString())
                        .post(new HttpNotifier.OnceOnly(body)),
                headers,
                timeout);
    }

    @Override
    public Answer get(URI value, Map<String, String> headers, Duration timeout)
            throws IOException, InterruptedException {
        return send(new Request.Builder().url(value.toString()), headers, timeout);
    }

    private Answer send(Request.Builder request, Map<String, String> headers, Duration timeout)
            throws IOException, InterruptedException {
        request.header("User-Agent", "Auriga").header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        var call = client.newCall(request.build());
        call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        try (var response = call.execute()) {
            return new Answer(
                    response.code(), response.body().byteStream().readNBytes(LONGEST_ANSWER));
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
