package city.auriga.iot.mqtt;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Whom we trust at the other end of a connection, and what we show there. */
final class BrokerTls {
    private BrokerTls() {}

    /**
     * Connections by what the settings name; empty if they name nothing, and the Java machine's are
     * good enough.
     *
     * @throws RuntimeException if the files cannot be read
     */
    static Optional<SSLSocketFactory> of(MqttSettings settings) {
        if (settings.ca() == null && settings.certificate() == null) {
            return Optional.empty();
        }
        return Optional.of(SslBundle.of(stores(settings)).createSslContext().getSocketFactory());
    }

    /** What is shown, and who is trusted, each null if the settings do not name it. */
    static PemSslStoreBundle stores(MqttSettings settings) {
        var shown =
                settings.certificate() == null
                        ? null
                        : PemSslStoreDetails.forCertificate(file(settings.certificate()))
                                .withPrivateKey(file(settings.key()));
        var trusted =
                settings.ca() == null
                        ? null
                        : PemSslStoreDetails.forCertificate(file(settings.ca()));
        return new PemSslStoreBundle(shown, trusted);
    }

    private static @Nullable String file(@Nullable Path path) {
        return path == null ? null : path.toUri().toString();
    }
}
