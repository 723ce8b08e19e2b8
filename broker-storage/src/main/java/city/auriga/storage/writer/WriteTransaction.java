package city.auriga.storage.writer;

import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.CreateEntity;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.storage.entity.EntityCache;
import city.auriga.storage.entity.EntityCache.Version;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One batch as one transaction: fold the mutations over the rows, then write everything and commit,
 * sent as one string of statements so that PostgreSQL need not wait for us in between. Where all
 * rows are known, that is all: the statements fail if one has changed. Else the rows are locked and
 * read first, in the order of their keys.
 */
final class WriteTransaction {
    private static final String LOCK = SqlResource.read(WriteTransaction.class, "lock.sql");
    private static final String TRANSACTION = "SELECT pg_current_xact_id()::xid::text";

    /** The same, for tenants that somebody may be removing. */
    private static final String TRANSACTION_IN_TENANTS = TRANSACTION + ", use_tenants(?::text[])";

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
     * @param trusting whether rows may be taken for what they were when they were last seen; if one
     *     is not, the transaction fails like any that another process has overtaken
     */
    Committed run(Connection connection, List<Request> batch, boolean trusting)
            throws SQLException {
        if (trusting) {
            var known = remembered(batch);
            if (known.isPresent()) {
                var fold = new Fold(known.get(), batch);
                if (fold.writesEveryRow()) {
                    return new Committed(fold, write(connection, fold));
                }
            }
        }
        var fold = new Fold(lock(connection, batch), batch);
        if (fold.changes().isEmpty()) {
            connection.rollback();
            return new Committed(fold, List.of());
        }
        return new Committed(fold, write(connection, fold));
    }

    /**
     * The rows as they were last seen; empty if one is not known. An Entity that is to be created
     * is taken for new.
     */
    private Optional<Map<EntityKey, Version>> remembered(List<Request> batch) {
        var rows = new HashMap<EntityKey, Version>();
        var created = new HashSet<EntityKey>();
        for (var request : batch) {
            var key = request.key();
            if (rows.containsKey(key) || created.contains(key)) {
                continue;
            }
            var version = cache.find(key);
            if (version != null) {
                rows.put(key, version);
            } else if (request.mutation() instanceof CreateEntity) {
                created.add(key);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(rows);
    }

    private Map<EntityKey, Version> lock(Connection connection, List<Request> batch)
            throws SQLException {
        var keys = new TreeSet<EntityKey>();
        batch.forEach(request -> keys.add(request.key()));
        return stored.read(connection, LOCK, keys);
    }

    /** Names of tenants that can be removed. */
    private static String[] tenants(Fold fold) {
        return fold.changes().stream()
                .map(accepted -> accepted.change().tenant())
                .filter(tenant -> !tenant.isDefault())
                .map(Tenant::name)
                .distinct()
                .toArray(String[]::new);
    }

    /** Only after the commit: what was written is what the rows now hold. */
    private void remember(String transaction, Collection<Fold.Slot> changed) {
        for (var slot : changed) {
            var entity = slot.current();
            if (entity == null) {
                cache.remove(slot.key());
            } else {
                cache.put(slot.key(), new Version(transaction, entity, slot.nextExpiry()));
            }
        }
    }

    private List<PendingNotification> write(Connection connection, Fold fold) throws SQLException {
        var changed = fold.changed();
        var rows = new Rows(typeSets);
        changed.stream().sorted((a, b) -> a.key().compareTo(b.key())).forEach(rows::add);
        var matched = new ArrayList<PendingNotification>();
        for (var accepted : fold.changes()) {
            if (!accepted.isExpiry()) {
                rows.addHistory(accepted.change());
            }
            match(accepted.change(), rows, matched);
        }
        var answers = execute(connection, rows, tenants(fold));
        remember(Long.toString(answers.getFirst().getFirst()), changed);
        var outboxIds = answers.getLast();
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

    /**
     * Writes and commits.
     *
     * @return what the statements answer: first the number of the transaction, which becomes the
     *     version of its rows; last the outbox ids, if there are any
     */
    private static List<List<Long>> execute(Connection connection, Rows rows, String[] tenants)
            throws SQLException {
        var statements = rows.statements();
        var first = tenants.length == 0 ? TRANSACTION : TRANSACTION_IN_TENANTS;
        var sql =
                statements.stream()
                        .map(Columns::sql)
                        .collect(Collectors.joining(";\n", first + ";\n", ";\nCOMMIT"));
        try (var statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            if (tenants.length > 0) {
                statement.setArray(parameter++, connection.createArrayOf("text", tenants));
            }
            for (var columns : statements) {
                parameter = columns.bind(statement, parameter);
            }
            statement.execute();
            return answers(statement);
        }
    }

    private static List<List<Long>> answers(PreparedStatement statement) throws SQLException {
        var answers = new ArrayList<List<Long>>();
        boolean isRows = true;
        while (isRows || statement.getUpdateCount() != -1) {
            var result = statement.getResultSet();
            if (result != null) {
                var numbers = new ArrayList<Long>();
                while (result.next()) {
                    numbers.add(result.getLong(1));
                }
                answers.add(numbers);
            }
            isRows = statement.getMoreResults();
        }
        return answers;
    }
}
