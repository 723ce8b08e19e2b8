package city.auriga.api.egress;

import city.auriga.api.config.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates servers may show. */
public final class Trust {
    private Trust() {}

    /**
     * Trusts the usual authorities of the Java machine, and those of a PEM file.
     *
     * @param setting the one that names the file, for errors
     */
    public static SSLContext with(Path ca, String setting) {
        return context(manager(ca, setting));
    }

    /** As {@link #with}. */
    public static X509TrustManager manager(Path ca, String setting) {
        try {
            return managers(authorities(ca))[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new StartFailure(setting + ": no PEM certificates can be read from " + ca);
        }
    }

    /** For connections to those whom a manager trusts. */
    public static SSLContext context(X509TrustManager manager) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All authorities that are trusted then. */
    public static KeyStore authorities(Path ca) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (var usual : managers(null)) {
            for (var authority : usual.getAcceptedIssuers()) {
                store.setCertificateEntry("usual" + number++, authority);
            }
        }
        try (var pem = Files.newInputStream(ca)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new CertificateException("the file holds none");
            }
            for (var ours : certificates) {
                store.setCertificateEntry("ours" + number++, ours);
            }
        }
        return store;
    }

    private static X509TrustManager[] managers(@Nullable KeyStore store)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .toArray(X509TrustManager[]::new);
    }
}
