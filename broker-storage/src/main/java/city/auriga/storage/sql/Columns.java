package city.auriga.storage.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one statement, gathered as columns: each becomes one array parameter for {@code unnest}.
 */
public final class Columns {
    private final String sql;
    private final List<String> types;
    private final List<List<@Nullable Object>> columns = new ArrayList<>();

    /**
     * @param types PostgreSQL's names of the columns' element types
     */
    public Columns(String sql, String... types) {
        this.sql = sql;
        this.types = List.of(types);
        for (int i = 0; i < types.length; i++) {
            columns.add(new ArrayList<>());
        }
    }

    public void add(@Nullable Object... row) {
        for (int i = 0; i < row.length; i++) {
            columns.get(i).add(row[i]);
        }
    }

    public boolean isEmpty() {
        return columns.getFirst().isEmpty();
    }

    public String sql() {
        return sql;
    }

    /** Binds the arrays from a parameter on, and returns the next one. */
    public int bind(PreparedStatement statement, int from) throws SQLException {
        Connection connection = statement.getConnection();
        int parameter = from;
        for (int i = 0; i < types.size(); i++) {
            statement.setArray(
                    parameter++,
                    connection.createArrayOf(
                            types.get(i), columns.get(i).toArray(array(types.get(i)))));
        }
        return parameter;
    }

    private static @Nullable Object[] array(String type) {
        return switch (type) {
            case "int" -> new Integer[0];
            case "bigint" -> new Long[0];
            case "boolean" -> new Boolean[0];
            default -> new String[0];
        };
    }
}
