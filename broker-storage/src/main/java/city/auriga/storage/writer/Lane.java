package city.auriga.storage.writer;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.NotificationSink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue and the thread that empties it: takes all that waits, in one transaction. No timer: one
 * waiting request is a batch of one.
 */
final class Lane implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int MAX_TRIES = 5;

    private final BlockingQueue<Request> queue;
    private final DataSource connections;
    private final WriteTransaction transaction;
    private final NotificationSink sink;
    private final WriterMetrics metrics;
    private final int maxBatch;

    Lane(
            WriterSettings settings,
            DataSource connections,
            WriteTransaction transaction,
            NotificationSink sink,
            WriterMetrics metrics) {
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.maxBatch = settings.batch();
        this.connections = connections;
        this.transaction = transaction;
        this.sink = sink;
        this.metrics = metrics;
    }

    int waiting() {
        return queue.size();
    }

    void submit(Request request) {
        if (!queue.offer(request)) {
            request.reply()
                    .completeExceptionally(
                            unavailable("too many changes are waiting to be stored"));
        }
    }

    @Override
    public void run() {
        var batch = new ArrayList<Request>(maxBatch);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, maxBatch - 1);
                process(batch);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } finally {
                // Whatever went wrong, no caller may wait for ever.
                batch.forEach(r ->
                        r.reply().completeExceptionally(unavailable("the broker is stopping")));
                batch.clear();
            }
        }
        queue.forEach(r -> r.reply().completeExceptionally(unavailable("the broker is stopping")));
    }

    private void process(List<Request> batch) {
        try (Connection connection = connections.getConnection()) {
            write(connection, batch);
        } catch (SQLException e) {
            LOG.warn("the database cannot be reached: {}", e.getMessage());
            fail(batch);
        } catch (RuntimeException e) {
            LOG.error("a batch of {} changes failed", batch.size(), e);
            batch.forEach(r ->
                    r.reply()
                            .completeExceptionally(
                                    new NgsiLdException(
                                            Problem.INTERNAL_ERROR,
                                            "the change failed; see the log")));
        }
    }

    private void write(Connection connection, List<Request> batch) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                commit(connection, batch);
                return;
            } catch (SQLException e) {
                rollback(connection, e);
                if (SqlFault.isConcurrent(e) && attempt < MAX_TRIES) {
                    metrics.retried();
                } else if (SqlFault.isUnavailable(e)) {
                    throw e;
                } else {
                    oneByOne(connection, batch, e);
                    return;
                }
            }
        }
    }

    /** After an error that the rules did not foresee: only the culprit fails. */
    private void oneByOne(Connection connection, List<Request> batch, SQLException error)
            throws SQLException {
        if (batch.size() == 1) {
            var request = batch.getFirst();
            LOG.error("PostgreSQL refused a change of {}", request.key(), error);
            request.reply()
                    .completeExceptionally(
                            new NgsiLdException(
                                    Problem.INTERNAL_ERROR,
                                    "the database refused the change; see the log of the broker"));
            return;
        }
        for (var request : batch) {
            write(connection, List.of(request));
        }
    }

    private void commit(Connection connection, List<Request> batch) throws SQLException {
        long start = System.nanoTime();
        var committed = transaction.run(connection, batch);
        metrics.committed(batch.size(), System.nanoTime() - start);
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

    private static void rollback(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void fail(List<Request> batch) {
        batch.forEach(r ->
                r.reply().completeExceptionally(unavailable("the database cannot be reached")));
    }

    private static NgsiLdException unavailable(String reason) {
        return new NgsiLdException(Problem.SERVICE_UNAVAILABLE, reason + "; try again");
    }
}
