package city.auriga.core.subscription;

import city.auriga.core.entity.Join;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Projection;
import city.auriga.core.representation.Format;
import city.auriga.core.representation.LanguageFilter;
import city.auriga.core.representation.NgsiLdVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A subscription (5.2.12), ready to be matched. Immutable; all names are expanded.
 *
 * @param query selectors and conditions, all of which an Entity must fulfil
 * @param watched names of Attributes whose changes count; empty means all
 * @param active whether it is not paused
 * @param expiresAt from when on it is silent
 * @param throttling the shortest time between two notifications; null for none
 * @param timeInterval between notifications of all that matches; null for one of each change
 * @param context the value of the {@code @context} that notifications are written with
 * @param document the subscription as it is stored: see {@link SubscriptionTerms}
 */
public record Subscription(
        String id,
        EntityQuery query,
        Set<String> watched,
        Set<Trigger> triggers,
        boolean active,
        @Nullable Instant expiresAt,
        @Nullable Duration throttling,
        @Nullable Duration timeInterval,
        Content content,
        Endpoint endpoint,
        JsonNode context,
        ObjectNode document) {
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    public Subscription {
        watched = Set.copyOf(watched);
        triggers = Set.copyOf(triggers);
    }

    /**
     * What a notification shows of an Entity (5.2.14).
     *
     * @param datasetIds instances to show; empty means all
     * @param lang null shows all languages
     * @param join what is shown of the Entities that it links to
     * @param showChanges whether values that changed are shown as they were, too
     * @param version of the standard that the receiver was made for; null for the one of this
     *     broker
     */
    public record Content(
            Projection projection,
            Format format,
            boolean sysAttrs,
            Set<String> datasetIds,
            @Nullable LanguageFilter lang,
            Join join,
            boolean showChanges,
            @Nullable NgsiLdVersion version) {
        public Content {
            datasetIds = Set.copyOf(datasetIds);
        }

        /** Whether instances of a datasetId, or {@code @none}, are shown. */
        public boolean shows(String datasetId) {
            return datasetIds.isEmpty() || datasetIds.contains(datasetId);
        }
    }

    /** Without the document, which is larger than all the rest: for those who keep many. */
    public Subscription lean() {
        return new Subscription(
                id,
                query,
                watched,
                triggers,
                active,
                expiresAt,
                throttling,
                timeInterval,
                content,
                endpoint,
                context,
                NOTHING);
    }

    /**
     * Whether matching needs Entities that others link to, which is not known inside of a write: it
     * is decided before the notification is sent.
     */
    public boolean followsLinks() {
        return query.q() != null && query.q().links() > 0;
    }

    /** The state that clients see (5.2.12, status). */
    public String status(Instant now) {
        return isExpired(now) ? "expired" : active ? "active" : "paused";
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }
}
