package city.auriga.storage.entity;

import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.sql.Columns;
import city.auriga.storage.sql.SqlResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows by their keys in one round trip; what the cache holds is not sent again. */
public final class EntityRows {
    private static final String FIND = SqlResource.read(EntityRows.class, "find.sql");

    private final EntityCache cache;
    private final TypeSets typeSets;

    public EntityRows(EntityCache cache, TypeSets typeSets) {
        this.cache = cache;
        this.typeSets = typeSets;
    }

    /** The rows of these keys as they are now. */
    Map<EntityKey, Version> find(Connection connection, Collection<EntityKey> keys)
            throws SQLException {
        return read(connection, FIND, keys);
    }

    /**
     * @param sql takes arrays of tenants, ids, known versions and positions; answers the position
     *     and the columns of {@link StoredEntity#read}
     * @param keys in the order in which rows shall be locked, if they are
     * @return the rows that there are
     */
    public Map<EntityKey, Version> read(
            Connection connection, String sql, Collection<EntityKey> keys) throws SQLException {
        var asked = List.copyOf(keys);
        var known = new ArrayList<@Nullable Version>(asked.size());
        var columns = new Columns(sql, "text", "text", "text", "int");
        for (var key : asked) {
            var version = cache.find(key);
            columns.add(
                    key.tenant().name(),
                    key.id().value(),
                    EntityCache.number(version),
                    known.size());
            known.add(version);
        }
        var rows = new HashMap<EntityKey, Version>();
        try (var statement = connection.prepareStatement(sql)) {
            columns.bind(statement, 1);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    int n = row.getInt(1);
                    var key = asked.get(n);
                    var version = StoredEntity.read(row, 1, key.id(), known.get(n), typeSets);
                    if (!version.number().equals(EntityCache.number(known.get(n)))) {
                        cache.put(key, version);
                    }
                    rows.put(key, version);
                }
            }
        }
        return rows;
    }
}
