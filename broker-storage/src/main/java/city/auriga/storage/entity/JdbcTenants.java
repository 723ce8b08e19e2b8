package city.auriga.storage.entity;

import city.auriga.core.entity.KnownTenants;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.SqlResource;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Tenants in PostgreSQL. Those known to exist are remembered, but not for long: another process may
 * remove one.
 */
public final class JdbcTenants implements Tenants, KnownTenants {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String EXISTS = "SELECT count(*) FROM tenant WHERE name = ?";
    private static final String ADD =
            "INSERT INTO tenant (name) VALUES (?) ON CONFLICT (name) DO NOTHING";
    private static final String LIST =
            "SELECT name, created_at FROM tenant ORDER BY name COLLATE \"C\"";
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtext('tenant'), hashtext(?))";
    private static final String TABLES = SqlResource.read(JdbcTenants.class, "tables.sql");
    private static final String TELL = SqlResource.read(JdbcTenants.class, "tell.sql");

    private final Database database;
    private final Cache<String, Boolean> known =
            Caffeine.newBuilder()
                    .expireAfterWrite(REMEMBERED)
                    .maximumSize(MOST_REMEMBERED)
                    .executor(Runnable::run)
                    .build();

    public JdbcTenants(Database database) {
        this.database = database;
    }

    @Override
    public boolean exists(Tenant tenant) {
        if (tenant.isDefault() || known.getIfPresent(tenant.name()) != null) {
            return true;
        }
        boolean exists =
                database.run(jdbc ->
                        jdbc.sql(EXISTS).param(tenant.name()).query(Integer.class).single())
                        > 0;
        if (exists) {
            known.put(tenant.name(), true);
        }
        return exists;
    }

    @Override
    public void ensure(Tenant tenant) {
        if (!tenant.isDefault() && known.getIfPresent(tenant.name()) == null) {
            database.run(jdbc -> jdbc.sql(ADD).param(tenant.name()).update());
            known.put(tenant.name(), true);
        }
    }

    @Override
    public List<Known> list() {
        return database.run(jdbc ->
                jdbc.sql(LIST)
                        .query((row, n) ->
                                new Known(
                                        new Tenant(row.getString(1)),
                                        row.getObject(2, OffsetDateTime.class).toInstant()))
                        .list());
    }

    @Override
    public boolean remove(Tenant tenant) {
        boolean removed =
                database.inTransaction(jdbc -> {
                    // Waits for those who write to it, and lets nobody begin.
                    jdbc.sql(LOCK).param(tenant.name()).query().listOfRows();
                    jdbc.sql(TELL).param(tenant.name()).query().listOfRows();
                    for (var table : jdbc.sql(TABLES).query(String.class).list()) {
                        jdbc.sql("DELETE FROM " + table + " WHERE tenant = ?")
                                .param(tenant.name())
                                .update();
                    }
                    return jdbc.sql("DELETE FROM tenant WHERE name = ?")
                                    .param(tenant.name())
                                    .update()
                            > 0;
                });
        known.invalidate(tenant.name());
        return removed;
    }
}
