package city.auriga.iot.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.tls.HeldCertificate;

/** Those of an authority of our own, as files. */
final class Certificates {
    private final Path folder;
    private final HeldCertificate authority;

    /** Writes {@code <name>.pem}. */
    Certificates(Path folder, String name) {
        this.folder = folder;
        this.authority =
                new HeldCertificate.Builder().commonName(name).certificateAuthority(0).build();
        write(name + ".pem", authority.certificatePem());
    }

    /** Writes {@code <file>.pem} and {@code <file>.key}. */
    void certify(String file, String name) {
        var certificate =
                new HeldCertificate.Builder()
                        .commonName(name)
                        .addSubjectAlternativeName(name)
                        .signedBy(authority)
                        .build();
        write(file + ".pem", certificate.certificatePem());
        write(file + ".key", certificate.privateKeyPkcs8Pem());
    }

    /** Of the programs of Mosquitto, for who has a certificate and trusts an authority. */
    static List<String> options(Path folder, String authority, String file) {
        return List.of(
                "--cafile",
                folder.resolve(authority + ".pem").toString(),
                "--cert",
                folder.resolve(file + ".pem").toString(),
                "--key",
                folder.resolve(file + ".key").toString());
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
