package city.auriga.api.binding;

import city.auriga.core.representation.NgsiLdVersion;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client prefers (RFC 7240, 6.3.6).
 *
 * @param version of the standard, for which entities are to be written; null if it does not say
 */
public record Preferences(@Nullable NgsiLdVersion version) {
    private static final Pattern VERSION =
            Pattern.compile(
                    "(?:^|,)\\s*ngsi-ld\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;,]+))",
                    Pattern.CASE_INSENSITIVE);

    static Preferences of(HttpServletRequest request) {
        for (var header : Collections.list(request.getHeaders("Prefer"))) {
            var version = VERSION.matcher(header);
            if (version.find()) {
                var text = version.group(1) == null ? version.group(2) : version.group(1);
                return new Preferences(NgsiLdVersion.find(text).orElse(null));
            }
        }
        return new Preferences(null);
    }

    /** The value of the header {@code Preference-Applied}. */
    Optional<String> applied() {
        return Optional.ofNullable(version).map(v -> "ngsi-ld=" + v);
    }
}
