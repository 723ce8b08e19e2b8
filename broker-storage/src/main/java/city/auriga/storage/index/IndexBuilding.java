package city.auriga.storage.index;

import city.auriga.core.entity.AttributeIndexes.Index;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.IndexedValue;
import city.auriga.storage.sql.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Makes the indexes that are declared and drops those that are taken back, without holding up who
 * writes. One process at a time does it, holding a lock that ends with its connection; what it
 * leaves behind when it dies, another finds and makes anew.
 */
public final class IndexBuilding {
    private static final Logger LOG = LoggerFactory.getLogger(IndexBuilding.class);
    private static final String DUE =
            "SELECT id, attribute, state, reason, declared_at FROM attribute_index WHERE state IN"
                    + " ('building', 'removing') ORDER BY id";
    private static final String LOCK = "SELECT pg_try_advisory_lock(hashtext('attribute_index'))";
    private static final String IS_VALID =
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)";
    private static final String SET_STATE =
            "UPDATE attribute_index SET state = ?, reason = ? WHERE id = ? AND state = 'building'";

    private static final int ALIVE_SECONDS = 5;

    private final Database database;
    private final DataSource connections;

    /**
     * @param database to ask whether there is anything to do, as there is but seldom
     * @param connections a source of connections that no pool shares, and that wait as long as it
     *     takes
     */
    public IndexBuilding(Database database, DataSource connections) {
        this.database = database;
        this.connections = connections;
    }

    /**
     * Does what is due. Returns at once if another process is at it.
     *
     * @throws SQLException if the database cannot be reached; what is left is done the next time
     */
    public void work() throws SQLException {
        if (database.run(IndexBuilding::due).isEmpty()) {
            return;
        }
        try (var connection = connections.getConnection()) {
            var jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            if (!jdbc.sql(LOCK).query(Boolean.class).single()) {
                return;
            }
            for (var index : due(jdbc)) {
                switch (index.state()) {
                    case BUILDING -> build(connection, jdbc, index);
                    case REMOVING -> remove(connection, jdbc, index);
                    case VALID, FAILED -> {}
                }
            }
        }
    }

    private static List<Index> due(JdbcClient jdbc) {
        return jdbc.sql(DUE).query(JdbcAttributeIndexes::index).list();
    }

    private static void build(Connection connection, JdbcClient jdbc, Index index)
            throws SQLException {
        try {
            for (var part : parts(index)) {
                build(connection, jdbc, part);
            }
            // The planner knows how values are spread only by samples of the expressions.
            execute(connection, "ANALYZE entity");
            conclude(jdbc, index, "valid", null);
            LOG.info("the Attribute {} is indexed", index.attribute());
        } catch (SQLException e) {
            if (SqlFault.isConcurrent(e) || !connection.isValid(ALIVE_SECONDS)) {
                throw e;
            }
            LOG.warn("the Attribute {} cannot be indexed: {}", index.attribute(), e.getMessage());
            drop(connection, index);
            conclude(jdbc, index, "failed", e.getMessage());
        }
    }

    private static void build(Connection connection, JdbcClient jdbc, IndexedValue.Index part)
            throws SQLException {
        var valid = jdbc.sql(IS_VALID).param(part.name()).query(Boolean.class).optional();
        if (valid.isPresent() && !valid.get()) {
            drop(connection, part);
        }
        if (!valid.orElse(false)) {
            execute(connection, "CREATE INDEX CONCURRENTLY " + part.definition());
        }
        execute(connection, "CREATE STATISTICS IF NOT EXISTS " + part.statistics());
    }

    /** Does nothing if it was taken back meanwhile. */
    private static void conclude(
            JdbcClient jdbc, Index index, String state, @Nullable String reason) {
        jdbc.sql(SET_STATE).param(state).param(reason).param(number(index)).update();
    }

    private static void remove(Connection connection, JdbcClient jdbc, Index index)
            throws SQLException {
        drop(connection, index);
        jdbc.sql("DELETE FROM attribute_index WHERE id = ?").param(number(index)).update();
        LOG.info("the Attribute {} is indexed no more", index.attribute());
    }

    private static void drop(Connection connection, Index index) throws SQLException {
        for (var part : parts(index)) {
            drop(connection, part);
        }
    }

    private static void drop(Connection connection, IndexedValue.Index part) throws SQLException {
        execute(connection, "DROP STATISTICS IF EXISTS " + part.name());
        execute(connection, "DROP INDEX CONCURRENTLY IF EXISTS " + part.name());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<IndexedValue.Index> parts(Index index) {
        return IndexedValue.indexes(index.name(), index.attribute());
    }

    private static int number(Index index) {
        return Integer.parseInt(index.name().substring(JdbcAttributeIndexes.PREFIX.length()));
    }
}
