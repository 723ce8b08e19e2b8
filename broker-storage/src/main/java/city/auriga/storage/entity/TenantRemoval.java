package city.auriga.storage.entity;

import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.SqlResource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes a tenant in steps, each of them a transaction that is short however much the tenant
 * holds: says that it is being removed, so that nobody begins to write to it; waits for those who
 * do already; deletes its rows; and at last the tenant itself. Who finds a tenant half removed goes
 * on where the other one stopped; several may do so at the same time.
 */
final class TenantRemoval {
    private static final int ROWS = 10_000;
    private static final String MARK =
            "UPDATE tenant SET removed_at = coalesce(removed_at, now()) WHERE name = ? AND name <>"
                    + " ''";
    private static final String UNFINISHED =
            "SELECT name FROM tenant WHERE removed_at IS NOT NULL ORDER BY name";
    private static final String WAIT =
            "SELECT pg_advisory_xact_lock(hashtext('tenant'), hashtext(?))";
    private static final String TABLES = SqlResource.read(TenantRemoval.class, "tables.sql");
    private static final String HOLD =
            "SELECT name FROM tenant WHERE name = ? AND removed_at IS NOT NULL FOR SHARE";
    private static final String SUBSCRIPTIONS = "subscription";
    private static final String DELETE_SUBSCRIPTIONS =
            SqlResource.read(TenantRemoval.class, "remove-subscriptions.sql");
    private static final String CLAIM =
            "SELECT name FROM tenant WHERE name = ? AND removed_at IS NOT NULL FOR UPDATE";
    private static final String END = "DELETE FROM tenant WHERE name = ?";

    private final Database database;

    TenantRemoval(Database database) {
        this.database = database;
    }

    /** From now on nobody writes to the tenant; false if there is none. */
    boolean begin(Tenant tenant) {
        return database.run(jdbc -> jdbc.sql(MARK).param(tenant.name()).update()) > 0;
    }

    /** Those that somebody has begun to remove. */
    List<Tenant> unfinished() {
        return database.run(jdbc ->
                jdbc.sql(UNFINISHED).query((row, n) -> new Tenant(row.getString(1))).list());
    }

    /** Removes a tenant whose removal has begun. */
    void finish(Tenant tenant) {
        awaitWriters(tenant);
        do {
            for (var table : tables()) {
                while (step(tenant, table)) {
                    // as long as there is something
                }
            }
        } while (!end(tenant));
    }

    private void awaitWriters(Tenant tenant) {
        try {
            database.run(jdbc -> jdbc.sql(WAIT).param(tenant.name()).query().listOfRows());
        } catch (NgsiLdException e) {
            throw e.problem() == Problem.TOO_COMPLEX_QUERY
                    ? new NgsiLdException(
                            Problem.SERVICE_UNAVAILABLE,
                            "what was being written to the tenant takes its time; the removal goes"
                                    + " on by itself")
                    : e;
        }
    }

    private List<String> tables() {
        return database.run(TenantRemoval::tables);
    }

    private static List<String> tables(JdbcClient jdbc) {
        return jdbc.sql(TABLES).query((row, n) -> row.getString(1)).list();
    }

    /** Deletes some rows; false if there were none, or the tenant is gone. */
    private boolean step(Tenant tenant, String table) {
        return database.inTransaction(jdbc -> {
            // Once the tenant is gone there may be a new one of that name.
            boolean held =
                    jdbc.sql(HOLD).param(tenant.name()).query(String.class).optional().isPresent();
            // Each step would look through what those before it have deleted.
            jdbc.sql("SET LOCAL enable_seqscan = off").update();
            return held && delete(jdbc, tenant, table) > 0;
        });
    }

    private static long delete(JdbcClient jdbc, Tenant tenant, String table) {
        var name = tenant.name();
        return table.equals(SUBSCRIPTIONS)
                ? jdbc.sql(DELETE_SUBSCRIPTIONS).params(name, name, ROWS).query(Long.class).single()
                : jdbc.sql(
                                "DELETE FROM "
                                        + table
                                        + " WHERE tenant = ? AND ctid = ANY (ARRAY(SELECT ctid FROM"
                                        + " "
                                        + table
                                        + " WHERE tenant = ? LIMIT ?))")
                        .params(name, name, ROWS)
                        .update();
    }

    /** Takes out the tenant itself, if nothing of it is left; true if it is gone. */
    private boolean end(Tenant tenant) {
        return database.inTransaction(jdbc -> {
            var name = tenant.name();
            if (jdbc.sql(CLAIM).param(name).query(String.class).optional().isEmpty()) {
                return true;
            }
            return tables(jdbc).stream().noneMatch(table -> holds(jdbc, table, name))
                    && jdbc.sql(END).param(name).update() > 0;
        });
    }

    private static boolean holds(JdbcClient jdbc, String table, String name) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM " + table + " WHERE tenant = ?)")
                .param(name)
                .query(Boolean.class)
                .single();
    }
}
