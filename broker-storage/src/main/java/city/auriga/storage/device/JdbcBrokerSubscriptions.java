package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.BrokerSubscriptions;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The tables {@code broker_subscription} and {@code notify_secret}. */
public final class JdbcBrokerSubscriptions implements BrokerSubscriptions {
    private static final String SECRET = "SELECT secret FROM notify_secret";
    private static final String ALL =
            """
            SELECT of_tenant, id, type, attribute, endpoint, since FROM broker_subscription
            ORDER BY of_tenant, id
            """;
    private static final String SINCE =
            """
            SELECT since FROM broker_subscription WHERE of_tenant = :tenant AND attribute = :attribute
            ORDER BY since LIMIT 1
            """;
    private static final String PUT =
            """
            INSERT INTO broker_subscription (of_tenant, id, type, attribute, endpoint, since)
            VALUES (:tenant, :id, :type, :attribute, :endpoint, :since)
            ON CONFLICT (of_tenant, id) DO UPDATE SET endpoint = excluded.endpoint
            """;
    private static final String REMOVE =
            "DELETE FROM broker_subscription WHERE of_tenant = :tenant AND id = :id";

    private final Database database;

    public JdbcBrokerSubscriptions(Database database) {
        this.database = database;
    }

    @Override
    public String secret() {
        return database.run(jdbc -> jdbc.sql(SECRET).query(String.class).single());
    }

    @Override
    public List<Made> all() {
        return database.run(jdbc -> jdbc.sql(ALL).query(JdbcBrokerSubscriptions::made).list());
    }

    private static Made made(ResultSet row, int number) throws SQLException {
        return new Made(
                new Tenant(row.getString("of_tenant")),
                row.getString("id"),
                row.getString("type"),
                row.getString("attribute"),
                row.getString("endpoint"),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }

    @Override
    public Optional<Instant> since(Tenant tenant, String attribute) {
        return database.run(jdbc ->
                        jdbc.sql(SINCE)
                                .param("tenant", tenant.name())
                                .param("attribute", attribute)
                                .query(OffsetDateTime.class)
                                .optional())
                .map(OffsetDateTime::toInstant);
    }

    @Override
    public void put(Made made) {
        database.run(jdbc ->
                jdbc.sql(PUT)
                        .param("tenant", made.tenant().name())
                        .param("id", made.id())
                        .param("type", made.type())
                        .param("attribute", made.attribute())
                        .param("endpoint", made.endpoint())
                        .param("since", time(made.since()))
                        .update());
    }

    @Override
    public void remove(Made made) {
        database.run(jdbc ->
                jdbc.sql(REMOVE)
                        .param("tenant", made.tenant().name())
                        .param("id", made.id())
                        .update());
    }
}
