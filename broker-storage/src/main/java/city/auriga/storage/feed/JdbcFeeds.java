package city.auriga.storage.feed;

import city.auriga.core.model.Tenant;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.FeedListener;
import city.auriga.core.subscription.Feeds;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.news.Channel;
import city.auriga.storage.outbox.Replica;
import city.auriga.storage.outbox.StoredChange;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The tables {@code feed} and {@code feed_change}. */
public final class JdbcFeeds implements Feeds {
    private static final String CHANGED = "auriga_feed";
    private static final String SENT = "auriga_feed_change";

    private static final String OPEN =
            """
            INSERT INTO feed (id, tenant, owner, document) VALUES (?, ?, ?, ?::jsonb)
            ON CONFLICT (id) DO UPDATE SET owner = EXCLUDED.owner
            """;
    private static final String CLOSE = "DELETE FROM feed WHERE id = ?";
    private static final String FIND = "SELECT document FROM feed WHERE id = ? AND tenant = ?";
    private static final String ALL = "SELECT tenant, id, document FROM feed";
    private static final String CLOSE_ABANDONED =
            "DELETE FROM feed WHERE owner NOT IN (%s) OR (owner = ? AND id <> ALL (?))"
                    .formatted(Replica.ALIVE);

    /** With the lock a feed cannot be closed before what is sent for it is there to go, too. */
    private static final String RELAY =
            """
            WITH held AS (
                SELECT id FROM feed WHERE id = ANY (?) FOR KEY SHARE),
            sent AS (
                INSERT INTO feed_change (id, outbox_id, change)
                SELECT held.id, o.id, o.change
                FROM unnest(?::text[], ?::bigint[]) AS u (id, outbox_id)
                JOIN held ON held.id = u.id
                JOIN outbox o ON o.id = u.outbox_id
                ON CONFLICT DO NOTHING
                RETURNING id)
            SELECT count(pg_notify('%s', f.tenant || ' ' || f.id))
            FROM feed f WHERE f.id IN (SELECT id FROM sent)
            """
                    .formatted(SENT);

    private static final String RELAY_LOST =
            """
            WITH held AS (
                SELECT tenant, id FROM feed WHERE id = ? FOR KEY SHARE),
            sent AS (
                INSERT INTO feed_change (id, outbox_id, lost)
                SELECT id, ?, ? FROM held
                ON CONFLICT (id, outbox_id) DO UPDATE SET lost = feed_change.lost + EXCLUDED.lost)
            SELECT count(pg_notify('%s', tenant || ' ' || id)) FROM held
            """
                    .formatted(SENT);

    private static final String TAKE =
            """
            WITH taken AS (
                DELETE FROM feed_change
                WHERE id = ? AND outbox_id IN (
                    SELECT outbox_id FROM feed_change WHERE id = ? ORDER BY outbox_id LIMIT ?)
                RETURNING outbox_id, change, lost)
            SELECT outbox_id, change, lost FROM taken ORDER BY outbox_id
            """;
    private static final String TELL = "SELECT pg_notify('" + CHANGED + "', ?)";

    private final Database database;
    private final long owner;

    /**
     * @param owner number of this process
     */
    public JdbcFeeds(Database database, long owner) {
        this.database = database;
        this.owner = owner;
    }

    /** Feeds that were opened or closed: tenant, a space, id. */
    public static Channel changes(FeedListener listener) {
        return new Channel(CHANGED, news -> listener.changed(key(news)), listener::reload);
    }

    /** Feeds that something was sent for; who reloads looks anyway. */
    public static Channel arrivals(FeedListener listener) {
        return new Channel(SENT, news -> listener.sent(key(news)), () -> {});
    }

    private static SubscriptionKey key(String news) {
        var parts = news.split(" ", 2);
        return new SubscriptionKey(new Tenant(parts[0]), parts[1]);
    }

    @Override
    public void open(SubscriptionKey feed, ObjectNode document) {
        var tenant = feed.tenant();
        database.inTenants(
                Set.of(tenant),
                jdbc -> {
                    jdbc.sql(OPEN)
                            .params(feed.id(), tenant.name(), owner, document.toString())
                            .update();
                    return jdbc.sql(TELL)
                            .param(tenant.name() + " " + feed.id())
                            .query((row, n) -> n)
                            .list();
                });
    }

    @Override
    public void close(SubscriptionKey feed) {
        database.run(jdbc -> jdbc.sql(CLOSE).param(feed.id()).update());
    }

    @Override
    public Optional<ObjectNode> find(SubscriptionKey feed) {
        return database.run(jdbc ->
                jdbc.sql(FIND)
                        .params(feed.id(), feed.tenant().name())
                        .query((row, n) -> document(row.getString(1)))
                        .optional());
    }

    @Override
    public Map<SubscriptionKey, ObjectNode> all() {
        return database.run(jdbc ->
                jdbc
                        .sql(ALL)
                        .query((row, n) ->
                                Map.entry(
                                        new SubscriptionKey(
                                                new Tenant(row.getString(1)), row.getString(2)),
                                        document(row.getString(3))))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public void closeAbandoned(Set<String> held) {
        database.run(jdbc ->
                jdbc.sql(CLOSE_ABANDONED).params(owner, held.toArray(String[]::new)).update());
    }

    @Override
    public void relay(Collection<Backlog.Late> changes) {
        var ids = changes.stream().map(late -> late.subscription().id()).toArray(String[]::new);
        var outboxIds = changes.stream().map(Backlog.Late::outboxId).toArray(Long[]::new);
        database.run(
                jdbc -> jdbc.sql(RELAY).params(ids, ids, outboxIds).query(Long.class).single());
    }

    @Override
    public void relayLost(SubscriptionKey feed, long last, int number) {
        database.run(jdbc ->
                jdbc.sql(RELAY_LOST).params(feed.id(), last, number).query(Long.class).single());
    }

    @Override
    public List<Relayed> take(SubscriptionKey feed, int limit) {
        return database.run(jdbc ->
                jdbc.sql(TAKE)
                        .params(feed.id(), feed.id(), limit)
                        .query((row, n) -> relayed(feed.tenant(), row))
                        .list());
    }

    private static Relayed relayed(Tenant tenant, ResultSet row) throws SQLException {
        var change = row.getString(2);
        return new Relayed(
                row.getLong(1),
                change == null ? null : StoredChange.read(tenant, change),
                row.getInt(3));
    }

    private static ObjectNode document(String json) {
        return (ObjectNode) StoredAttributes.JSON.readTree(json);
    }
}
