package city.auriga.storage.writer;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.storage.entity.StoredEntity;
import city.auriga.storage.entity.TypeSets;
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

    private final TypeSets typeSets;
    private final ChangeMatcher matcher;
    private final long owner;

    /**
     * @param owner number of this process, for its rows of the outbox
     */
    WriteTransaction(TypeSets typeSets, ChangeMatcher matcher, long owner) {
        this.typeSets = typeSets;
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

    private Map<Key, Entity> lock(Connection connection, List<Request> batch) throws SQLException {
        var keys = new Columns(LOCK, "text", "text");
        batch.stream()
                .map(Request::key)
                .collect(Collectors.toCollection(TreeSet::new))
                .forEach(key -> keys.add(key.tenant().name(), key.id().value()));
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            keys.bind(statement, 1);
            var rows = new HashMap<Key, Entity>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    var key =
                            new Key(
                                    new Tenant(result.getString(1)),
                                    new EntityId(result.getString(2)));
                    rows.put(key, StoredEntity.read(result, 1, typeSets));
                }
            }
            return rows;
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
        var outboxIds = execute(connection, rows);
        var pending = new ArrayList<PendingNotification>(matched.size());
        for (int i = 0; i < matched.size(); i++) {
            pending.add(
                    new PendingNotification(
                            outboxIds.get(i),
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

    private static List<Long> execute(Connection connection, Rows rows) throws SQLException {
        var statements = rows.statements();
        var sql =
                statements.stream()
                        .map(Columns::sql)
                        .collect(Collectors.joining(";\n", "", ";\nCOMMIT"));
        try (var statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (var columns : statements) {
                parameter = columns.bind(statement, parameter);
            }
            statement.execute();
            return rows.hasOutbox() ? outboxIds(statement) : List.of();
        }
    }

    private static List<Long> outboxIds(PreparedStatement statement) throws SQLException {
        var ids = new ArrayList<Long>();
        boolean isRows = false;
        do {
            var result = statement.getResultSet();
            if (result != null) {
                while (result.next()) {
                    ids.add(result.getLong(1));
                }
            }
            isRows = statement.getMoreResults();
        } while (isRows || statement.getUpdateCount() != -1);
        return ids;
    }
}
