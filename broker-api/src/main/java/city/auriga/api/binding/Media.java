package city.auriga.api.binding;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The media types of the standard (6.3.4). */
public enum Media {
    JSON("application/json", false),
    LD_JSON("application/ld+json", true),
    GEO_JSON("application/geo+json", true),
    EVENT_STREAM("text/event-stream", false),
    /** GeoJSON for a client that prefers its @context in a header (6.3.6). */
    PLAIN_GEO_JSON("application/geo+json", false);

    private static final Pattern PLAIN_BODY =
            Pattern.compile("(^|[,;\\s])body\\s*=\\s*\"?json\\b", Pattern.CASE_INSENSITIVE);

    private final String type;
    private final boolean contextInBody;

    Media(String type, boolean contextInBody) {
        this.type = type;
        this.contextInBody = contextInBody;
    }

    /** This type for a client with these preferences (RFC 7240). */
    Media preferring(@Nullable String preferences) {
        return this == GEO_JSON && preferences != null && PLAIN_BODY.matcher(preferences).find()
                ? PLAIN_GEO_JSON
                : this;
    }

    /** Whether the body says by which @context its names were compacted; else a header does. */
    public boolean contextInBody() {
        return contextInBody;
    }

    public boolean isGeoJson() {
        return this == GEO_JSON || this == PLAIN_GEO_JSON;
    }

    public String type() {
        return type;
    }
}
