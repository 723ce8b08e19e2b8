package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.HeardChanges;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.time.Duration;
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

    /** A clock that is ahead, be it here or there, must not take away what counts. */
    private static final String CLOCK = "SELECT least(:now::timestamptz, now())";

    private static final String RAISE =
            "UPDATE broker_subscription SET since = :oldest WHERE since < :oldest";

    /** Who has read since when changes count, or allows for clocks that differ, is through then. */
    private static final Duration MARGIN = Duration.ofDays(1);

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

    /** Some at a time, behind the commit: nobody waits for it for long. */
    @Override
    public void forget(Instant now) {
        var before = time(raise(now).minus(MARGIN));
        int gone = BATCH;
        while (gone == BATCH) {
            gone = database.run(jdbc -> jdbc.sql(FORGET).param("before", before).update());
        }
    }

    private Instant raise(Instant now) {
        return database.inTransaction(jdbc -> {
            var oldest =
                    jdbc.sql(CLOCK)
                            .param("now", time(now))
                            .query(OffsetDateTime.class)
                            .single()
                            .toInstant()
                            .minus(OLDEST);
            jdbc.sql(RAISE).param("oldest", time(oldest)).update();
            return oldest;
        });
    }
}
