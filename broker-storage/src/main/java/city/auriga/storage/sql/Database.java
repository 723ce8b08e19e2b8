package city.auriga.storage.sql;

import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The door of every repository to PostgreSQL: says in one place what it means when the server
 * cannot be reached.
 */
public final class Database {
    private static final String USE = "SELECT use_tenants(?::text[])";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    public Database(DataSource connections) {
        this.template = new JdbcTemplate(connections);
        this.jdbc = JdbcClient.create(template);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(connections));
    }

    /** As {@link #run}, in one transaction. */
    public <T> T inTransaction(Function<JdbcClient, T> statements) {
        return run(client ->
                Objects.requireNonNull(transactions.execute(status -> statements.apply(client))));
    }

    /**
     * As {@link #inTransaction}, for what creates rows of tenants: who removes one of them waits
     * for the transaction, so that nothing outlives it.
     *
     * @throws NgsiLdException NonexistentTenant if one does not exist, or is being removed
     */
    public <T> T inTenants(Collection<Tenant> tenants, Function<JdbcClient, T> statements) {
        var names =
                tenants.stream()
                        .filter(tenant -> !tenant.isDefault())
                        .map(Tenant::name)
                        .toArray(String[]::new);
        return inTransaction(client -> {
            if (names.length > 0) {
                // A statement of its own: those that follow see what there is once it is through.
                client.sql(USE).param(names).query((row, n) -> n).list();
            }
            return statements.apply(client);
        });
    }

    /**
     * Runs statements.
     *
     * @throws NgsiLdException ServiceUnavailable if the server cannot be reached now
     */
    public <T> T run(Function<JdbcClient, T> statements) {
        return available(() -> statements.apply(jdbc));
    }

    /** As {@link #run}, for statements that need the connection itself. */
    public <T> T onConnection(ConnectionCallback<T> statements) {
        return available(() -> Objects.requireNonNull(template.execute(statements)));
    }

    private static <T> T available(Supplier<T> statements) {
        try {
            return statements.get();
        } catch (QueryTimeoutException e) {
            throw new NgsiLdException(
                    Problem.TOO_COMPLEX_QUERY,
                    "the database needs too long for this; ask for less at once");
        } catch (NonTransientDataAccessResourceException e) {
            // Among them is what exceeds a limit of the server, and always will.
            if (!SqlFault.isUnavailable(fault(e))) {
                throw e;
            }
            throw unavailable();
        } catch (TransientDataAccessException | TransactionException e) {
            throw unavailable();
        } catch (UncategorizedSQLException e) {
            var fault = fault(e);
            if (SqlFault.isOfNoTenant(fault)) {
                throw new NgsiLdException(
                        Problem.NONEXISTENT_TENANT, "there is no such tenant any more");
            }
            if (SqlFault.isUnavailable(fault)) {
                throw unavailable();
            }
            throw e;
        }
    }

    private static NgsiLdException unavailable() {
        return new NgsiLdException(
                Problem.SERVICE_UNAVAILABLE, "the database cannot be reached; try again");
    }

    /** What the server said; nothing if there was none to say it. */
    private static SQLException fault(NestedRuntimeException e) {
        return e.getMostSpecificCause() instanceof SQLException fault ? fault : new SQLException();
    }
}
