package city.auriga.storage.entity;

import city.auriga.core.entity.Tenants;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tenants in PostgreSQL; those known to exist are remembered. */
public final class JdbcTenants implements Tenants {
    private static final String EXISTS = "SELECT count(*) FROM tenant WHERE name = ?";
    private static final String ADD =
            "INSERT INTO tenant (name) VALUES (?) ON CONFLICT (name) DO NOTHING";

    private final Database database;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public JdbcTenants(Database database) {
        this.database = database;
        known.add(Tenant.DEFAULT.name());
    }

    @Override
    public boolean exists(Tenant tenant) {
        if (known.contains(tenant.name())) {
            return true;
        }
        boolean exists =
                database.run(jdbc ->
                        jdbc.sql(EXISTS).param(tenant.name()).query(Integer.class).single())
                        > 0;
        if (exists) {
            known.add(tenant.name());
        }
        return exists;
    }

    @Override
    public void ensure(Tenant tenant) {
        if (!known.contains(tenant.name())) {
            database.run(jdbc -> jdbc.sql(ADD).param(tenant.name()).update());
            known.add(tenant.name());
        }
    }
}
