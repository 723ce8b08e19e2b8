package city.auriga.storage.device;

import city.auriga.core.device.DiscoveredConfigs.Filter;
import city.auriga.core.device.DiscoveredConfigs.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Shows operators what is in the table {@code discovered_config}. */
final class DiscoveredListing {
    private static final String FILTERED =
            """
            FROM discovered_config WHERE tenant = :tenant AND (:path::text IS NULL OR path = :path)
                AND (:resource::text IS NULL OR resource = :resource) AND (:apikey::text IS NULL OR apikey = :apikey)
                AND (:device::text IS NULL OR device = :device)
            """;
    private static final String COUNT = "SELECT count(*) " + FILTERED;
    private static final String LIST =
            "SELECT path, resource, apikey, topic, device, bytes, received_at "
                    + FILTERED
                    + "ORDER BY path, resource, apikey, topic LIMIT :limit OFFSET :offset";

    private DiscoveredListing() {}

    static long count(JdbcClient jdbc, Filter filter) {
        return filtered(jdbc.sql(COUNT), filter).query(Long.class).single();
    }

    static List<Stored> list(JdbcClient jdbc, Filter filter, int limit, int offset) {
        return filtered(jdbc.sql(LIST), filter)
                .param("limit", limit)
                .param("offset", offset)
                .query(DiscoveredListing::stored)
                .list();
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        return new Stored(
                row.getString("path"),
                row.getString("resource"),
                row.getString("apikey"),
                row.getString("topic"),
                row.getString("device"),
                row.getLong("bytes"),
                row.getObject("received_at", OffsetDateTime.class).toInstant());
    }

    private static StatementSpec filtered(StatementSpec sql, Filter filter) {
        return sql.param("tenant", filter.tenant().name())
                .param("path", filter.path(), Types.VARCHAR)
                .param("resource", filter.resource(), Types.VARCHAR)
                .param("apikey", filter.apikey(), Types.VARCHAR)
                .param("device", filter.device(), Types.VARCHAR);
    }
}
