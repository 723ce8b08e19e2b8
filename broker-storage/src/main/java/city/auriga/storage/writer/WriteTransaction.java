package city.auriga.storage.writer;

import city.auriga.core.model.Entity;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.storage.entity.EntityCache;
import city.auriga.storage.entity.EntityKey;
import city.auriga.storage.entity.EntityRows;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.sql.Columns;
import city.auriga.storage.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One batch as one transaction in two round trips: lock and read the rows in id order; then write
 * everything and commit, sent as one string of statements so that PostgreSQL need not wait for us
 * in between.
 */
final class WriteTransaction {
    private static final String LOCK = SqlResource.read(WriteTransaction.class, "lock.sql");
    private static final String TRANSACTION = "SELECT pg_current_xact_id()::xid::text";

    private final TypeSets typeSets;
    private final EntityCache cache;
    private final EntityRows stored;
    private final ChangeMatcher matcher;
    private final long owner;

    /**
     * @param owner number of this process, for its rows of the outbox
     */
    WriteTransaction(TypeSets typeSets, EntityCache cache, ChangeMatcher matcher, long owner) {
        this.typeSets = typeSets;
        this.cache = cache;
        this.stored = new EntityRows(cache, typeSets);
        this.matcher = matcher;
        this.owner = owner;
    }

    /** What is to be told after the commit. */
    record Committed(Fold fold, List<PendingNotification> notifications) {}

    /**
     * Runs and commits a batch.
     *
     * @param connection without auto-commit and without an open transaction; the caller rolls back
     *     on failure
     */
    Committed run(Connection connection, List<Request> batch) throws SQLException {
        var fold = new Fold(lock(connection, batch));
        batch.forEach(fold::apply);
        var changed = fold.changed();
        if (changed.isEmpty()) {
            connection.rollback();
            return new Committed(fold, List.of());
        }
        return new Committed(fold, write(connection, fold, changed));
    }

    private Map<EntityKey, Entity> lock(Connection connection, List<Request> batch)
            throws SQLException {
        var keys = new TreeSet<EntityKey>();
        batch.forEach(request -> keys.add(request.key()));
        var rows = new HashMap<EntityKey, Entity>();
        stored.read(connection, LOCK, keys).forEach((key, row) -> rows.put(key, row.entity()));
        return rows;
    }

    /** Only after the commit: what was written is what the rows now hold. */
    private void remember(String transaction, Collection<Fold.Slot> changed) {
        for (var slot : changed) {
            var entity = slot.current();
            if (entity == null) {
                cache.remove(slot.key());
            } else {
                cache.put(slot.key(), new EntityCache.Version(transaction, entity));
            }
        }
    }

    private List<PendingNotification> write(
            Connection connection, Fold fold, Collection<Fold.Slot> changed) throws SQLException {
        var rows = new Rows(typeSets);
        changed.stream().sorted((a, b) -> a.key().compareTo(b.key())).forEach(rows::add);
        var matched = new ArrayList<PendingNotification>();
        for (var change : fold.changes()) {
            rows.addHistory(change);
            match(change, rows, matched);
        }
        var numbers = execute(connection, rows);
        remember(Long.toString(numbers.removeFirst()), changed);
        var pending = new ArrayList<PendingNotification>(matched.size());
        for (int i = 0; i < matched.size(); i++) {
            pending.add(
                    new PendingNotification(
                            numbers.get(i),
                            matched.get(i).change(),
                            matched.get(i).subscriptionIds()));
        }
        return pending;
    }

    private void match(EntityChange change, Rows rows, List<PendingNotification> matched) {
        var subscriptions = matcher.match(change);
        if (!subscriptions.isEmpty()) {
            var pending = new PendingNotification(0, change, subscriptions);
            rows.addOutbox(pending, owner);
            matched.add(pending);
        }
    }

    /**
     * Writes and commits.
     *
     * @return the number of the transaction, which becomes the version of its rows, then the outbox
     *     ids
     */
    private static List<Long> execute(Connection connection, Rows rows) throws SQLException {
        var statements = rows.statements();
        var sql =
                statements.stream()
                        .map(Columns::sql)
                        .collect(Collectors.joining(";\n", TRANSACTION + ";\n", ";\nCOMMIT"));
        try (var statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (var columns : statements) {
                parameter = columns.bind(statement, parameter);
            }
            statement.execute();
            return numbers(statement);
        }
    }

    private static List<Long> numbers(PreparedStatement statement) throws SQLException {
        var numbers = new ArrayList<Long>();
        boolean isRows = true;
        while (isRows || statement.getUpdateCount() != -1) {
            var result = statement.getResultSet();
            while (result != null && result.next()) {
                numbers.add(result.getLong(1));
            }
            isRows = statement.getMoreResults();
        }
        return numbers;
    }
}
