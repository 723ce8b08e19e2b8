package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.BrokerSubscriptions;
import city.auriga.core.device.HeardChanges;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tables {@code broker_subscription} and {@code notify_secret}. */
public final class JdbcBrokerSubscriptions implements BrokerSubscriptions {
    private static final String SECRET = "SELECT secret FROM notify_secret";
    private static final String ALL =
            """
            SELECT of_tenant, id, type, attribute, endpoint, since, command FROM broker_subscription
            ORDER BY of_tenant, id
            """;
    private static final String SINCE =
            """
            SELECT min(since) AS changes, min(since) FILTER (WHERE command) AS commands
            FROM (SELECT greatest(since, now() - interval '%d days') AS since, command, type = ANY (:types) AS own
                  FROM broker_subscription WHERE of_tenant = :tenant AND attribute = :attribute) s
            GROUP BY own ORDER BY own DESC LIMIT 1
            """
                    .formatted(HeardChanges.OLDEST.toDays());
    private static final String PUT =
            """
            INSERT INTO broker_subscription AS s (of_tenant, id, type, attribute, endpoint, since, command)
            VALUES (:tenant, :id, :type, :attribute, :endpoint, :since, :command)
            ON CONFLICT (of_tenant, id) DO UPDATE
            SET endpoint = excluded.endpoint, command = excluded.command,
                since = CASE WHEN excluded.command AND NOT s.command THEN excluded.since ELSE s.since END
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
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getBoolean("command"));
    }

    @Override
    public Optional<Since> since(Tenant tenant, String attribute, Set<String> types) {
        return database.run(jdbc ->
                jdbc.sql(SINCE)
                        .param("tenant", tenant.name())
                        .param("attribute", attribute)
                        .param("types", types.toArray(String[]::new))
                        .query(JdbcBrokerSubscriptions::since)
                        .optional());
    }

    private static Since since(ResultSet row, int number) throws SQLException {
        var commands = row.getObject("commands", OffsetDateTime.class);
        return new Since(
                row.getObject("changes", OffsetDateTime.class).toInstant(),
                commands == null ? null : commands.toInstant());
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
                        .param("command", made.command())
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
