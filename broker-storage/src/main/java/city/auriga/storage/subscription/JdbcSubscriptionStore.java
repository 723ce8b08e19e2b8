package city.auriga.storage.subscription;

import city.auriga.core.model.Tenant;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionListener;
import city.auriga.core.subscription.SubscriptionStore;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.news.Channel;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions in PostgreSQL. Every change is told to all processes in its own transaction. */
public final class JdbcSubscriptionStore implements SubscriptionStore {
    private static final String CHANNEL = "auriga_subscription";

    private static final String COLUMNS =
            """
            document, created_at, modified_at, times_sent, times_failed, last_notification, last_success, last_failure
            """;
    private static final String CREATE =
            """
            INSERT INTO subscription (tenant, id, document, created_at, modified_at, next_firing)
            SELECT tenant, id, document::jsonb, at, at, at + CASE WHEN document::jsonb -> 'timeInterval' IS NOT NULL
                THEN least(greatest((document::jsonb ->> 'timeInterval')::float8, 0.1), 1e9) * interval '1 second' END
            FROM (VALUES (?, ?, ?, ?::timestamptz)) AS v (tenant, id, document, at)
            ON CONFLICT (tenant, id) DO NOTHING\
            """;
    private static final String FIND =
            "SELECT " + COLUMNS + " FROM subscription WHERE tenant = ? AND id = ?";
    private static final String LIST =
            "SELECT "
                    + COLUMNS
                    + " FROM subscription WHERE tenant = ? ORDER BY created_at, id LIMIT ? OFFSET"
                    + " ?";
    private static final String COUNT = "SELECT count(*) FROM subscription WHERE tenant = ?";
    private static final String REPLACE =
            """
            UPDATE subscription s
            SET document = v.document, modified_at = v.at,
                next_firing = CASE
                    WHEN s.document -> 'timeInterval' = v.document -> 'timeInterval' THEN s.next_firing
                    WHEN v.document -> 'timeInterval' IS NOT NULL
                        THEN v.at + least(greatest((v.document ->> 'timeInterval')::float8, 0.1), 1e9) * interval '1 second' END
            FROM (SELECT ?::jsonb AS document, ?::timestamptz AS at) v
            WHERE s.tenant = ? AND s.id = ? AND s.modified_at = ?
            """;

    /** The next time is a whole number of intervals after the last one. */
    private static final String TAKE_DUE =
            """
            UPDATE subscription s
            SET next_firing = s.next_firing + d.length * (floor(extract(epoch FROM :now - s.next_firing) / d.length) + 1) * interval '1 second'
            FROM (
                SELECT tenant, id, least(greatest((document ->> 'timeInterval')::float8, 0.1), 1e9) AS length FROM subscription
                WHERE next_firing <= :now ORDER BY next_firing LIMIT :limit FOR UPDATE SKIP LOCKED) d
            WHERE s.tenant = d.tenant AND s.id = d.id
            RETURNING s.tenant, s.id
            """;

    private static final String DELETE = "DELETE FROM subscription WHERE tenant = ? AND id = ?";
    private static final String FORGET_HOLD =
            "DELETE FROM held_subscription WHERE tenant = ? AND id = ?";
    private static final String ALL =
            "SELECT tenant, document FROM subscription ORDER BY created_at, id";
    private static final String RECORD =
            """
            UPDATE subscription
            SET times_sent = times_sent + ?,
                times_failed = times_failed + ?,
                last_notification = greatest(last_notification, ?),
                last_success = greatest(last_success, ?),
                last_failure = greatest(last_failure, ?)
            WHERE tenant = ? AND id = ?\
            """;
    private static final String TAKE_TURN =
            """
            UPDATE subscription SET last_notification = ?, claimed = ?
            WHERE tenant = ? AND id = ?
              AND (last_notification IS NULL OR last_notification <= ? OR claimed = ?)\
            """;
    private static final String TELL = "SELECT pg_notify('" + CHANNEL + "', ?)";

    private final Database database;

    public JdbcSubscriptionStore(Database database) {
        this.database = database;
    }

    /** What processes tell each other of subscriptions: tenant, a space, id. */
    public static Channel channel(SubscriptionListener listener) {
        return new Channel(
                CHANNEL,
                news -> {
                    var parts = news.split(" ", 2);
                    listener.changed(new Tenant(parts[0]), parts[1]);
                },
                listener::reload);
    }

