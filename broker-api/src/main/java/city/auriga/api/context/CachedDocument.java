package city.auriga.api.context;

import static java.lang.Integer.MAX_VALUE;

import city.auriga.api.context.Fetched.Validators;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * A remote @context document at hand.
 *
 * @param value of its member {@code @context}
 * @param createdAt when it was downloaded
 * @param expiresAt until when it is used without asking the server again
 * @param usage lives as long as the URL is in the cache
 */
record CachedDocument(
        String url,
        JsonNode value,
        Instant createdAt,
        Instant expiresAt,
        Validators validators,
        Usage usage) {
    boolean isFresh(Instant now) {
        return now.isBefore(expiresAt);
    }

    /** Bytes of memory, by estimation. */
    int weight() {
        return (int) Math.min(ContextContent.weight(ContextContent.length(value)), MAX_VALUE);
    }

    CachedDocument freshUntil(Instant end) {
        return new CachedDocument(url, value, createdAt, end, validators, usage);
    }
}
