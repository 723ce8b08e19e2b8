package city.auriga.storage.outbox;

import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.NotificationWriter;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.Undelivered;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table {@code undelivered}. */
public final class JdbcUndelivered implements Undelivered {
    private static final String ADD =
            """
            INSERT INTO undelivered (tenant, subscription_id, notification_id, outbox_id, change, attempts, reason, request)
            VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?::jsonb)
            """;
    private static final String FROM_BACKLOG =
            "DELETE FROM backlog WHERE tenant = ? AND subscription_id = ? AND outbox_id = ?";
    private static final String LIST =
            """
            SELECT id, tenant, subscription_id, notification_id, attempts, reason, created_at, request FROM undelivered
            WHERE tenant = ? AND id > ? AND (?::text IS NULL OR subscription_id = ?) ORDER BY id LIMIT ?
            """;
    private static final String DELETE = "DELETE FROM undelivered WHERE tenant = ? AND ";
    private static final String OF_ACTIVE =
            """
             AND EXISTS (
                SELECT FROM subscription s WHERE s.tenant = undelivered.tenant AND s.id = undelivered.subscription_id
                  AND coalesce((s.document ->> 'isActive')::boolean, true))
            """;
    private static final String INTO_BACKLOG =
            """
            INSERT INTO backlog (tenant, subscription_id, outbox_id, owner, change, since, replayed)
            SELECT tenant, subscription_id, outbox_id, ?, change, now(), true FROM gone
            ON CONFLICT (tenant, subscription_id, outbox_id) DO UPDATE SET since = now(), replayed = true
            """;

    private final Database database;
    private final long owner;

    /**
     * @param owner number of this process
     */
    public JdbcUndelivered(Database database, long owner) {
        this.database = database;
        this.owner = owner;
    }

    @Override
    public void add(
            SubscriptionKey subscription,
            long outboxId,
            EntityChange change,
            int attempts,
            String reason,
            @Nullable Request request) {
        database.inTransaction(jdbc -> {
            jdbc.sql(FROM_BACKLOG)
                    .params(subscription.tenant().name(), subscription.id(), outboxId)
                    .update();
            return jdbc.sql(ADD)
                    .param(subscription.tenant().name())
                    .param(subscription.id())
                    .param(NotificationWriter.id(outboxId, subscription.id()))
                    .param(outboxId)
                    .param(StoredChange.write(change))
                    .param(attempts)
                    .param(storable(reason))
                    .param(request == null ? null : json(request))
                    .update();
        });
    }

    /** PostgreSQL stores no U+0000. */
    private static String storable(String text) {
        return text.replace("\0", "");
    }

    private static String json(Request request) {
        var json = StoredAttributes.JSON.createObjectNode();
        json.put("uri", request.uri());
        var headers = json.putArray("headers");
        request.headers().forEach(h -> headers.addArray().add(h.getKey()).add(h.getValue()));
        json.put("body", request.body());
        return json.toString();
    }

    @Override
    public List<Letter> list(
            Tenant tenant, @Nullable String subscriptionId, long after, int limit) {
        return database.run(jdbc ->
                jdbc.sql(LIST)
                        .param(tenant.name())
                        .param(after)
                        .param(subscriptionId)
                        .param(subscriptionId)
                        .param(limit)
                        .query(JdbcUndelivered::letter)
                        .list());
    }

    /** For a subscription that is paused or deleted it would be lost. */
    @Override
    public Set<SubscriptionKey> replay(Tenant tenant, Choice choice) {
        var chosen = condition(choice).then(OF_ACTIVE);
        var gone = Sql.of(DELETE, tenant.name()).then(chosen);
        return database.inTransaction(jdbc -> {
            var subscriptions =
                    new HashSet<>(
                            jdbc.sql(
                                            "SELECT subscription_id FROM undelivered WHERE tenant ="
                                                    + " ? AND "
                                                    + chosen.text())
                                    .params(gone.binds())
                                    .query(String.class)
                                    .list());
            var sql =
                    Sql.of("WITH gone AS (")
                            .then(gone)
                            .then(" RETURNING tenant, subscription_id, outbox_id, change) ")
                            .then(INTO_BACKLOG, owner);
            jdbc.sql(sql.text()).params(sql.binds()).update();
            var keys = new HashSet<SubscriptionKey>();
            subscriptions.forEach(id -> keys.add(new SubscriptionKey(tenant, id)));
            return keys;
        });
    }

    @Override
    public int delete(Tenant tenant, Choice choice) {
        var sql = Sql.of(DELETE, tenant.name()).then(condition(choice));
        return database.run(jdbc -> jdbc.sql(sql.text()).params(sql.binds()).update());
    }

    private static Sql condition(Choice choice) {
        return switch (choice) {
            case Choice.One(long number) -> Sql.of("id = ?", number);
            case Choice.OfSubscription(String id) -> Sql.of("subscription_id = ?", id);
        };
    }

    private static Letter letter(ResultSet row, int number) throws SQLException {
        var request = row.getString(8);
        return new Letter(
                row.getLong(1),
                new SubscriptionKey(new Tenant(row.getString(2)), row.getString(3)),
                row.getString(4),
                row.getInt(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                request == null ? null : request(StoredAttributes.JSON.readTree(request)));
    }

    private static Request request(JsonNode json) {
        var headers =
                json.get("headers")
                        .valueStream()
                        .map(h -> Map.entry(h.get(0).stringValue(), h.get(1).stringValue()))
                        .toList();
        return new Request(json.get("uri").stringValue(), headers, json.get("body").stringValue());
    }
}
