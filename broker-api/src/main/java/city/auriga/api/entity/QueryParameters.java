package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.core.entity.Join;
import city.auriga.core.entity.QueryRequest;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.Ordering;
import city.auriga.core.query.Projection;
import city.auriga.core.query.QParser;
import city.auriga.core.query.Regex;
import city.auriga.core.query.ScopeQuery;
import city.auriga.core.query.TypeSelection;
import city.auriga.core.representation.LanguageFilter;
import city.auriga.core.representation.Names;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which entities are asked for, and what of them, from the parameters of a request (6.4.3.2). */
final class QueryParameters {
    private static final JsonMapper JSON = new JsonMapper();

    private final Parameters parameters;
    private final Context context;

    private QueryParameters(Parameters parameters, Context context) {
        this.parameters = parameters;
        this.context = context;
    }

    /**
     * @throws NgsiLdException BadRequestData that names the parameter
     */
    static QueryRequest parse(Parameters parameters, Context context) {
        return new QueryParameters(parameters, context).request();
    }

    private QueryRequest request() {
        var options =
                QParser.Options.of(context::expand)
                        .with(parameters.list("expandValues"), parameters.list("jsonKeys"));
        parameters.find("csf").ifPresent(csf -> QParser.parse(csf, "csf", options));
        parameters.flag("splitEntities");
        var projection = projection();
        var query =
                EntityQuery.ALL
                        .withSelectors(selectors())
                        .withAttrs(projection.attrs())
                        .withQ(
                                parameters
                                        .find("q")
                                        .map(q -> QParser.parse(q, "q", options))
                                        .orElse(null))
                        .withScopeQ(
                                parameters
                                        .find("scopeQ")
                                        .map(s -> ScopeQuery.parse(s, "scopeQ"))
                                        .orElse(null))
                        .withGeoQ(geoQuery());
        var request =
                new QueryRequest(
                        query,
                        ordering(),
                        projection,
                        join(),
                        datasetIds(),
                        parameters.find("lang").map(LanguageFilter::parse).orElse(null),
                        parameters
                                .find("geometryProperty")
                                .map(name ->
                                        context.expand(
                                                Names.requireAttribute(name, "geometryProperty")))
                                .orElse(null));
        request.requireJoined();
        return request;
    }

    private List<EntityQuery.Selector> selectors() {
        if (!parameters.has("id") && !parameters.has("idPattern") && !parameters.has("type")) {
            return List.of();
        }
        var ids = new HashSet<String>();
        parameters.list("id").forEach(id -> ids.add(Uri.require(id, "id")));
        return List.of(
                new EntityQuery.Selector(
                        ids,
                        parameters
                                .find("idPattern")
                                .map(p -> Regex.parse(p, "idPattern"))
                                .orElse(null),
                        parameters
                                .find("type")
                                .map(t -> TypeSelection.parse(t, "type", context::expand))
                                .orElse(null)));
    }

    private @Nullable GeoQuery geoQuery() {
        var source =
                new GeoQuery.Source(
                        parameters.find("georel").orElse(null),
                        parameters.find("geometry").orElse(null),
                        json("coordinates"),
                        parameters.find("geoproperty").orElse(null));
        return GeoQuery.parse(source, context::expand).orElse(null);
    }

    private Projection projection() {
        return Projection.parse(
                new Projection.Source(texts("pick"), texts("omit"), texts("attrs")),
                context::expand);
    }

    private Ordering ordering() {
        var source =
                new Ordering.Source(
                        texts("orderBy"),
                        json("orderFrom"),
                        parameters.find("orderGeometry").orElse(null),
                        parameters.find("collation").orElse(null));
        return Ordering.parse(source, "orderFrom", "orderGeometry", context::expand);
    }

    private Join join() {
        return Join.parse(
                parameters.find("join").orElse(null),
                parameters.has("joinLevel") ? parameters.number("joinLevel", 0) : null,
                parameters.has("containedBy") ? parameters.list("containedBy") : null);
    }

    private Set<String> datasetIds() {
        var ids = new LinkedHashSet<String>();
        for (var id : parameters.list("datasetId")) {
            ids.add(id.equals("@none") ? id : Uri.require(id, "datasetId"));
        }
        return ids;
    }

    private @Nullable List<String> texts(String name) {
        return parameters.find(name).map(List::of).orElse(null);
    }

    private @Nullable JsonNode json(String name) {
        var text = parameters.find(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return JSON.readTree(text.get());
        } catch (JacksonException notJson) {
            throw NgsiLdException.badData(
                    name, "expected a JSON array such as [8,40], found '" + text.get() + "'");
        }
    }
}
