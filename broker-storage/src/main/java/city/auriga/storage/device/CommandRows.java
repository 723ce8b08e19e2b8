package city.auriga.storage.device;

import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.Feedback;
import city.auriga.core.model.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How a command, and the address of a device, stand in a row. */
final class CommandRows {
    static final String OF_DEVICE =
            "tenant = :tenant AND path = :path AND apikey = :apikey AND device_id = :device";
    static final String COLUMNS =
            """
            id, tenant, path, apikey, device_id, entity_id, name, dataset_id, value, state, info,
            created_at, changed_at, expires_at, next_try, sent_at, finished_at, attempts, display, qos
            """;
    static final String RETURNING = " RETURNING " + COLUMNS;

    private CommandRows() {}

    static JdbcClient.StatementSpec bind(JdbcClient.StatementSpec sql, Address device) {
        return sql.param("tenant", device.tenant().name())
                .param("path", device.path())
                .param("apikey", device.apikey())
                .param("device", device.device());
    }

    static DeviceCommand command(ResultSet row, int number) throws SQLException {
        var info = row.getString("info");
        var display = row.getString("display");
        return new DeviceCommand(
                row.getObject("id", UUID.class),
                address(row, number),
                row.getString("entity_id"),
                row.getString("name"),
                row.getString("dataset_id"),
                Json.value(row.getString("value")),
                State.valueOf(row.getString("state")),
                info == null ? null : Json.value(info),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "next_try"),
                instant(row, "sent_at"),
                instant(row, "finished_at"),
                row.getInt("attempts"),
                display == null ? null : Json.display(display),
                Feedback.ofQos(row.getInt("qos")).orElse(Feedback.ANSWER));
    }

    static Address address(ResultSet row, int number) throws SQLException {
        return new Address(
                new Tenant(row.getString("tenant")),
                row.getString("path"),
                row.getString("apikey"),
                row.getString("device_id"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
