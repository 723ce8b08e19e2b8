package city.auriga.core.entity;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.JsonMembers;
import city.auriga.core.query.Ordering;
import city.auriga.core.query.Projection;
import city.auriga.core.query.QParser;
import city.auriga.core.query.QueryMembers;
import city.auriga.core.query.TermExpander;
import city.auriga.core.representation.LanguageFilter;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the {@code Query} document of a query by POST (5.2.23). */
public final class QueryDocument {
    private static final Set<String> MEMBERS =
            Set.of(
                    "type",
                    "entities",
                    "attrs",
                    "pick",
                    "omit",
                    "q",
                    "geoQ",
                    "scopeQ",
                    "csf",
                    "lang",
                    "datasetId",
                    "join",
                    "joinLevel",
                    "containedBy",
                    "expandValues",
                    "jsonKeys",
                    "splitEntities",
                    "entityMap",
                    "entityMapLifetime",
                    "ordering",
                    "geometryProperty");

    private static final Set<String> TEMPORAL = Set.of("temporalQ", "aggrParams");

    private final JsonMembers members;
    private final TermExpander terms;

    private QueryDocument(JsonMembers members, TermExpander terms) {
        this.members = members;
        this.terms = terms;
    }

    /**
     * @param terms the @context of the request
     * @throws NgsiLdException BadRequestData that names the member
     */
    public static QueryRequest read(JsonNode body, TermExpander terms) {
        if (!body.isObject()) {
            throw NgsiLdException.invalid("$", "expected an object of the type Query");
        }
        var members = JsonMembers.of(body, "$");
        if (!"Query".equals(members.text("type").orElse(""))) {
            throw members.bad("type", "expected \"Query\", found " + body.path("type"));
        }
        for (var temporal : TEMPORAL) {
            if (body.has(temporal)) {
                throw members.bad(temporal, temporal + " belongs to temporal queries");
            }
        }
        members.requireKnown(MEMBERS);
        return new QueryDocument(members, terms).read();
    }

    private QueryRequest read() {
        var shared = new QueryMembers(members, terms);
        var options =
                members.within(() ->
                        QParser.Options.of(terms)
                                .with(
                                        members.list("expandValues").orElse(List.of()),
                                        members.list("jsonKeys").orElse(List.of())));
        shared.requireCsf(options);
        members.flag("splitEntities");
        var projection = members.within(this::projection);
        var query =
                EntityQuery.ALL
                        .withSelectors(shared.selectors())
                        .withAttrs(projection.attrs())
                        .withQ(shared.q(options))
                        .withScopeQ(shared.scopeQ())
                        .withGeoQ(shared.geoQ());
        var request =
                new QueryRequest(
                        query,
                        ordering(),
                        projection,
                        members.within(this::join),
                        shared.datasetIds(),
                        members.within(
                                () -> members.text("lang").map(LanguageFilter::parse).orElse(null)),
                        members.text("geometryProperty")
                                .map(name ->
                                        terms.expandName(name, members.path("geometryProperty")))
                                .orElse(null));
        members.within(() -> {
            request.requireJoined();
            return request;
        });
        return request;
    }

    private Projection projection() {
        return Projection.parse(
                new Projection.Source(
                        members.texts("pick").orElse(null),
                        members.texts("omit").orElse(null),
                        members.texts("attrs").orElse(null)),
                terms);
    }

    private Join join() {
        return Join.parse(
                members.text("join").orElse(null),
                members.wholeNumber("joinLevel").orElse(null),
                members.texts("containedBy").orElse(null));
    }

    private Ordering ordering() {
        var node = members.find("ordering");
        if (node.isEmpty()) {
            return Ordering.CREATION;
        }
        var ordering = JsonMembers.of(node.get(), members.path("ordering"));
        ordering.requireKnown(Set.of("orderBy", "coordinates", "geometry", "collation"));
        var source =
                new Ordering.Source(
                        ordering.texts("orderBy").orElse(null),
                        ordering.find("coordinates").orElse(null),
                        ordering.text("geometry").orElse(null),
                        ordering.text("collation").orElse(null));
        return ordering.within(() -> Ordering.parse(source, "coordinates", "geometry", terms));
    }
}
