package city.auriga.api.context;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a server answered.
 *
 * @param value of the member {@code @context}; null if the copy at hand is still good (304)
 * @param freshFor what the server says of it
 * @param validators to ask with whether it has changed
 */
record Fetched(@Nullable JsonNode value, Optional<Duration> freshFor, Validators validators) {
    /** How a server tells one version of a document from the next (RFC 9110, 8.8). */
    record Validators(Optional<String> entityTag, Optional<String> lastModified) {
        static final Validators NONE = new Validators(Optional.empty(), Optional.empty());
    }
}
