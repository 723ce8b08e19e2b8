package city.auriga.storage.index;

import city.auriga.core.entity.AttributeIndexes;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Declarations of indexes in PostgreSQL. */
public final class JdbcAttributeIndexes implements AttributeIndexes {
    static final String PREFIX = "entity_attribute_";
    private static final String COLUMNS = "id, attribute, state, reason, declared_at";
    private static final String LIST = "SELECT " + COLUMNS + " FROM attribute_index ORDER BY id";
    private static final String FIND = "SELECT " + COLUMNS + " FROM attribute_index WHERE id = ?";
    private static final String DECLARE =
            "INSERT INTO attribute_index (attribute) VALUES (?) ON CONFLICT (attribute) DO NOTHING"
                    + " RETURNING "
                    + COLUMNS;
    private static final String REMOVE =
            "UPDATE attribute_index SET state = 'removing', reason = NULL WHERE id = ?";

    private final Database database;
    private final int limit;

    /**
     * @param limit how many Attributes may be declared
     */
    public JdbcAttributeIndexes(Database database, int limit) {
        this.database = database;
        this.limit = limit;
    }

    @Override
    public List<Index> list() {
        return database.run(jdbc -> jdbc.sql(LIST).query(JdbcAttributeIndexes::index).list());
    }

    @Override
    public Optional<Index> find(String name) {
        var id = id(name);
        return id.isEmpty()
                ? Optional.empty()
                : database.run(jdbc ->
                        jdbc.sql(FIND)
                                .param(id.get())
                                .query(JdbcAttributeIndexes::index)
                                .optional());
    }

    @Override
    public Index declare(String attribute) {
        return database.inTransaction(jdbc -> declare(jdbc, attribute));
    }

    private Index declare(JdbcClient jdbc, String attribute) {
        // two declarations at once would both find room for one
        jdbc.sql("LOCK TABLE attribute_index IN SHARE ROW EXCLUSIVE MODE").update();
        var declared =
                jdbc.sql(DECLARE).param(attribute).query(JdbcAttributeIndexes::index).optional();
        if (declared.isEmpty()) {
            throw new NgsiLdException(
                    Problem.ALREADY_EXISTS,
                    "the Attribute " + attribute + " is declared already",
                    "$.attribute");
        }
        int number = jdbc.sql("SELECT count(*) FROM attribute_index").query(Integer.class).single();
        if (number > limit) {
            throw new NgsiLdException(
                    Problem.CONFLICT,
                    "there are " + limit + " indexes already, which is the limit",
                    "$.attribute");
        }
        return declared.get();
    }

    @Override
    public boolean remove(String name) {
        return id(name).isPresent()
                && database.run(jdbc -> jdbc.sql(REMOVE).param(id(name).get()).update()) > 0;
    }

    private static Optional<Integer> id(String name) {
        return name.matches(PREFIX + "[1-9][0-9]{0,8}")
                ? Optional.of(Integer.valueOf(name.substring(PREFIX.length())))
                : Optional.empty();
    }

    static Index index(ResultSet row, int number) throws SQLException {
        return new Index(
                PREFIX + row.getInt(1),
                row.getString(2),
                State.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }
}
