package city.auriga.core.subscription;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.Projection;
import city.auriga.core.query.Q;
import city.auriga.core.query.QParser;
import city.auriga.core.query.Regex;
import city.auriga.core.query.ScopeQuery;
import city.auriga.core.query.TypeSelection;
import city.auriga.core.representation.Format;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and validates the stored form of a subscription (5.2.12, 5.8.1.4); needs no
 * remote @context.
 */
public final class SubscriptionReader {
    private final ContextParser contexts =
            new ContextParser(url -> {
                throw new IllegalStateException("a stored subscription needs no remote @context");
            });

    /**
     * @throws NgsiLdException BadRequestData that names the member; NotImplemented for what is not
     *     built yet
     */
    public Subscription read(ObjectNode document) {
        var members = Members.of(document, "$");
        if (!"Subscription".equals(members.text("type").orElse(""))) {
            throw members.bad("type", "expected \"Subscription\"");
        }
        members.refuseUnbuilt(
                "timeInterval",
                "throttling",
                "splitEntities",
                "ngsildConformance",
                "lang",
                "temporalQ");
        members.text("subscriptionName");
        members.text("description");
        members.flag("localOnly");
        members.text("jsonldContext")
                .ifPresent(url -> Uri.require(url, members.path("jsonldContext")));
        var selectors = selectors(members);
        var watched = members.texts("watchedAttributes").orElse(List.of());
        if (selectors.isEmpty() && watched.isEmpty() && !members.flag("localOnly").orElse(false)) {
            throw members.bad("entities", "a subscription needs entities or watchedAttributes");
        }
        var notification =
                Members.of(
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
                content(members, notification),
                EndpointReader.read(notification),
                Objects.requireNonNullElse(
                        document.get(SubscriptionTerms.CONTEXT), ContextParser.core().source()),
                document);
    }

    private static List<EntityQuery.Selector> selectors(Members members) {
        var entities = members.find("entities");
        if (entities.isEmpty()) {
            return List.of();
        }
        if (!entities.get().isArray() || entities.get().isEmpty()) {
            throw members.bad("entities", "expected a non-empty array");
        }
        var selectors = new ArrayList<EntityQuery.Selector>();
        for (int i = 0; i < entities.get().size(); i++) {
            selectors.add(selector(Members.of(entities.get().get(i), "$.entities[" + i + "]")));
        }
        return selectors;
    }

    private static EntityQuery.Selector selector(Members members) {
        var type =
                members.text("type")
                        .orElseThrow(() -> members.bad("type", "a selector needs a type"));
        return EntityQuery.Selector.overriding(
                ids(members),
                members.text("idPattern")
                        .map(p -> Regex.parse(p, members.path("idPattern")))
                        .orElse(null),
                TypeSelection.parse(type, members.path("type"), iri -> iri));
    }

    private static Set<String> ids(Members members) {
        var id = members.find("id");
        if (id.isEmpty()) {
            return Set.of();
        }
        var texts =
                id.get().isArray()
                        ? members.texts("id").orElseThrow()
                        : List.of(members.text("id").orElseThrow());
        texts.forEach(text -> Uri.require(text, members.path("id")));
        return new HashSet<>(texts);
    }

    private EntityQuery query(Members members, List<EntityQuery.Selector> selectors) {
        return EntityQuery.ALL
                .withSelectors(selectors)
                .withQ(q(members))
                .withScopeQ(
                        members.text("scopeQ")
                                .map(s -> ScopeQuery.parse(s, "$.scopeQ"))
                                .orElse(null))
                .withGeoQ(geoQ(members));
    }

    private @Nullable Q q(Members members) {
        members.text("csf")
                .ifPresent(csf -> QParser.parse(csf, "$.csf", QParser.Options.of(term -> term)));
        var text = members.text("q");
        if (text.isEmpty()) {
            return null;
        }
        var terms = members.find(SubscriptionTerms.Q_TERMS);
        Context context = terms.map(contexts::parse).orElse(ContextParser.core());
        var options =
                QParser.Options.of(context::expand)
                        .with(
                                members.texts("expandValues").orElse(List.of()),
                                members.texts("jsonKeys").orElse(List.of()));
        var q = QParser.parse(decoded(text.get()), "$.q", options);
        if (q.links() > 0) {
            throw new NgsiLdException(
                    Problem.NOT_IMPLEMENTED,
                    "linked entities in the q of a subscription are not built yet",
                    "$.q");
        }
        return q;
    }

    /** A {@code q} inside JSON may still be percent-encoded, as clients copy it from a URL. */
    private static String decoded(String q) {
        if (q.indexOf('%') < 0) {
            return q;
        }
        try {
            return URLDecoder.decode(q.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return q;
        }
    }

    private static @Nullable GeoQuery geoQ(Members members) {
        var geoQ = members.find("geoQ");
        if (geoQ.isEmpty()) {
            return null;
        }
        var geo = Members.of(geoQ.get(), "$.geoQ");
        var source =
                new GeoQuery.Source(
                        geo.text("georel").orElse(null),
                        geo.text("geometry").orElse(null),
                        geo.find("coordinates").orElse(null),
                        geo.text("geoproperty").orElse(null));
        return within(geo, () -> GeoQuery.parse(source, iri -> iri))
                .orElseThrow(() -> members.bad("geoQ", "needs georel, geometry and coordinates"));
    }

    /** Reads what also stands in parameters: errors name the parameter, not the member. */
    private static <T> T within(Members members, Supplier<T> read) {
        try {
            return read.get();
        } catch (NgsiLdException e) {
            var parameter = String.valueOf(e.member());
            throw e.at(members.path(parameter.equals("attrs") ? "attributes" : parameter));
        }
    }

    private static Set<Trigger> triggers(Members members) {
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

    private static Subscription.Content content(Members members, Members notification) {
        notification.refuseUnbuilt("join", "joinLevel");
        if (notification.flag("showChanges").orElse(false)) {
            notification.refuseUnbuilt("showChanges");
        }
        var source =
                new Projection.Source(
                        notification.texts("pick").orElse(null),
                        notification.texts("omit").orElse(null),
                        notification.texts("attributes").orElse(null));
        var projection = within(notification, () -> Projection.parse(source, iri -> iri));
        projection.requireLinks(0);
        return new Subscription.Content(
                projection,
                format(notification),
                notification.flag("sysAttrs").orElse(false),
                datasetIds(members));
    }

    private static Set<String> datasetIds(Members members) {
        var ids = new HashSet<>(members.texts("datasetId").orElse(List.of()));
        ids.stream()
                .filter(id -> !id.equals("@none"))
                .forEach(id -> Uri.require(id, members.path("datasetId")));
        return ids;
    }

    private static Format format(Members notification) {
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
