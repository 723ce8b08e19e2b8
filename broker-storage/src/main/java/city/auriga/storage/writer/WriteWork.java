package city.auriga.storage.writer;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.NotificationSink;
import city.auriga.storage.lane.Lane;
import city.auriga.storage.sql.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits a batch: what to do when a transaction fails, and whom to tell what. */
final class WriteWork implements Lane.Work<Request> {
    private static final Logger LOG = LoggerFactory.getLogger(WriteWork.class);
    private static final int MAX_TRIES = 5;
    // data_corrupted
    private static final String UNREADABLE = "XX001";

    private final DataSource connections;
    private final WriteTransaction transaction;
    private final NotificationSink sink;
    private final WriterMetrics metrics;

    WriteWork(
            DataSource connections,
            WriteTransaction transaction,
            NotificationSink sink,
            WriterMetrics metrics) {
        this.connections = connections;
        this.transaction = transaction;
        this.sink = sink;
        this.metrics = metrics;
    }

    @Override
    public void process(List<Request> batch) {
        try (Connection connection = connections.getConnection()) {
            write(connection, batch);
        } catch (SQLException e) {
            LOG.warn("the database cannot be reached: {}", e.getMessage());
            batch.forEach(r -> r.fail(Lane.unavailable("the database cannot be reached")));
        }
    }

    private void write(Connection connection, List<Request> batch) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                commit(connection, batch, attempt == 1);
                return;
            } catch (SQLException e) {
                rollback(connection, e);
                if (SqlFault.isConcurrent(e) && attempt < MAX_TRIES) {
                    metrics.retried();
                } else if (SqlFault.isUnavailable(e)) {
                    throw e;
                } else if (SqlFault.isOfNoTenant(e)) {
                    byTenant(connection, batch);
                    return;
                } else {
                    oneByOne(connection, batch, e);
                    return;
                }
            }
        }
    }

    /**
     * One of the tenants does not exist, or is being removed: what is written to the others does
     * not suffer.
     */
    private void byTenant(Connection connection, List<Request> batch) throws SQLException {
        var tenants =
                batch.stream()
                        .collect(
                                Collectors.groupingBy(
                                        request -> request.key().tenant(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        if (tenants.size() > 1) {
            for (var requests : tenants.values()) {
                write(connection, requests);
            }
            return;
        }
        var name = batch.getFirst().key().tenant().name();
        var refused =
                new NgsiLdException(
                        Problem.NONEXISTENT_TENANT, "there is no tenant '" + name + "'");
        batch.forEach(request -> request.fail(refused));
    }

    /** After an error that the rules did not foresee: only the culprit fails. */
    private void oneByOne(Connection connection, List<Request> batch, SQLException error)
            throws SQLException {
        if (batch.size() == 1) {
            var request = batch.getFirst();
            if (SqlFault.isRolledBack(error)) {
                request.fail(Lane.unavailable("too many change the same entity"));
                return;
            }
            LOG.error("a change of {} cannot be written", request.key(), error);
            request.fail(
                    new NgsiLdException(
                            Problem.INTERNAL_ERROR,
                            "the database refused the change; see the log of the broker"));
            return;
        }
        for (var request : batch) {
            write(connection, List.of(request));
        }
    }

    private void commit(Connection connection, List<Request> batch, boolean trusting)
            throws SQLException {
        long start = System.nanoTime();
        var committed = run(connection, batch, trusting);
        metrics.committed(batch.size(), System.nanoTime() - start);
        metrics.folded(committed.fold());
        // Before the replies: who reads its subscription after its update is answered finds the
        // notification on its way.
        try {
            if (!committed.notifications().isEmpty()) {
                sink.committed(committed.notifications());
            }
        } finally {
            committed.fold().reply();
        }
    }

    /**
     * A row that nobody can read, as a slip by hand may leave one, is an error like PostgreSQL's.
     */
    private WriteTransaction.Committed run(
            Connection connection, List<Request> batch, boolean trusting) throws SQLException {
        try {
            return transaction.run(connection, batch, trusting);
        } catch (NgsiLdException unavailable) {
            throw unavailable;
        } catch (RuntimeException unreadable) {
            throw new SQLException(unreadable.getMessage(), UNREADABLE, unreadable);
        }
    }

    private static void rollback(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
