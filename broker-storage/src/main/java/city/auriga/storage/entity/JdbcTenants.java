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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Tenants in PostgreSQL. Those known to exist are remembered, but not for long: another process may
 * remove one.
 */
public final class JdbcTenants implements Tenants, KnownTenants {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String FIND =
            "SELECT created_at, removed_at IS NOT NULL FROM tenant WHERE name = ?";
    private static final String ADD =
            "INSERT INTO tenant (name) VALUES (?) ON CONFLICT (name) DO NOTHING RETURNING"
                    + " created_at, false";
    private static final String LIST =
            "SELECT name, created_at, removed_at IS NOT NULL FROM tenant ORDER BY name COLLATE"
                    + " \"C\"";

    private final Database database;
    private final TenantRemoval removal;
    private final Set<Tenant> beingRemoved = ConcurrentHashMap.newKeySet();
    private final Cache<String, Instant> known =
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
    public Optional<Instant> since(Tenant tenant) {
        if (tenant.isDefault()) {
            return Optional.of(Instant.EPOCH);
        }
        var remembered = known.getIfPresent(tenant.name());
        if (remembered != null) {
            return Optional.of(remembered);
        }
        var since = find(FIND, tenant).filter(found -> !found.isBeingRemoved).map(Found::since);
        since.ifPresent(instant -> known.put(tenant.name(), instant));
        return since;
    }

    private record Found(Instant since, boolean isBeingRemoved) {}

    private Optional<Found> find(String sql, Tenant tenant) {
        return database.run(jdbc ->
                jdbc.sql(sql)
                        .param(tenant.name())
                        .query((row, n) ->
                                new Found(
                                        row.getObject(1, OffsetDateTime.class).toInstant(),
                                        row.getBoolean(2)))
                        .optional());
    }

    @Override
    public <T> T creating(Tenant tenant, Supplier<T> content) {
        ensure(tenant);
        try {
            return content.get();
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw e;
            }
            // Another process has removed it since it was seen here.
            known.invalidate(tenant.name());
            ensure(tenant);
            return content.get();
        }
    }

    private void ensure(Tenant tenant) {
        if (tenant.isDefault() || known.getIfPresent(tenant.name()) != null) {
            return;
        }
        var found = find(FIND, tenant).or(() -> find(ADD, tenant));
        if (found.isPresent()) {
            if (found.get().isBeingRemoved) {
                throw new NgsiLdException(
                        Problem.SERVICE_UNAVAILABLE,
                        "the tenant '" + tenant.name() + "' is being removed; try again");
            }
            known.put(tenant.name(), found.get().since);
        }
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
