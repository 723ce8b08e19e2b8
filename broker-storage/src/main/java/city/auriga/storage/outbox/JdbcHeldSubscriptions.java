package city.auriga.storage.outbox;

import city.auriga.core.model.Tenant;
import city.auriga.core.subscription.HeldSubscriptions;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.storage.sql.Database;
import java.util.Set;

/** The table {@code held_subscription}. */
public final class JdbcHeldSubscriptions implements HeldSubscriptions {
    private static final String ALL = "SELECT tenant, id FROM held_subscription";
    private static final String HOLD =
            "INSERT INTO held_subscription (tenant, id) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String RELEASE =
            "DELETE FROM held_subscription WHERE tenant = ? AND id = ?";

    private final Database database;

    public JdbcHeldSubscriptions(Database database) {
        this.database = database;
    }

    @Override
    public Set<SubscriptionKey> all() {
        return database.run(jdbc ->
                Set.copyOf(
                        jdbc.sql(ALL)
                                .query((row, n) ->
                                        new SubscriptionKey(
                                                new Tenant(row.getString(1)), row.getString(2)))
                                .list()));
    }

    @Override
    public void hold(SubscriptionKey subscription) {
        update(HOLD, subscription);
    }

    @Override
    public void release(SubscriptionKey subscription) {
        update(RELEASE, subscription);
    }

    private void update(String sql, SubscriptionKey subscription) {
        database.run(jdbc ->
                jdbc.sql(sql).params(subscription.tenant().name(), subscription.id()).update());
    }
}
