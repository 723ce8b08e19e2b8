package city.auriga.storage.device;

import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** What devices watch, in the table {@code configuration_subscription}. */
public final class JdbcConfigurationSubscriptions implements ConfigurationSubscriptions {
    private static final String OF_DEVICE =
            "tenant = :tenant AND path = :path AND apikey = :apikey AND id = :device";
    private static final String PUT =
            """
            INSERT INTO configuration_subscription AS s (tenant, path, apikey, id, entity, type, fields, names)
            (SELECT tenant, path, apikey, id, :entity, :type, :fields, :names FROM device WHERE %s)
            ON CONFLICT (tenant, path, apikey, id) DO UPDATE
            SET entity = excluded.entity, type = excluded.type, fields = excluded.fields, names = excluded.names, version = s.version + 1
            """
                    .formatted(OF_DEVICE);

    /** Readings wait for nobody who moves or removes the device just now. */
    private static final String HOLD =
            "SELECT 1 FROM device WHERE " + OF_DEVICE + " FOR KEY SHARE SKIP LOCKED";

    private static final String IS_DEVICE_THERE = "SELECT 1 FROM device WHERE " + OF_DEVICE;
    private static final String IS_THERE =
            "SELECT 1 FROM configuration_subscription WHERE " + OF_DEVICE;
    private static final String REMOVE =
            "DELETE FROM configuration_subscription WHERE " + OF_DEVICE + " RETURNING entity";
    private static final String ALL =
            "SELECT DISTINCT tenant, entity, unnest(names) AS name FROM configuration_subscription";
    private static final String TYPES =
            """
            SELECT DISTINCT tenant, type, unnest(names) AS name FROM configuration_subscription
            WHERE type <> ''
            """;
    private static final String OF_ENTITY =
            """
            SELECT DISTINCT unnest(names) FROM configuration_subscription
            WHERE entity = :entity AND tenant = :tenant
            """;
    private static final String WATCHING =
            "FROM configuration_subscription WHERE entity = :of AND tenant = :tenant"
                    + " AND names && :names::text[]";

    /**
     * In order, so that none of those who tell of changes at once waits for the other for ever.
     * Beforehand: who has waited for them may find them under another apikey.
     */
    private static final String HOLD_WATCHING =
            "SELECT 1 " + WATCHING + " ORDER BY tenant, path, apikey, id FOR NO KEY UPDATE";

    private static final String CHANGED =
            """
            UPDATE configuration_subscription
            SET version = version + 1, changed_at = coalesce(changed_at, :now), next_try = :retry
            WHERE %s = :of AND tenant = :tenant AND names && :names::text[]
            RETURNING tenant, path, apikey, id
            """;

    private static final String CHANGED_ENTITY = CHANGED.formatted("entity");
    private static final String CHANGED_TYPE = CHANGED.formatted("type");

    /** One gets it. */
    private static final String CLAIM =
            """
            WITH held AS (
                SELECT tenant, path, apikey, id FROM configuration_subscription WHERE %s FOR UPDATE SKIP LOCKED)
            UPDATE configuration_subscription s SET claimed_until = :until FROM held h
            WHERE (s.tenant, s.path, s.apikey, s.id) = (h.tenant, h.path, h.apikey, h.id)
              AND s.changed_at IS NOT NULL AND (s.claimed_until IS NULL OR s.claimed_until <= :now)
            RETURNING s.tenant, s.path, s.apikey, s.id, s.entity, s.type, s.fields, s.names, s.version
            """
                    .formatted(OF_DEVICE);

    /** Who tells of it has claimed it; but it may be stored, or moved. */
    private static final String IS_LOCKED =
            """
            SELECT 1 FROM configuration_subscription
            WHERE %s AND changed_at IS NOT NULL AND (claimed_until IS NULL OR claimed_until <= :now)
            """
                    .formatted(OF_DEVICE);

