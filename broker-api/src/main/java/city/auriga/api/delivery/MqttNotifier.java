package city.auriga.api.delivery;

import city.auriga.api.egress.Trust;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Notifications over MQTT (7), on one connection per broker, user and version. */
@Component
class MqttNotifier implements Notifier, AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int CONNECTIONS = 1_000;

    private final ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor();
    private final Cache<MqttAddress, MqttConnection<?>> connections =
            Caffeine.newBuilder()
                    .maximumSize(CONNECTIONS)
                    .expireAfterAccess(IDLE)
                    .executor(closing)
                    .<MqttAddress, MqttConnection<?>>removalListener(
                            (address, connection, cause) -> close(connection))
                    .build();
    private final JsonMapper json = new JsonMapper();
    private final SocketFactory plain;
    private final SocketFactory tls;

    MqttNotifier(DeliverySettings settings, EndpointGuard guard) {
        this.plain = guard.sockets();
        // Who is not whom the name says cannot show its certificate.
        this.tls =
                settings.ca() == null
                        ? SSLSocketFactory.getDefault()
                        : Trust.with(settings.ca(), "AURIGA_NOTIFY_CA").getSocketFactory();
    }

    @Override
    public boolean serves(String scheme) {
        return scheme.equals("mqtt") || scheme.equals("mqtts");
    }

    @Override
    public Outcome send(Message message, Duration timeout) throws IOException {
        var mqtt = Objects.requireNonNull(message.endpoint().mqtt());
        var address = MqttAddress.of(message.endpoint().uri(), mqtt.version5());
        var connection = connections.get(address, a -> MqttConnection.to(a, a.tls() ? tls : plain));
        try {
            return connection
                    .publish(mqtt.topic(), payload(message), mqtt.qos(), timeout)
                    .<Outcome>map(reason -> Outcome.failed(Outcome.Kind.REFUSED, reason))
                    .orElseGet(Outcome.Taken::new);
        } catch (IOException e) {
            if (connection.isBroken()) {
                // The next one begins anew.
                connections.asMap().remove(address, connection);
            }
            throw e;
        }
    }

    /** One object: what HTTP has in headers is {@code metadata}. */
    private byte[] payload(Message message) {
        var metadata = new LinkedHashMap<String, String>();
        message.headers()
                .forEach(h -> metadata.merge(h.getKey(), h.getValue(), (a, b) -> a + ", " + b));
        var payload = new ByteArrayOutputStream(message.body().length() + 512);
        try (var out = json.createGenerator(payload)) {
            out.writeStartObject();
            out.writeName("metadata");
            out.writeStartObject();
            metadata.forEach(out::writeStringProperty);
            out.writeEndObject();
            out.writeName("body");
            out.writeRawValue(message.body());
            out.writeEndObject();
        }
        return payload.toByteArray();
    }

    private static void close(@Nullable MqttConnection<?> connection) {
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public void close() {
        connections.asMap().values().forEach(MqttConnection::close);
        closing.shutdownNow();
    }
}
