package city.auriga.api.config;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Which web pages may call the broker from a browser.
 *
 * @param origins such as {@code https://map.example.org}, or {@code *} for all; none forbids it
 * @param maxAge how long a browser may remember that it may
 */
@ConfigurationProperties("auriga.cors")
record CorsSettings(@DefaultValue List<String> origins, @DefaultValue("1h") Duration maxAge) {
    CorsSettings {
        origins = List.copyOf(origins);
    }

    /** What browsers are told. */
    CorsConfiguration configuration() {
        var configuration = new CorsConfiguration();
        configuration.setAllowedOriginPatterns(origins);
        configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        configuration.setAllowedHeaders(List.of("*"));
        configuration.setExposedHeaders(
                List.of(
                        "Link",
                        "Location",
                        "NGSILD-Tenant",
                        "NGSILD-Results-Count",
                        "NGSILD-Warning",
                        "NGSILD-EntityMap",
                        "Preference-Applied",
                        "Fiware-Correlator"));
        configuration.setMaxAge(maxAge);
        return configuration;
    }
}