    /** What changed meanwhile is still to be told. */
    private static final String TOLD =
            """
            UPDATE configuration_subscription
            SET claimed_until = NULL,
                changed_at = CASE WHEN version = :version THEN NULL ELSE changed_at END,
                next_try = CASE WHEN version = :version THEN NULL ELSE next_try END
            WHERE %s
            """
                    .formatted(OF_DEVICE);

    private static final String GIVE_BACK =
            "UPDATE configuration_subscription SET claimed_until = NULL WHERE " + OF_DEVICE;

    private static final String WAITING =
            """
            SELECT tenant, path, apikey, id FROM configuration_subscription
            WHERE next_try IS NOT NULL ORDER BY next_try LIMIT :limit
            """;

    /** Each waits as long again as it has waited, within bounds. */
    private static final String STIR =
            """
            UPDATE configuration_subscription s
            SET next_try = :now + least(greatest(:now - s.changed_at, interval '2 s'), interval '5 min')
            FROM (SELECT tenant, path, apikey, id FROM configuration_subscription
                  WHERE next_try <= :now AND (claimed_until IS NULL OR claimed_until <= :now)
                  ORDER BY next_try LIMIT :limit FOR UPDATE SKIP LOCKED) due
            WHERE (s.tenant, s.path, s.apikey, s.id) = (due.tenant, due.path, due.apikey, due.id)
            RETURNING s.tenant, s.path, s.apikey, s.id
            """;

    private final Database database;

    public JdbcConfigurationSubscriptions(Database database) {
        this.database = database;
    }

    @Override
    public boolean put(ConfigurationSubscription subscription) {
        return database.inTransaction(jdbc -> {
            hold(jdbc, subscription.device());
            int rows =
                    of(subscription.device(), jdbc.sql(PUT))
                            .param("entity", subscription.entity())
                            .param("type", subscription.type())
                            .param("fields", subscription.fields().toArray(String[]::new))
                            .param("names", subscription.names().toArray(String[]::new))
                            .update();
            ConfigurationNews.watched(jdbc, subscription.device().tenant(), subscription.entity());
            return rows > 0;
        });
    }

