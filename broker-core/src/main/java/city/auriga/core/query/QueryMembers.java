package city.auriga.core.query;

import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members that {@code Query} documents and subscriptions have in common (5.2.12, 5.2.23).
 *
 * @param terms expands the names in them
 */
public record QueryMembers(JsonMembers members, TermExpander terms) {
    /**
     * The member {@code entities}; empty if it is absent.
     *
     * @throws NgsiLdException BadRequestData that names the member, as all the others do
     */
    public List<EntityQuery.Selector> selectors() {
        var entities = members.find("entities");
        if (entities.isEmpty()) {
            return List.of();
        }
        if (!entities.get().isArray() || entities.get().isEmpty()) {
            throw members.bad("entities", "expected a non-empty array, found " + entities.get());
        }
        var selectors = new ArrayList<EntityQuery.Selector>();
        for (int i = 0; i < entities.get().size(); i++) {
            var path = members.path("entities") + "[" + i + "]";
            selectors.add(selector(JsonMembers.of(entities.get().get(i), path)));
        }
        return selectors;
    }

    private EntityQuery.Selector selector(JsonMembers selector) {
        selector.requireKnown(Set.of("id", "idPattern", "type"));
        var type =
                selector.text("type")
                        .orElseThrow(() -> selector.bad("type", "a selector needs a type"));
        return EntityQuery.Selector.overriding(
                ids(selector),
                selector.text("idPattern")
                        .map(p -> Regex.parse(p, selector.path("idPattern")))
                        .orElse(null),
                TypeSelection.parse(type, selector.path("type"), terms));
    }

    private static Set<String> ids(JsonMembers selector) {
        var id = selector.find("id");
        if (id.isEmpty()) {
            return Set.of();
        }
        var texts =
                id.get().isArray()
                        ? selector.texts("id").orElseThrow()
                        : List.of(selector.text("id").orElseThrow());
        texts.forEach(text -> Uri.require(text, selector.path("id")));
        return new HashSet<>(texts);
    }

    public @Nullable Q q(QParser.Options options) {
        return members.text("q")
                .map(text -> QParser.parse(text, members.path("q"), options))
                .orElse(null);
    }

    /** As the other; it may still be percent-encoded, as clients copy it from a URL. */
    public @Nullable Q encodedQ(QParser.Options options) {
        return members.text("q")
                .map(text -> QParser.parse(decoded(text), members.path("q"), options))
                .orElse(null);
    }

    /** Checks the member {@code csf}, which has the same grammar. */
    public void requireCsf(QParser.Options options) {
        members.text("csf").ifPresent(text -> QParser.parse(text, members.path("csf"), options));
    }

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

    public @Nullable ScopeQuery scopeQ() {
        return members.text("scopeQ")
                .map(text -> ScopeQuery.parse(text, members.path("scopeQ")))
                .orElse(null);
    }

    public @Nullable GeoQuery geoQ() {
        var node = members.find("geoQ");
        if (node.isEmpty()) {
            return null;
        }
        var geo = JsonMembers.of(node.get(), members.path("geoQ"));
        var source =
                new GeoQuery.Source(
                        geo.text("georel").orElse(null),
                        geo.text("geometry").orElse(null),
                        geo.find("coordinates").orElse(null),
                        geo.text("geoproperty").orElse(null));
        return geo.within(() -> GeoQuery.parse(source, terms))
                .orElseThrow(
                        () -> members.bad("geoQ", "a geoQ needs georel, geometry and coordinates"));
    }

    /** The member {@code datasetId}: the instances to show. */
    public Set<String> datasetIds() {
        var ids = new HashSet<>(members.texts("datasetId").orElse(List.of()));
        ids.stream()
                .filter(id -> !id.equals("@none"))
                .forEach(id -> Uri.require(id, members.path("datasetId")));
        return ids;
    }
}
