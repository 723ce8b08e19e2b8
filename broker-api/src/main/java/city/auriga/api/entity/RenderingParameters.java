package city.auriga.api.entity;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.ReadRequest;
import city.auriga.core.entity.QueryRequest;
import city.auriga.core.jsonld.Context;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.representation.EntityWriter;
import city.auriga.core.representation.Format;
import city.auriga.core.representation.LinkedEntity;
import city.auriga.core.representation.NgsiLdVersion;
import city.auriga.core.representation.Rendering;
import city.auriga.core.representation.VersionFallback;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the entities of an answer are to be written (6.3.7, 6.3.11, 6.3.12).
 *
 * @param geometryProperty expanded name of the GeoProperty for GeoJSON
 * @param version of the standard that the client prefers; null for the one of this broker
 */
record RenderingParameters(
        Rendering rendering,
        Media media,
        String geometryProperty,
        @Nullable NgsiLdVersion version) {
    private static final Set<String> FORMATS =
            Set.of("normalized", "concise", "simplified", "keyValues");

    /** Checks the keywords first: an unknown one is refused whatever else is asked for. */
    static void requireKnown(Parameters parameters) {
        format(parameters);
    }

    /**
     * @param request what else was asked for, be it by parameters or by a document
     */
    static RenderingParameters of(ReadRequest reading, Context context, QueryRequest request) {
        var parameters = reading.parameters();
        var media = reading.media();
        if (!media.isGeoJson() && request.geometryProperty() != null) {
            throw NgsiLdException.badData(
                    "geometryProperty",
                    "a geometryProperty needs the header Accept: application/geo+json");
        }
        var rendering =
                new Rendering(
                        context,
                        format(parameters),
                        options(parameters).contains("sysAttrs"),
                        request.projection(),
                        request.datasetIds(),
                        request.lang(),
                        media == Media.LD_JSON);
        return new RenderingParameters(
                rendering,
                media,
                Objects.requireNonNullElse(request.geometryProperty(), GeoQuery.LOCATION),
                reading.preferences().version());
    }

    /**
     * Entities as they are told, without those of which nothing is left.
     *
     * @param altered whether an older version of the standard could not say all that there is
     */
    record Told(List<LinkedEntity> entities, EntityWriter writer, boolean altered) {}

    /** The entities as the preferred version of the standard can say them (6.3.6). */
    Told told(List<LinkedEntity> entities) {
        if (version == null) {
            return new Told(entities, new EntityWriter(rendering), false);
        }
        var fallback = new VersionFallback(version, rendering);
        var shown =
                rendering.datasetIds().isEmpty()
                        ? entities
                        : entities.stream()
                                .map(e -> e.withDatasets(rendering.datasetIds()))
                                .toList();
        var told = shown.stream().map(fallback::apply).toList();
        var writer = new EntityWriter(rendering.withAllDatasets());
        return new Told(told.stream().filter(writer::shows).toList(), writer, !told.equals(shown));
    }

    private static List<String> options(Parameters parameters) {
        return Options.parse(
                parameters, "normalized", "concise", "simplified", "keyValues", "sysAttrs");
    }

    private static Format format(Parameters parameters) {
        var options = options(parameters);
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
}
