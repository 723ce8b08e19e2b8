package city.auriga.core.entity;

import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Ordering;
import city.auriga.core.query.Projection;
import city.auriga.core.representation.LanguageFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Query Entities asks for (5.7.2), whether by parameters or by a {@code Query} document.
 *
 * @param projection what is shown of the Entities
 * @param datasetIds which instances of Attributes are shown, {@code @none} for the default ones;
 *     empty means all
 * @param lang null shows all languages
 * @param geometryProperty expanded name of the GeoProperty that GeoJSON takes the geometry from;
 *     null if the request does not say
 */
public record QueryRequest(
        EntityQuery query,
        Ordering ordering,
        Projection projection,
        Join join,
        Set<String> datasetIds,
        @Nullable LanguageFilter lang,
        @Nullable String geometryProperty) {
    public QueryRequest {
        datasetIds = Set.copyOf(datasetIds);
    }

    /**
     * Refuses what leads deeper into linked Entities than the join does (5.7.2.4).
     *
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData that names the parameter
     */
    public void requireJoined() {
        query.requireLinks(join.level());
        projection.requireLinks(join.level());
    }
}
