package city.auriga.storage.device;

import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.model.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The commands that are declared in documents of groups and devices. */
final class DeclaredCommands {
    /** To be completed by a table and a condition. */
    static final String SELECT =
            """
            SELECT DISTINCT tenant, c ->> 'name' AS name, document ->> 'jsonldContext' AS context
            FROM %s LEFT JOIN LATERAL jsonb_array_elements(
                CASE WHEN jsonb_typeof(document -> 'commands') = 'array' THEN document -> 'commands' ELSE '[]' END) c ON true
            WHERE %s
            """;

    private DeclaredCommands() {}

    static DeclaredCommand declared(ResultSet row, int number) throws SQLException {
        return new DeclaredCommand(
                new Tenant(row.getString("tenant")),
                row.getString("name"),
                row.getString("context"));
    }
}
