package city.auriga.core.entity;

import java.time.Instant;
import java.util.List;

/**
 * The ids that a query found, frozen for its further pages (5.2.39, 5.5.9.3).
 *
 * @param id a URI that is one segment of a path
 * @param ids in the order of the query
 * @param context which one its request had: {@link city.auriga.core.jsonld.Context#fingerprint}
 * @param expiresAt from when on it does not exist
 */
public record EntityMap(String id, List<String> ids, String context, Instant expiresAt) {
    public EntityMap {
        ids = List.copyOf(ids);
    }
}
