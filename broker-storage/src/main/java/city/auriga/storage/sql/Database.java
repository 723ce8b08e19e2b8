package city.auriga.storage.sql;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The door of every repository to PostgreSQL: says in one place what it means when the server
 * cannot be reached.
 */
public final class Database {
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    public Database(DataSource connections) {
        this.jdbc = JdbcClient.create(connections);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(connections));
    }

    /** As {@link #run}, in one transaction. */
    public <T> T inTransaction(Function<JdbcClient, T> statements) {
        return run(client ->
                Objects.requireNonNull(transactions.execute(status -> statements.apply(client))));
    }

    /**
     * Runs statements.
     *
     * @throws NgsiLdException ServiceUnavailable if the server cannot be reached now
     */
    public <T> T run(Function<JdbcClient, T> statements) {
        try {
            return statements.apply(jdbc);
        } catch (NonTransientDataAccessResourceException
                | TransientDataAccessException
                | TransactionException e) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE, "the database cannot be reached; try again");
        }
    }
}
