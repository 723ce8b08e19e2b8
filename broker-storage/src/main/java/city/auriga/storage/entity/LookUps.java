package city.auriga.storage.entity;

import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.sql.Database;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the rows of several keys: few of them together with what others look up at the same time,
 * many with a statement of their own, so that they do not stand in the way of those.
 */
public final class LookUps {
    private static final int FEW = 50;

    private final EntityReads reads;
    private final EntityRows rows;
    private final Database database;

    public LookUps(EntityReads reads, EntityRows rows, Database database) {
        this.reads = reads;
        this.rows = rows;
        this.database = database;
    }

    /** The rows that there are, as they are now, be they expired. */
    Map<EntityKey, Version> find(Collection<EntityKey> keys) {
        if (keys.size() > FEW) {
            return database.onConnection(connection -> rows.find(connection, keys));
        }
        var replies = keys.stream().map(key -> Map.entry(key, reads.find(key))).toList();
        var found = new HashMap<EntityKey, Version>();
        for (var reply : replies) {
            EntityReads.await(reply.getValue())
                    .ifPresent(version -> found.put(reply.getKey(), version));
        }
        return found;
    }
}
