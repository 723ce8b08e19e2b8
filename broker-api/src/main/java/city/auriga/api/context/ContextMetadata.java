package city.auriga.api.context;

import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.model.DateTimes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What clients are told about an @context (5.13.3.5).
 *
 * @param url where it can be had: its own, or one of this broker
 * @param hits null if they are not counted
 * @param extraInfo null if there is nothing else to say
 */
record ContextMetadata(
        String url,
        String localId,
        ContextKind kind,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsage,
        @Nullable Long hits,
        @Nullable String extraInfo) {

    /** The id of an @context that is known by its URL: the same in each process. */
    static String localId(String url) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes(url.getBytes(StandardCharsets.UTF_8));
    }

    void write(JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("URL", url);
        out.writeStringProperty("localId", localId);
        out.writeStringProperty("kind", kind.term());
        out.writeStringProperty("createdAt", DateTimes.format(createdAt));
        if (expiresAt != null) {
            out.writeStringProperty("expiresAt", DateTimes.format(expiresAt));
        }
        if (lastUsage != null) {
            out.writeStringProperty("lastUsage", DateTimes.format(lastUsage));
        }
        if (hits != null) {
            out.writeNumberProperty("numberOfHits", hits);
        }
        if (extraInfo != null) {
            out.writeStringProperty("extraInfo", extraInfo);
        }
        out.writeEndObject();
    }
}
