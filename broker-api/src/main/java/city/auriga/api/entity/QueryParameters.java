package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.Projection;
import city.auriga.core.query.QParser;
import city.auriga.core.query.Regex;
import city.auriga.core.query.ScopeQuery;
import city.auriga.core.query.TypeSelection;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which entities are asked for, from the parameters of a request (6.4.3.2). */
final class QueryParameters {
    private static final JsonMapper JSON = new JsonMapper();

    private QueryParameters() {}

    /**
     * @throws NgsiLdException BadRequestData for a malformed or too wide query
     */
    static EntityQuery parse(Parameters parameters, Context context, Projection projection) {
        var options =
                QParser.Options.of(context::expand)
                        .with(parameters.list("expandValues"), parameters.list("jsonKeys"));
        var query =
                EntityQuery.ALL
                        .withSelectors(selectors(parameters, context))
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
                        .withGeoQ(geoQuery(parameters, context));
        parameters.find("csf").ifPresent(csf -> QParser.parse(csf, "csf", options));
        query.requireLinks(0);
        requireConsistentLocal(parameters, query);
        query.requireNarrow(parameters.flag("local") || query.selectsAnyType());
        return query;
    }

    private static List<EntityQuery.Selector> selectors(Parameters parameters, Context context) {
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

    private static void requireConsistentLocal(Parameters parameters, EntityQuery query) {
        if (query.selectsAnyType() && parameters.has("local") && !parameters.flag("local")) {
            throw NgsiLdException.badData(
                    "local", "type=* asks this broker only, so local cannot be false (4.17)");
        }
    }

    private static @Nullable GeoQuery geoQuery(Parameters parameters, Context context) {
        var source =
                new GeoQuery.Source(
                        parameters.find("georel").orElse(null),
                        parameters.find("geometry").orElse(null),
                        parameters
                                .find("coordinates")
                                .map(QueryParameters::coordinates)
                                .orElse(null),
                        parameters.find("geoproperty").orElse(null));
        return GeoQuery.parse(source, context::expand).orElse(null);
    }

    static JsonNode coordinates(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            throw NgsiLdException.badData(
                    "coordinates", "expected a JSON array such as [8,40], found '" + text + "'");
        }
    }
}
