package city.auriga.api.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Auriga listens for HTTP.
 *
 * @param port of the NGSI-LD API and of the operators' pages
 * @param address to listen on; absent: all of this machine
 * @param northPort where devices are provisioned, as FIWARE's agents do it; 0 leaves it closed
 * @param southPort where devices send readings over HTTP; 0 leaves it closed
 * @param publicUrl how clients reach the broker, if not by the host that they name
 */
@ConfigurationProperties("auriga.http")
public record HttpSettings(
        @DefaultValue("1026") int port,
        @Nullable String address,
        @DefaultValue("4041") int northPort,
        @DefaultValue("7896") int southPort,
        @Nullable URI publicUrl) {
    public HttpSettings {
        if (publicUrl != null) {
            if (publicUrl.getHost() == null
                    || !String.valueOf(publicUrl.getScheme()).startsWith("http")) {
                throw new IllegalArgumentException("public-url must be an http or https URL");
            }
            publicUrl = URI.create(publicUrl.toString().replaceAll("/+$", ""));
        }
    }

    /** Whether nobody but this machine can reach Auriga. */
    public boolean isLocalOnly() {
        try {
            return address != null && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
