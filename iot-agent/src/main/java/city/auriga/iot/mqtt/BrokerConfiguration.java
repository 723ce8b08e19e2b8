package city.auriga.iot.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The configuration file of the embedded broker: nothing is sent home, no topic aliases. */
final class BrokerConfiguration {
    /** Bytes; sessions are remembered by it. */
    private static final int LONGEST_CLIENT_ID = 512;

    private final MqttSettings settings;
    private final Path folder;

    /** For the files beside the configuration, which only their owner may read. */
    private final String password = UUID.randomUUID().toString();

    private BrokerConfiguration(MqttSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    static void write(MqttSettings settings, Path folder) throws IOException {
        var configuration = new BrokerConfiguration(settings, folder);
        Files.writeString(folder.resolve("config.xml"), configuration.text());
    }

    private String text() throws IOException {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <hivemq>
            <listeners>
        %s%s
            </listeners>
            <mqtt>
                <topic-alias><enabled>false</enabled></topic-alias>
                <packets><max-packet-size>%d</max-packet-size></packets>
                <receive-maximum><server-receive-maximum>%d</server-receive-maximum></receive-maximum>
            </mqtt>
            <restrictions><max-client-id-length>%d</max-client-id-length></restrictions>
            <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            <persistence><mode>%s</mode></persistence>
        </hivemq>
        """
                .formatted(
                        settings.port() == 0 ? "" : listener(),
                        settings.tlsPort() == 0 ? "" : tlsListener(),
                        settings.maxPacket(),
                        settings.window(),
                        LONGEST_CLIENT_ID,
                        settings.persistence() ? "file" : "in-memory");
    }

    private String listener() {
        return """
                <tcp-listener>
                    <port>%d</port>
                    <bind-address>%s</bind-address>
                </tcp-listener>
        """
                .formatted(settings.port(), settings.bind());
    }

    private String tlsListener() throws IOException {
        var stores = BrokerTls.stores(settings);
        return """
                <tls-tcp-listener>
                    <port>%d</port>
                    <bind-address>%s</bind-address>
                    <tls>
                        <keystore>
                            <path>%s</path>
                            <password>%s</password>
                            <private-key-password>%s</private-key-password>
                        </keystore>
        %s            </tls>
                </tls-tcp-listener>
        """
                .formatted(
                        settings.tlsPort(),
                        settings.bind(),
                        stored(stores.getKeyStore(), "shown.jks"),
                        password,
                        password,
                        settings.ca() == null
                                ? ""
                                : trust(stored(stores.getTrustStore(), "trusted.jks")));
    }

    private String trust(Path file) {
        return """
                        <truststore>
                            <path>%s</path>
                            <password>%s</password>
                        </truststore>
                        <client-authentication-mode>REQUIRED</client-authentication-mode>
        """
                .formatted(file, password);
    }

    /** The broker reads no PEM. */
    private Path stored(@Nullable KeyStore from, String name) throws IOException {
        if (from == null) {
            throw new IllegalStateException("no certificates for " + name);
        }
        var file = folder.resolve(name);
        try {
            var to = KeyStore.getInstance("JKS");
            to.load(null, null);
            for (var alias : Collections.list(from.aliases())) {
                var key = from.getKey(alias, new char[0]);
                if (key != null) {
                    to.setKeyEntry(
                            alias, key, password.toCharArray(), from.getCertificateChain(alias));
                } else {
                    to.setCertificateEntry(alias, from.getCertificate(alias));
                }
            }
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (var out = Files.newOutputStream(file)) {
                to.store(out, password.toCharArray());
            }
            return file;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the certificate or the key cannot be used: " + e.getMessage(), e);
        }
    }
}
