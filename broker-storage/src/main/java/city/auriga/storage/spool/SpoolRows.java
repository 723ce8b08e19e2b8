package city.auriga.storage.spool;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Wanted;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Reads what waits of a tenant, along an index for each of the two ways: what it skips over, it
 * looks at.
 */
final class SpoolRows {
    /** How many rows are looked at for those that are wanted of each Entity, or of some. */
    static final int WINDOW = 20_000;

    static final String NEXT =
            """
            SELECT seq, entity_id, kind, document FROM spool
            WHERE tenant = ? AND seq >= ? AND kind <> 'ABSENT' AND entity_id <> ALL (?) ORDER BY seq LIMIT ?
            """;

    /** What is left out is not read but by its key. */
    static final String NEXT_OF_EACH =
            """
            WITH looked_at AS (
                SELECT tenant, seq, entity_id FROM spool
                WHERE tenant = ? AND seq >= ? AND kind <> 'ABSENT' AND entity_id <> ALL (?) ORDER BY seq LIMIT ?),
            placed AS (
                SELECT tenant, seq, row_number() OVER (PARTITION BY entity_id ORDER BY seq) AS place FROM looked_at),
            wanted AS (
                SELECT tenant, seq, place FROM placed WHERE place <= ? ORDER BY place, seq LIMIT ?)
            SELECT s.seq, s.entity_id, s.kind, s.document
            FROM wanted w JOIN spool s USING (tenant, seq) ORDER BY w.place, w.seq
            """;

    static final String NEXT_OF =
            """
            SELECT seq, entity_id, kind, document
            FROM (SELECT * FROM spool WHERE tenant = ? AND seq >= ? AND kind <> 'ABSENT' ORDER BY seq LIMIT ?) looked_at
            WHERE entity_id = ANY (?) ORDER BY seq LIMIT ?
            """;

    private static final String NEXT_ABSENT =
            """
            SELECT seq, entity_id, kind, document FROM spool
            WHERE tenant = ? AND kind = 'ABSENT' AND seq <> ALL (?) ORDER BY seq LIMIT ?
            """;

    private final Database database;

    SpoolRows(Database database) {
        this.database = database;
    }

    List<Row> next(Tenant tenant, Wanted wanted) {
        return database.run(jdbc ->
                read(
                        tenant,
                        jdbc.sql(NEXT)
                                .params(
                                        tenant.name(),
                                        wanted.from(),
                                        texts(wanted.without()),
                                        wanted.limit())));
    }

    List<Row> nextOfEach(Tenant tenant, Wanted wanted, int most) {
        return database.run(jdbc ->
                read(
                        tenant,
                        jdbc.sql(NEXT_OF_EACH)
                                .params(
                                        tenant.name(),
                                        wanted.from(),
                                        texts(wanted.without()),
                                        Math.max(WINDOW, wanted.limit()),
                                        most,
                                        wanted.limit())));
    }

    List<Row> nextOf(Tenant tenant, Set<String> entities, long from, int limit) {
        return database.run(jdbc ->
                read(
                        tenant,
                        jdbc.sql(NEXT_OF)
                                .params(tenant.name(), from, WINDOW, texts(entities), limit)));
    }

    List<Row> nextAbsent(Tenant tenant, Set<Long> without, int limit) {
        return database.run(jdbc ->
                read(
                        tenant,
                        jdbc.sql(NEXT_ABSENT)
                                .params(tenant.name(), without.toArray(Long[]::new), limit)));
    }

    private static List<Row> read(Tenant tenant, StatementSpec statement) {
        return statement
                .query((row, number) ->
                        new Row(
                                row.getLong(1),
                                new Write(
                                        tenant,
                                        row.getString(2),
                                        Kind.valueOf(row.getString(3)),
                                        row.getString(4))))
                .list();
    }

    private static String[] texts(Set<String> texts) {
        return texts.toArray(String[]::new);
    }
}
