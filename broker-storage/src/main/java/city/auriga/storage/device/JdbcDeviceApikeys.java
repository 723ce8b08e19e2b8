package city.auriga.storage.device;

import city.auriga.core.device.DeviceApikeys;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** With which apikeys devices were heard, in the table {@code device_apikey}. */
public final class JdbcDeviceApikeys implements DeviceApikeys {
    /** Nobody waits for who moves the device just now: it is heard again. */
    private static final String PUT =
            """
            INSERT INTO device_apikey AS k (tenant, path, apikey, id, heard, heard_at)
            (SELECT tenant, path, apikey, id, :heard, :at FROM device
             WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND id = :device FOR KEY SHARE SKIP LOCKED)
            ON CONFLICT (tenant, path, apikey, id) DO UPDATE SET heard = excluded.heard, heard_at = excluded.heard_at
            WHERE k.heard_at <= excluded.heard_at
            """;

    private static final String FIND =
            """
            SELECT k.tenant, k.path, k.apikey, k.id, k.heard
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS n (tenant, path, apikey, id)
            JOIN device_apikey k USING (tenant, path, apikey, id)
            """;

    private final Database database;

    public JdbcDeviceApikeys(Database database) {
        this.database = database;
    }

    @Override
    public boolean put(Address device, String heard, Instant at) {
        return database.run(jdbc ->
                CommandRows.bind(jdbc.sql(PUT), device)
                                .param("heard", heard)
                                .param("at", CommandRows.time(at))
                                .update()
                        > 0);
    }

    private record Heard(DeviceKey device, String apikey) {}

    @Override
    public Map<DeviceKey, String> find(Collection<DeviceKey> devices) {
        return database.run(jdbc ->
                jdbc
                        .sql(FIND)
                        .param(texts(devices, key -> key.tenant().name()))
                        .param(texts(devices, DeviceKey::path))
                        .param(texts(devices, DeviceKey::apikey))
                        .param(texts(devices, DeviceKey::id))
                        .query((row, _) ->
                                new Heard(
                                        new DeviceKey(
                                                new Tenant(row.getString("tenant")),
                                                row.getString("path"),
                                                row.getString("apikey"),
                                                row.getString("id")),
                                        row.getString("heard")))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(Heard::device, Heard::apikey)));
    }

    private static String[] texts(Collection<DeviceKey> devices, Function<DeviceKey, String> text) {
        return devices.stream().map(text).toArray(String[]::new);
    }
}
