package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.HeardChanges;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table {@code heard_change}. */
public final class JdbcHeardChanges implements HeardChanges {
    private static final String NEWEST =
            """
            SELECT dataset_id, modified_at FROM heard_change
            WHERE tenant = :tenant AND entity_id = :entity AND attribute = :attribute
            """;
    private static final String HEARD =
            """
            INSERT INTO heard_change AS h (tenant, entity_id, attribute, dataset_id, modified_at)
            VALUES (:tenant, :entity, :attribute, :dataset, :modified)
            ON CONFLICT (tenant, entity_id, attribute, dataset_id) DO UPDATE SET modified_at = excluded.modified_at
            WHERE h.modified_at < excluded.modified_at
            """;

    private static final int BATCH = 10_000;
    private static final String FORGET =
            """
            DELETE FROM heard_change WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM heard_change WHERE modified_at < :before LIMIT %d FOR UPDATE SKIP LOCKED))
            """
                    .formatted(BATCH);

    private final Database database;

    public JdbcHeardChanges(Database database) {
        this.database = database;
    }

    @Override
    public Map<String, Instant> newest(Tenant tenant, String entity, String attribute) {
        var found = new HashMap<String, Instant>();
        database.run(jdbc ->
                jdbc.sql(NEWEST)
                        .param("tenant", tenant.name())
                        .param("entity", entity)
                        .param("attribute", attribute)
                        .query((row, _) ->
                                found.put(
                                        row.getString("dataset_id"),
                                        row.getObject("modified_at", OffsetDateTime.class)
                                                .toInstant()))
                        .list());
        return found;
    }

    @Override
    public void heard(
            Tenant tenant, String entity, String attribute, Map<String, Instant> changes) {
        database.inTenants(
                List.of(tenant),
                jdbc -> {
                    // Sorted: several processes lock rows in the same order.
                    new TreeMap<>(changes)
                            .forEach((dataset, modified) ->
                                    jdbc.sql(HEARD)
                                            .param("tenant", tenant.name())
                                            .param("entity", entity)
                                            .param("attribute", attribute)
                                            .param("dataset", dataset)
                                            .param("modified", time(modified))
                                            .update());
                    return changes.size();
                });
    }

    /** Some at a time: nobody waits for it for long. */
    @Override
    public void forget(Instant before) {
        int gone = BATCH;
        while (gone == BATCH) {
            gone = database.run(jdbc -> jdbc.sql(FORGET).param("before", time(before)).update());
        }
    }
}
