package city.auriga.iot.mqtt;

import city.auriga.iot.mqtt.Rights.OfApikey;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The device that the certificate of a client names: the CN of its subject. */
final class CertifiedDevice {
    private CertifiedDevice() {}

    /** Empty if it names none that a topic can have. */
    static Optional<String> of(Certificate certificate) {
        if (!(certificate instanceof X509Certificate x509)) {
            return Optional.empty();
        }
        try {
            // The last one is the most specific.
            return new LdapName(x509.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .flatMap(part -> name(part).stream())
                            .reduce((_, last) -> last)
                            .filter(OfApikey::isPossible);
        } catch (InvalidNameException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> name(Rdn part) {
        try {
            var name = part.toAttributes().get("CN");
            return name == null ? Optional.empty() : Optional.of(String.valueOf(name.get()));
        } catch (NamingException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Of the client at the other end; empty without TLS, too, or if it has shown no certificate.
     */
    static Optional<String> of(ChannelPipeline pipeline) {
        var tls = pipeline.get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            return of(tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }
}
