package city.auriga.core.subscription;

import city.auriga.core.entity.Join;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.JsonMembers;
import city.auriga.core.query.Projection;
import city.auriga.core.query.Q;
import city.auriga.core.query.QParser;
import city.auriga.core.query.QueryMembers;
import city.auriga.core.representation.Format;
import city.auriga.core.representation.LanguageFilter;
import city.auriga.core.representation.NgsiLdVersion;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and validates the stored form of a subscription (5.2.12, 5.8.1.4); needs no
 * remote @context.
 */
public final class SubscriptionReader {
    /** How the ids of what the broker itself wants to be told begin; no client gives such ids. */
    public static final String RESERVED_IDS = "urn:auriga:";

    /** Longer than anybody waits. */
    private static final double MAX_SECONDS = 1e9;

    private final ContextParser contexts =
            new ContextParser(url -> {
                throw new IllegalStateException("a stored subscription needs no remote @context");
            });

    /**
     * @throws NgsiLdException BadRequestData that names the member; NotImplemented for what is not
     *     built yet
     */
    public Subscription read(ObjectNode document) {
        if (document.path("id").asString("").startsWith(RESERVED_IDS)) {
            throw NgsiLdException.badData(
                    "$.id", "ids that begin with " + RESERVED_IDS + " are the broker's own");
        }
        return read(document, EndpointReader::read);
    }

    /**
     * Reads a feed: a subscription that has no endpoint but its connection.
     *
     * @throws NgsiLdException as {@link #read}
     */
    public Subscription readFeed(ObjectNode document) {
        return read(document, notification -> Endpoint.CONNECTION);
    }

    private Subscription read(ObjectNode document, Function<JsonMembers, Endpoint> endpoint) {
        var members = JsonMembers.of(document, "$");
        if (!"Subscription".equals(members.text("type").orElse(""))) {
            throw members.bad("type", "expected \"Subscription\"");
        }
        members.flag("splitEntities");
        members.text("subscriptionName");
        members.text("description");
        members.flag("localOnly");
        members.text("jsonldContext")
                .ifPresent(url -> Uri.require(url, members.path("jsonldContext")));
        var selectors = shared(members).selectors();
        var watched = members.texts("watchedAttributes").orElse(List.of());
        if (selectors.isEmpty() && watched.isEmpty() && !members.flag("localOnly").orElse(false)) {
            throw members.bad("entities", "a subscription needs entities or watchedAttributes");
        }
        var notification =
                JsonMembers.of(
                        members.find("notification")
                                .orElseThrow(() ->
                                        members.bad(
                                                "notification",
                                                "a subscription needs a notification")),
                        "$.notification");
        return new Subscription(
                Uri.require(members.text("id").orElse(""), "$.id"),
                query(members, selectors),
                new HashSet<>(watched),
                triggers(members),
                members.flag("isActive").orElse(true),
                members.time("expiresAt").orElse(null),
                members.positive("throttling").map(SubscriptionReader::seconds).orElse(null),
                timeInterval(members),
                content(members, notification),
                endpoint.apply(notification),
                Objects.requireNonNullElse(
                        document.get(SubscriptionTerms.CONTEXT), ContextParser.core().source()),
                document);
    }

    private EntityQuery query(JsonMembers members, List<EntityQuery.Selector> selectors) {
        var shared = shared(members);
        return EntityQuery.ALL
                .withSelectors(selectors)
                .withQ(q(members))
                .withScopeQ(shared.scopeQ())
                .withGeoQ(shared.geoQ());
    }

    private @Nullable Q q(JsonMembers members) {
        shared(members).requireCsf(QParser.Options.of(term -> term));
        var terms = members.find(SubscriptionTerms.Q_TERMS);
        Context context = terms.map(contexts::parse).orElse(ContextParser.core());
        var options =
                QParser.Options.of(context::expand)
                        .with(
                                members.texts("expandValues").orElse(List.of()),
                                members.texts("jsonKeys").orElse(List.of()));
        return shared(members).encodedQ(options);
    }

    private static @Nullable Duration timeInterval(JsonMembers members) {
        var interval = members.positive("timeInterval");
        for (var other : List.of("watchedAttributes", "throttling")) {
            if (interval.isPresent() && members.find(other).isPresent()) {
                throw members.bad(
                        "timeInterval",
                        "a subscription has either timeInterval or " + other + ", not both");
            }
        }
        return interval.map(SubscriptionReader::seconds).orElse(null);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(Math.min(seconds, MAX_SECONDS) * 1000));
    }

    /** Names are stored expanded. */
    private static QueryMembers shared(JsonMembers members) {
        return new QueryMembers(members, iri -> iri);
    }

    private static Set<Trigger> triggers(JsonMembers members) {
        var terms = members.texts("notificationTrigger");
        if (terms.isEmpty()) {
            return Trigger.DEFAULT;
        }
        var triggers = EnumSet.noneOf(Trigger.class);
        for (var term : terms.get()) {
            triggers.add(
                    Trigger.find(term)
                            .orElseThrow(() ->
                                    members.bad(
                                            "notificationTrigger",
                                            "unknown trigger '" + term + "'")));
        }
        return triggers;
    }

    private static Subscription.Content content(JsonMembers members, JsonMembers notification) {
        var source =
                new Projection.Source(
                        notification.texts("pick").orElse(null),
                        notification.texts("omit").orElse(null),
                        notification.texts("attributes").orElse(null));
        var projection = projection(notification, source);
        var join =
                notification.within(() ->
                        Join.parse(
                                notification.text("join").orElse(null),
                                notification.wholeNumber("joinLevel").orElse(null),
                                null));
        notification.within(() -> {
            projection.requireLinks(join.level());
            return projection;
        });
        var format = format(notification);
        return new Subscription.Content(
                projection,
                format,
                notification.flag("sysAttrs").orElse(false),
                shared(members).datasetIds(),
                members.within(() -> members.text("lang").map(LanguageFilter::parse).orElse(null)),
                join,
                showChanges(notification, format),
                version(members));
    }

    private static boolean showChanges(JsonMembers notification, Format format) {
        boolean shown = notification.flag("showChanges").orElse(false);
        if (shown && format == Format.SIMPLIFIED) {
            throw notification.bad(
                    "showChanges", "simplified form has no place for what values were before");
        }
        return shown;
    }

    private static @Nullable NgsiLdVersion version(JsonMembers members) {
        var text = members.text("ngsildConformance");
        if (text.isEmpty()) {
            return null;
        }
        return NgsiLdVersion.find(text.get())
                .orElseThrow(() ->
                        members.bad(
                                "ngsildConformance",
                                "expected a version such as 1.6, found '" + text.get() + "'"));
    }

    /** What is called {@code attrs} in a query is {@code attributes} here. */
    private static Projection projection(JsonMembers notification, Projection.Source source) {
        try {
            return Projection.parse(source, iri -> iri);
        } catch (NgsiLdException e) {
            var parameter = String.valueOf(e.member());
            throw e.at(notification.path(parameter.equals("attrs") ? "attributes" : parameter));
        }
    }

    private static Format format(JsonMembers notification) {
        return switch (notification.text("format").orElse("normalized")) {
            case "normalized" -> Format.NORMALIZED;
            case "concise" -> Format.CONCISE;
            case "keyValues", "simplified" -> Format.SIMPLIFIED;
            default ->
                    throw notification.bad(
                            "format", "expected normalized, concise, keyValues or simplified");
        };
    }
}