    /** What the device wants may be stored now, unless it is gone: then there is nothing. */
    private static void hold(JdbcClient jdbc, Address device) {
        // Whether it is there first: while it is held it may be moved, and then seems to be gone.
        if (!of(device, jdbc.sql(IS_DEVICE_THERE)).query().listOfRows().isEmpty()
                && of(device, jdbc.sql(HOLD)).query().listOfRows().isEmpty()) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE,
                    "the device is being moved or removed just now; try again");
        }
    }

    @Override
    public boolean isWithout(Address device) {
        return database.run(
                jdbc -> of(device, jdbc.sql(IS_THERE)).query(Integer.class).optional().isEmpty());
    }

    @Override
    public void remove(Address device) {
        database.inTransaction(jdbc -> {
            hold(jdbc, device);
            var entities = of(device, jdbc.sql(REMOVE)).query(String.class).list();
            entities.forEach(entity -> ConfigurationNews.watched(jdbc, device.tenant(), entity));
            return entities.size();
        });
    }

    @Override
    public List<Watched> watched() {
        return database.run(jdbc ->
                jdbc.sql(ALL)
                        .query((row, _) ->
                                new Watched(
                                        new Tenant(row.getString("tenant")),
                                        row.getString("entity"),
                                        row.getString("name")))
                        .list());
    }

    @Override
    public List<WatchedType> watchedTypes() {
        return database.run(jdbc ->
                jdbc.sql(TYPES)
                        .query((row, _) ->
                                new WatchedType(
                                        new Tenant(row.getString("tenant")),
                                        row.getString("type"),
                                        row.getString("name")))
                        .list());
    }

    @Override
    public Set<String> watched(Tenant tenant, String entity) {
        return new HashSet<>(
                database.run(jdbc ->
                        jdbc.sql(OF_ENTITY)
                                .param("entity", entity)
                                .param("tenant", tenant.name())
                                .query(String.class)
                                .list()));
    }

    @Override
    public int changed(
            Tenant tenant,
            String entity,
            Collection<String> names,
            Instant now,
            Instant retry,
            boolean mayWait) {
        return database.inTransaction(jdbc -> {
            (mayWait ? LockPatience.READING : LockPatience.MOMENT).begin(jdbc);
            watching(jdbc.sql(HOLD_WATCHING), tenant, entity, names).query().listOfRows();
            // The commit waits for those of all who have news at this moment.
            LockPatience.READING.begin(jdbc);
            var devices = changed(jdbc, CHANGED_ENTITY, tenant, entity, names, now, retry);
            ConfigurationNews.stirred(jdbc, devices);
            return devices.size();
        });
    }

    @Override
    public void changed(WatchedType watched, Instant now, Instant retry) {
        database.inTransaction(jdbc -> {
            // Shorter than it takes until one of those who wait for each other is refused.
            LockPatience.READING.begin(jdbc);
            var names = List.of(watched.name());
            var tenant = watched.tenant();
            var devices = changed(jdbc, CHANGED_TYPE, tenant, watched.type(), names, now, retry);
            ConfigurationNews.stirred(jdbc, devices);
            return devices.size();
        });
    }

    private static List<Address> changed(
            JdbcClient jdbc,
            String sql,
            Tenant tenant,
            String of,
            Collection<String> names,
            Instant now,
            Instant retry) {
        return watching(jdbc.sql(sql), tenant, of, names)
                .param("now", time(now))
                .param("retry", time(retry))
                .query((row, _) -> address(row))
                .list();
    }

    private static StatementSpec watching(
            StatementSpec sql, Tenant tenant, String of, Collection<String> names) {
        return sql.param("tenant", tenant.name())
                .param("of", of)
                .param("names", names.toArray(String[]::new));
    }

    @Override
    public Optional<Due> claim(Address device, Instant now, Instant until) {
        return database.run(jdbc -> {
            var claimed =
                    of(device, jdbc.sql(CLAIM))
                            .param("now", time(now))
                            .param("until", time(until))
                            .query((row, _) -> due(row))
                            .optional();
            if (claimed.isEmpty() && isLocked(jdbc, device, now)) {
                throw new NgsiLdException(
                        Problem.SERVICE_UNAVAILABLE,
                        "what the device watches is stored or moved just now; try again");
            }
            return claimed;
        });
    }

    private static boolean isLocked(JdbcClient jdbc, Address device, Instant now) {
        var free = of(device, jdbc.sql(IS_LOCKED)).param("now", time(now));
        return !free.query().listOfRows().isEmpty();
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                new ConfigurationSubscription(
                        address(row),
                        row.getString("entity"),
                        row.getString("type"),
                        texts(row, "fields"),
                        texts(row, "names")),
                row.getLong("version"));
    }

    @Override
    public void told(Address device, long version) {
        database.run(jdbc -> of(device, jdbc.sql(TOLD)).param("version", version).update());
    }

    @Override
    public void giveBack(Address device) {
        database.run(jdbc -> of(device, jdbc.sql(GIVE_BACK)).update());
    }

    @Override
    public List<Address> waiting(int limit) {
        return database.run(jdbc ->
                jdbc.sql(WAITING).param("limit", limit).query((row, _) -> address(row)).list());
    }

    @Override
    public void stir(Instant now, int limit) {
        database.inTransaction(jdbc -> {
            var devices =
                    jdbc.sql(STIR)
                            .param("now", time(now))
                            .param("limit", limit)
                            .query((row, _) -> address(row))
                            .list();
            ConfigurationNews.stirred(jdbc, devices);
            return devices.size();
        });
    }

    private static StatementSpec of(Address device, StatementSpec statement) {
        return statement
                .param("tenant", device.tenant().name())
                .param("path", device.path())
                .param("apikey", device.apikey())
                .param("device", device.device());
    }

    private static Address address(ResultSet row) throws SQLException {
        return new Address(
                new Tenant(row.getString("tenant")),
                row.getString("path"),
                row.getString("apikey"),
                row.getString("id"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
