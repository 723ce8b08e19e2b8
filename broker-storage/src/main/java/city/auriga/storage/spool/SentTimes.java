package city.auriga.storage.spool;

import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The table {@code spool_newest}: when what was sent of each Entity was observed. */
final class SentTimes {
    private static final String FIND =
            "SELECT entity_id, newest FROM spool_newest WHERE tenant = ? AND entity_id = ANY (?)";
    private static final String REMEMBER =
            """
            INSERT INTO spool_newest (tenant, entity_id, newest, changed_at)
            SELECT ?, entity_id, newest::json, now() FROM unnest(?::text[], ?::text[]) AS n (entity_id, newest)
            ON CONFLICT (tenant, entity_id) DO UPDATE SET newest = excluded.newest, changed_at = excluded.changed_at
            """;

    /** Of as many as one statement may look at; says where the next one begins. */
    private static final String FORGET =
            """
            WITH piece AS (
                SELECT tenant, entity_id FROM spool_newest
                WHERE (tenant, entity_id) > (?, ?) ORDER BY tenant, entity_id LIMIT ?),
            forgotten AS (
                DELETE FROM spool_newest n USING piece p
                WHERE n.tenant = p.tenant AND n.entity_id = p.entity_id AND n.changed_at < ?)
            SELECT tenant, entity_id FROM piece ORDER BY tenant DESC, entity_id DESC LIMIT 1
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final Database database;
    private final int piece;

    private record Key(String tenant, String entity) {}

    /**
     * @param piece how many are looked at with one statement
     */
    SentTimes(Database database, int piece) {
        this.database = database;
        this.piece = piece;
    }

    Map<String, Map<String, Instant>> find(Tenant tenant, Collection<String> entities) {
        if (entities.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<String, Map<String, Instant>>();
        database.run(jdbc ->
                jdbc.sql(FIND)
                        .params(tenant.name(), entities.toArray(String[]::new))
                        .query((row, number) ->
                                found.put(row.getString(1), times(row.getString(2))))
                        .list());
        return found;
    }

    /** Within the transaction of the caller. */
    static void remember(JdbcClient jdbc, Tenant tenant, Map<String, Map<String, Instant>> newest) {
        if (newest.isEmpty()) {
            return;
        }
        // In one order, so that two do not wait for each other.
        var ids = newest.keySet().stream().sorted().toArray(String[]::new);
        var documents = new String[ids.length];
        for (int i = 0; i < ids.length; i++) {
            documents[i] = written(newest.getOrDefault(ids[i], Map.of()));
        }
        jdbc.sql(REMEMBER).params(tenant.name(), ids, documents).update();
    }

    void forget(Instant before) {
        var time = before.atOffset(ZoneOffset.UTC);
        var last = Optional.of(new Key("", ""));
        while (last.isPresent()) {
            var from = last.get();
            last =
                    database.run(jdbc ->
                            jdbc.sql(FORGET)
                                    .params(from.tenant, from.entity, piece, time)
                                    .query((row, number) ->
                                            new Key(row.getString(1), row.getString(2)))
                                    .optional());
        }
    }

    private static Map<String, Instant> times(String document) {
        var newest = new HashMap<String, Instant>();
        JSON.readTree(document)
                .properties()
                .forEach(e -> newest.put(e.getKey(), Instant.parse(e.getValue().stringValue())));
        return newest;
    }

    private static String written(Map<String, Instant> newest) {
        var document = JsonNodeFactory.instance.objectNode();
        newest.forEach((instance, time) -> document.put(instance, time.toString()));
        return document.toString();
    }
}