    @Override
    public boolean create(Tenant tenant, String id, ObjectNode document, Instant now) {
        return database.inTenants(
                Set.of(tenant),
                jdbc -> {
                    int rows =
                            jdbc.sql(CREATE)
                                    .params(tenant.name(), id, document.toString(), time(now))
                                    .update();
                    return tell(jdbc, rows, tenant, id);
                });
    }

    @Override
    public Optional<Stored> find(Tenant tenant, String id) {
        return database.run(jdbc ->
                jdbc.sql(FIND)
                        .params(tenant.name(), id)
                        .query(JdbcSubscriptionStore::stored)
                        .optional());
    }

    @Override
    public Listing list(Tenant tenant, int limit, int offset) {
        return database.run(jdbc ->
                new Listing(
                        jdbc.sql(LIST)
                                .params(tenant.name(), limit, offset)
                                .query(JdbcSubscriptionStore::stored)
                                .list(),
                        jdbc.sql(COUNT).param(tenant.name()).query(Long.class).single()));
    }

    @Override
    public boolean replace(
            Tenant tenant, String id, ObjectNode document, Instant read, Instant now) {
        return database.inTransaction(jdbc -> {
            int rows =
                    jdbc.sql(REPLACE)
                            .params(document.toString(), time(now), tenant.name(), id, time(read))
                            .update();
            return tell(jdbc, rows, tenant, id);
        });
    }

    @Override
    public boolean delete(Tenant tenant, String id) {
        return database.inTransaction(jdbc -> {
            jdbc.sql(FORGET_HOLD).params(tenant.name(), id).update();
            return tell(jdbc, jdbc.sql(DELETE).params(tenant.name(), id).update(), tenant, id);
        });
    }

    @Override
    public Map<Tenant, List<ObjectNode>> all() {
        var all = new HashMap<Tenant, List<ObjectNode>>();
        database.run(jdbc ->
                        jdbc.sql(ALL)
                                .query((row, n) ->
                                        Map.entry(new Tenant(row.getString(1)), document(row, 2)))
                                .list())
                .forEach(e ->
                        all.computeIfAbsent(e.getKey(), t -> new ArrayList<>()).add(e.getValue()));
        return all;
    }

    @Override
    public void record(Tenant tenant, String id, DeliveryState delta) {
        database.run(jdbc ->
                jdbc.sql(RECORD)
                        .param(delta.timesSent())
                        .param(delta.timesFailed())
                        .param(timeOrNull(delta.lastNotification()))
                        .param(timeOrNull(delta.lastSuccess()))
                        .param(timeOrNull(delta.lastFailure()))
                        .param(tenant.name())
                        .param(id)
                        .update());
    }

    @Override
    public Set<SubscriptionKey> takeDue(Instant now, int limit) {
        return database.run(jdbc ->
                Set.copyOf(
                        jdbc.sql(TAKE_DUE)
                                .param("now", time(now))
                                .param("limit", limit)
                                .query((row, n) ->
                                        new SubscriptionKey(
                                                new Tenant(row.getString(1)), row.getString(2)))
                                .list()));
    }

    @Override
    public boolean takeTurn(
            Tenant tenant, String id, long outboxId, Instant now, Duration throttling) {
        return database.run(jdbc ->
                jdbc.sql(TAKE_TURN)
                        .params(
                                time(now),
                                outboxId,
                                tenant.name(),
                                id,
                                time(now.minus(throttling)),
                                outboxId)
                        .update())
                > 0;
    }

    private static boolean tell(JdbcClient jdbc, int rows, Tenant tenant, String id) {
        if (rows > 0) {
            jdbc.sql(TELL).param(tenant.name() + " " + id).query((row, n) -> n).list();
        }
        return rows > 0;
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        return new Stored(
                document(row, 1),
                Objects.requireNonNull(instant(row, 2)),
                Objects.requireNonNull(instant(row, 3)),
                new DeliveryState(
                        row.getLong(4),
                        row.getLong(5),
                        instant(row, 6),
                        instant(row, 7),
                        instant(row, 8)));
    }

    private static ObjectNode document(ResultSet row, int column) throws SQLException {
        return (ObjectNode) StoredAttributes.JSON.readTree(row.getString(column));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime timeOrNull(@Nullable Instant instant) {
        return instant == null ? null : time(instant);
    }
}
