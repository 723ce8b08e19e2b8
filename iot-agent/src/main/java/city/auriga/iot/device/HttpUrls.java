package city.auriga.iot.device;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where devices take commands over HTTP. */
public final class HttpUrls {
    private HttpUrls() {}

    /** Empty if the text is no http or https URL with a host. */
    public static Optional<URI> parse(String text) {
        try {
            var uri = new URI(text);
            boolean http =
                    "http".equalsIgnoreCase(uri.getScheme())
                            || "https".equalsIgnoreCase(uri.getScheme());
            return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
