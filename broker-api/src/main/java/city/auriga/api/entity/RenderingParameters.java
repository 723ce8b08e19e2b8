package city.auriga.api.entity;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Parameters;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.Projection;
import city.auriga.core.representation.Format;
import city.auriga.core.representation.LanguageFilter;
import city.auriga.core.representation.Rendering;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the entities of an answer are to be written, from the parameters of a request (6.3.7, 6.3.11,
 * 6.3.12, 4.21).
 *
 * @param geometryProperty expanded name of the GeoProperty for GeoJSON
 */
record RenderingParameters(Rendering rendering, Projection projection, String geometryProperty) {
    private static final Set<String> FORMATS =
            Set.of("normalized", "concise", "simplified", "keyValues");

    static RenderingParameters parse(Parameters parameters, Context context, Media media) {
        var options =
                Options.parse(
                        parameters, "normalized", "concise", "simplified", "keyValues", "sysAttrs");
        var format = format(parameters, options);
        var projection = projection(parameters, context);
        projection.requireLinks(0);
        var rendering =
                new Rendering(
                        context,
                        format,
                        options.contains("sysAttrs"),
                        projection::keeps,
                        datasetIds(parameters),
                        parameters.find("lang").map(LanguageFilter::parse).orElse(null),
                        media == Media.LD_JSON);
        return new RenderingParameters(
                rendering, projection, geometryProperty(parameters, context, media));
    }

    /** Whether an Entity has one of the Attributes that {@code attrs} asks for. */
    boolean hasWanted(Entity entity) {
        var attrs = projection.attrs();
        return attrs.isEmpty() || attrs.stream().anyMatch(entity.attributes()::containsKey);
    }

    private static Format format(Parameters parameters, List<String> options) {
        var format = parameters.find("format");
        if (format.isPresent() && !FORMATS.contains(format.get())) {
            throw NgsiLdException.invalid(
                    "format",
                    "unknown format '"
                            + format.get()
                            + "'; known: normalized, concise, simplified, keyValues");
        }
        return format(
                format.orElseGet(() ->
                        options.stream()
                                .filter(FORMATS::contains)
                                .findFirst()
                                .orElse("normalized")));
    }

    private static Format format(String keyword) {
        return switch (keyword) {
            case "concise" -> Format.CONCISE;
            case "simplified", "keyValues" -> Format.SIMPLIFIED;
            default -> Format.NORMALIZED;
        };
    }

    private static Projection projection(Parameters parameters, Context context) {
        return Projection.parse(
                new Projection.Source(
                        texts(parameters, "pick"),
                        texts(parameters, "omit"),
                        texts(parameters, "attrs")),
                context::expand);
    }

    private static @Nullable List<String> texts(Parameters parameters, String name) {
        return parameters.find(name).map(List::of).orElse(null);
    }

    private static Set<String> datasetIds(Parameters parameters) {
        var ids = new LinkedHashSet<String>();
        for (var id : new ArrayList<>(parameters.list("datasetId"))) {
            ids.add(id.equals("@none") ? id : Uri.require(id, "datasetId"));
        }
        return ids;
    }

    private static String geometryProperty(Parameters parameters, Context context, Media media) {
        if (parameters.has("geometryProperty") && !media.isGeoJson()) {
            throw NgsiLdException.badData(
                    "geometryProperty",
                    "a geometryProperty needs the header Accept: application/geo+json");
        }
        return parameters.find("geometryProperty").map(context::expand).orElse(GeoQuery.LOCATION);
    }
}
