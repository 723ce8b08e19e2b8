package city.auriga.storage.outbox;

import city.auriga.core.model.Tenant;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code backlog}. */
public final class JdbcBacklog implements Backlog {
    private static final String ADD =
            """
            INSERT INTO backlog (tenant, subscription_id, outbox_id, owner, change, since)
            SELECT o.tenant, u.subscription_id, o.id, ?, o.change, o.created_at
            FROM unnest(?::text[], ?::bigint[]) AS u (subscription_id, outbox_id)
            JOIN outbox o ON o.id = u.outbox_id
            ON CONFLICT DO NOTHING
            """;
    private static final String NEXT =
            """
            SELECT outbox_id, change, since, replayed FROM backlog
            WHERE tenant = ? AND subscription_id = ? AND owner = ? ORDER BY outbox_id LIMIT ?
            """;
    private static final String LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtext('backlog'), hashtext(?))";
    private static final String INHERIT =
            """
            UPDATE backlog SET owner = ?
            WHERE tenant = ? AND subscription_id = ? AND outbox_id IN (
                SELECT outbox_id FROM backlog
                WHERE tenant = ? AND subscription_id = ? AND owner NOT IN (%s) LIMIT ?)
            """
                    .formatted(Replica.ALIVE);
    private static final String REMOVE =
            "DELETE FROM backlog WHERE tenant = ? AND subscription_id = ? AND outbox_id = ANY (?)";

    /** Looks at one row per process, however many there are. */
    private static final String ORPHANS =
            """
            WITH RECURSIVE owners AS (
                SELECT min(owner) AS owner FROM backlog
                UNION ALL
                SELECT (SELECT min(b.owner) FROM backlog b WHERE b.owner > o.owner)
                FROM owners o WHERE o.owner IS NOT NULL)
            SELECT DISTINCT b.tenant, b.subscription_id FROM backlog b
            JOIN owners o ON b.owner = o.owner
            WHERE o.owner NOT IN (%s)
            """
                    .formatted(Replica.ALIVE);

    private static final String SIZE =
            """
            SELECT count(*), min(since) FROM backlog WHERE tenant = ? AND subscription_id = ?
            """;

    private static final int STEP = 20_000;

    private final Database database;
    private final long owner;

    /**
     * @param owner number of this process
     */
    public JdbcBacklog(Database database, long owner) {
        this.database = database;
        this.owner = owner;
    }

    @Override
    public void add(Collection<Late> late) {
        var subscriptions = late.stream().map(l -> l.subscription().id()).toArray(String[]::new);
        var outboxIds = late.stream().map(Late::outboxId).toArray(Long[]::new);
        database.run(jdbc -> jdbc.sql(ADD).params(owner, subscriptions, outboxIds).update());
    }

    @Override
    public List<Waiting> next(SubscriptionKey subscription, int limit) {
        var tenant = subscription.tenant();
        return database.run(jdbc ->
                jdbc.sql(NEXT)
                        .params(tenant.name(), subscription.id(), owner, limit)
                        .query((row, n) -> waiting(tenant, row))
                        .list());
    }

    private static Waiting waiting(Tenant tenant, ResultSet row) throws SQLException {
        return new Waiting(
                row.getLong(1),
                StoredChange.read(tenant, row.getString(2)),
                time(row, 3),
                row.getBoolean(4));
    }

    /** In steps, each of which is short, in one transaction, so that nobody gets a part. */
    @Override
    public void inherit(SubscriptionKey subscription) {
        var tenant = subscription.tenant().name();
        var id = subscription.id();
        database.inTransaction(jdbc -> {
            boolean first = jdbc.sql(LOCK).param(tenant + " " + id).query(Boolean.class).single();
            int rows = first ? STEP : 0;
            while (rows == STEP) {
                rows = jdbc.sql(INHERIT).params(owner, tenant, id, tenant, id, STEP).update();
            }
            return rows;
        });
    }

    @Override
    public void remove(SubscriptionKey subscription, Collection<Long> outboxIds) {
        var ids = outboxIds.toArray(Long[]::new);
        database.run(jdbc ->
                jdbc.sql(REMOVE)
                        .params(subscription.tenant().name(), subscription.id(), ids)
                        .update());
    }

    @Override
    public Set<SubscriptionKey> orphans() {
        return database.run(jdbc ->
                new HashSet<>(
                        jdbc.sql(ORPHANS)
                                .query((row, n) ->
                                        new SubscriptionKey(
                                                new Tenant(row.getString(1)), row.getString(2)))
                                .list()));
    }

    @Override
    public Size size(SubscriptionKey subscription) {
        return database.run(jdbc ->
                jdbc.sql(SIZE)
                        .params(subscription.tenant().name(), subscription.id())
                        .query((row, n) -> new Size(row.getLong(1), timeOrNull(row, 2)))
                        .single());
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant timeOrNull(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
