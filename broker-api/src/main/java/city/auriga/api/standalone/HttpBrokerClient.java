package city.auriga.api.standalone;

import city.auriga.api.egress.Trust;
import city.auriga.core.model.Tenant;
import city.auriga.iot.config.BrokerProperties;
import city.auriga.iot.remote.BrokerClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The broker of the agent over HTTP. An operator has named it, so it may be anywhere. */
@Component
@StandaloneAgent
class HttpBrokerClient implements BrokerClient, AutoCloseable {
    /** Errors of a whole batch. */
    private static final int LONGEST_ANSWER = 4 << 20;

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final BrokerProperties properties;

    HttpBrokerClient(BrokerProperties properties) {
        this.properties = properties;
        this.client = client(properties);
    }

    static OkHttpClient client(BrokerProperties properties) {
        var builder =
                new OkHttpClient.Builder()
                        // A redirected POST would become a GET.
                        .followRedirects(false)
                        .callTimeout(properties.timeout())
                        .connectTimeout(properties.timeout())
                        .readTimeout(0, TimeUnit.MILLISECONDS)
                        .writeTimeout(0, TimeUnit.MILLISECONDS);
        if (properties.ca() != null) {
            var trust = Trust.manager(properties.ca(), "AURIGA_IOT_BROKER_CA");
            builder.sslSocketFactory(Trust.context(trust).getSocketFactory(), trust);
        }
        return builder.build();
    }

    @Override
    public Answer exchange(Tenant tenant, String method, String path, byte @Nullable [] body)
            throws IOException, InterruptedException {
        var request =
                new Request.Builder()
                        .url(Objects.requireNonNull(properties.url()) + path)
                        .header("User-Agent", "Auriga")
                        .header("Accept", "application/json")
                        .method(method, body == null ? null : RequestBody.create(body, JSON));
        if (!tenant.isDefault()) {
            request.header("NGSILD-Tenant", tenant.name());
        }
        if (properties.token() != null) {
            request.header("Authorization", "Bearer " + properties.token());
        }
        try (var response = client.newCall(request.build()).execute()) {
            var answer = response.body().byteStream().readNBytes(LONGEST_ANSWER);
            return new Answer(
                    response.code(),
                    new String(answer, StandardCharsets.UTF_8),
                    response.header("Retry-After"));
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new IOException(
                    "the broker gave no answer within " + properties.timeout().toMillis() + " ms",
                    e);
        } catch (IOException e) {
            throw new IOException("the broker cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
