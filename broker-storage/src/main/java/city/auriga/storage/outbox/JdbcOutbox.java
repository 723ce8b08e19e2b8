package city.auriga.storage.outbox;

import city.auriga.core.model.Tenant;
import city.auriga.core.subscription.Outbox;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The outbox in PostgreSQL. */
public final class JdbcOutbox implements Outbox {
    private static final String SERVED = "DELETE FROM outbox WHERE id = ANY (?)";

    /** Takes over the rows of processes whose advisory lock nobody holds any more. */
    private static final String INHERIT =
            """
            UPDATE outbox SET owner = ?
            WHERE id IN (
                SELECT id FROM outbox
                WHERE owner <> ? AND owner NOT IN (%s)
                ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)\
            """
                    .formatted(Replica.ALIVE);

    // A row that was just committed is on its way to the deliveries in memory: it is not lost yet.
    private static final String OWN_IDS =
            "SELECT id FROM outbox WHERE owner = ? AND created_at < now() - interval '3 seconds'"
                    + " ORDER BY id";
    private static final String READ =
            "SELECT id, tenant, subscriptions, change FROM outbox WHERE id = ANY (?) ORDER BY id";
    private final Database database;
    private final long owner;

    /**
     * @param owner number of this process
     */
    public JdbcOutbox(Database database, long owner) {
        this.database = database;
        this.owner = owner;
    }

    @Override
    public void served(Collection<Long> outboxIds) {
        var ids = outboxIds.toArray(Long[]::new);
        database.run(jdbc -> jdbc.sql(SERVED).param(ids).update());
    }

    @Override
    public List<PendingNotification> adopt(LongPredicate known, int limit) {
        return database.run(jdbc -> {
            jdbc.sql(INHERIT).params(owner, owner, limit).update();
            var unknown =
                    jdbc.sql(OWN_IDS).param(owner).query((row, n) -> row.getLong(1)).list().stream()
                            .filter(id -> !known.test(id))
                            .limit(limit)
                            .toArray(Long[]::new);
            return unknown.length == 0 ? List.of() : read(jdbc, unknown);
        });
    }

    private static List<PendingNotification> read(JdbcClient jdbc, Long[] ids) {
        return jdbc.sql(READ).param(ids).query(JdbcOutbox::pending).list();
    }

    private static PendingNotification pending(ResultSet row, int number) throws SQLException {
        return new PendingNotification(
                row.getLong(1),
                StoredChange.read(new Tenant(row.getString(2)), row.getString(4)),
                Arrays.asList((String[]) row.getArray(3).getArray()));
    }
}
