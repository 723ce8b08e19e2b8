package city.auriga.storage.entity;

import city.auriga.core.entity.KnownTenants;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.sql.Database;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tenants in PostgreSQL. Those known to exist are remembered, but not for long: another process may
 * remove one.
 */
public final class JdbcTenants implements Tenants, KnownTenants {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String REMOVED =
            "SELECT removed_at IS NOT NULL FROM tenant WHERE name = ?";
    private static final String ADD =
            "INSERT INTO tenant (name) VALUES (?) ON CONFLICT (name) DO NOTHING";
    private static final String LIST =
            "SELECT name, created_at, removed_at IS NOT NULL FROM tenant ORDER BY name COLLATE"
                    + " \"C\"";

    private final Database database;
    private final TenantRemoval removal;
    private final Set<Tenant> beingRemoved = ConcurrentHashMap.newKeySet();
    private final Cache<String, Boolean> known =
            Caffeine.newBuilder()
                    .expireAfterWrite(REMEMBERED)
                    .maximumSize(MOST_REMEMBERED)
                    .executor(Runnable::run)
                    .build();

    public JdbcTenants(Database database) {
        this.database = database;
        this.removal = new TenantRemoval(database);
    }

    @Override
    public boolean exists(Tenant tenant) {
        if (tenant.isDefault() || known.getIfPresent(tenant.name()) != null) {
            return true;
        }
        boolean exists = isRemoved(tenant).filter(removed -> !removed).isPresent();
        if (exists) {
            known.put(tenant.name(), true);
        }
        return exists;
    }

    /** Whether it is being removed; empty if there is no such tenant. */
    private Optional<Boolean> isRemoved(Tenant tenant) {
        return database.run(
                jdbc -> jdbc.sql(REMOVED).param(tenant.name()).query(Boolean.class).optional());
    }

    @Override
    public void ensure(Tenant tenant) {
        if (tenant.isDefault() || known.getIfPresent(tenant.name()) != null) {
            return;
        }
        var removed = isRemoved(tenant);
        if (removed.orElse(false)) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE,
                    "the tenant '" + tenant.name() + "' is being removed; try again");
        }
        if (removed.isEmpty()) {
            database.run(jdbc -> jdbc.sql(ADD).param(tenant.name()).update());
        }
        known.put(tenant.name(), true);
    }

    @Override
    public List<Known> list() {
        return database.run(jdbc ->
                jdbc.sql(LIST)
                        .query((row, n) ->
                                new Known(
                                        new Tenant(row.getString(1)),
                                        row.getObject(2, OffsetDateTime.class).toInstant(),
                                        row.getBoolean(3)))
                        .list());
    }

    @Override
    public boolean remove(Tenant tenant) {
        boolean begun = removal.begin(tenant);
        known.invalidate(tenant.name());
        if (begun) {
            finish(tenant);
        }
        return begun;
    }

    /**
     * Goes on with removals that a process did not finish. One that cannot be finished now holds up
     * no other.
     *
     * @throws NgsiLdException of the last one that could not be finished
     */
    public void resumeRemovals() {
        NgsiLdException failure = null;
        for (var tenant : removal.unfinished()) {
            try {
                if (!beingRemoved.contains(tenant)) {
                    finish(tenant);
                }
            } catch (NgsiLdException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void finish(Tenant tenant) {
        beingRemoved.add(tenant);
        try {
            removal.finish(tenant);
        } finally {
            beingRemoved.remove(tenant);
        }
    }
}
