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
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The outbox in PostgreSQL. */
public final class JdbcOutbox implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcOutbox.class);
    private static final String SERVED = "DELETE FROM outbox WHERE id = ANY (?)";

    /** Takes over the rows of processes whose advisory lock nobody holds any more. */
    private static final String INHERIT =
            """
            UPDATE outbox SET owner = ?
            WHERE id IN (
                SELECT id FROM outbox
                WHERE owner <> ? AND owner NOT IN (%s)
                ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
            RETURNING id
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
            var inherited =
                    jdbc.sql(INHERIT)
                            .params(owner, owner, limit)
                            .query((row, n) -> row.getLong(1))
                            .list();
            var own = jdbc.sql(OWN_IDS).param(owner).query((row, n) -> row.getLong(1)).list();
            var unknown =
                    Stream.concat(inherited.stream(), own.stream())
                            .distinct()
                            .filter(id -> !known.test(id))
                            .sorted()
                            .limit(limit)
                            .toArray(Long[]::new);
            return unknown.length == 0 ? List.of() : read(jdbc, unknown);
        });
    }

    /** A row that nobody can read, as a slip by hand may leave one, holds up no other. */
    private static List<PendingNotification> read(JdbcClient jdbc, Long[] ids) {
        return jdbc.sql(READ).param(ids).query(JdbcOutbox::pending).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<PendingNotification> pending(ResultSet row, int number)
            throws SQLException {
        long id = row.getLong(1);
        try {
            return Optional.of(
                    new PendingNotification(
                            id,
                            StoredChange.read(new Tenant(row.getString(2)), row.getString(4)),
                            Arrays.asList((String[]) row.getArray(3).getArray())));
        } catch (RuntimeException unreadable) {
            LOG.error("cannot read the row {} of the outbox", id, unreadable);
            return Optional.empty();
        }
    }
}
