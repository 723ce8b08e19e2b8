package city.auriga.storage.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceHome;
import city.auriga.core.device.DeviceHomes;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Where readings last went, in the table {@code device_home}. Its rows leave with their devices,
 * and follow them to another apikey.
 */
public final class JdbcDeviceHomes implements DeviceHomes {
    /** One that has no apikey yet is known by the one that it will have. */
    private static final String PUT =
            """
            INSERT INTO device_home AS h (tenant, path, apikey, id, resource, entity, heard_at)
            (SELECT tenant, path, apikey, id, :resource, :entity, coalesce(CAST(:heard AS timestamptz), timestamptz 'epoch') FROM device
             WHERE tenant = :tenant AND path = :path AND id = :id
               AND (apikey = :apikey OR (apikey = '' AND NOT EXISTS (
                   SELECT FROM device k WHERE k.tenant = :tenant AND k.path = :path AND k.apikey = :apikey AND k.id = :id)))
             FOR KEY SHARE%s)
            ON CONFLICT (tenant, path, apikey, id) DO UPDATE
            SET resource = excluded.resource, entity = excluded.entity,
                heard_at = greatest(h.heard_at, excluded.heard_at)
            WHERE CAST(:heard AS timestamptz) IS NULL OR h.heard_at <= :heard
            """;

    /** Readings wait for nobody who moves or removes the device just now. */
    private static final String PUT_HEARD = PUT.formatted(" SKIP LOCKED");

    private static final String PUT_DECLARED = PUT.formatted("");

    /** Of a device that is there, that it was heard here is not stored; nor anything later. */
    private static final String IS_MISSING =
            """
            SELECT 1 FROM device d LEFT JOIN device_home h USING (tenant, path, apikey, id)
            WHERE d.tenant = :tenant AND d.path = :path AND d.id = :id
              AND (d.apikey = :apikey OR (d.apikey = '' AND NOT EXISTS (
                  SELECT FROM device k WHERE k.tenant = :tenant AND k.path = :path AND k.apikey = :apikey AND k.id = :id)))
              AND (h.id IS NULL OR (h.heard_at <= :heard AND (h.resource, h.entity) <> (:resource, :entity)))
            """;

    private static final String FIND =
            """
            SELECT resource, entity FROM device_home
            WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND id = :id
            """;
    private static final String DEVICES_AT =
            """
            SELECT d.tenant, d.path, d.apikey, d.id, d.document
            FROM device_home h JOIN device d USING (tenant, path, apikey, id)
            WHERE h.entity = :entity AND h.tenant = :tenant ORDER BY d.seq
            """;

    private final Database database;

    public JdbcDeviceHomes(Database database) {
        this.database = database;
    }

    @Override
    public boolean put(Address device, DeviceHome home, @Nullable Instant heard) {
        return database.run(jdbc -> {
            var put = jdbc.sql(heard == null ? PUT_DECLARED : PUT_HEARD);
            boolean stored = with(put, device, home, heard).update() > 0;
            if (!stored && heard != null && isMissing(jdbc, device, home, heard)) {
                throw new NgsiLdException(
                        Problem.SERVICE_UNAVAILABLE,
                        "the device is being moved or removed just now; try again");
            }
            return stored;
        });
    }

    private static boolean isMissing(
            JdbcClient jdbc, Address device, DeviceHome home, Instant heard) {
        var missing = with(jdbc.sql(IS_MISSING), device, home, heard);
        return !missing.query().listOfRows().isEmpty();
    }

    private static StatementSpec with(
            StatementSpec statement, Address device, DeviceHome home, @Nullable Instant heard) {
        return statement
                .param("tenant", device.tenant().name())
                .param("path", device.path())
                .param("apikey", device.apikey())
                .param("id", device.device())
                .param("resource", home.resource())
                .param("entity", home.entity())
                .param("heard", heard == null ? null : CommandRows.time(heard));
    }

    @Override
    public Optional<DeviceHome> find(DeviceKey device) {
        return database.run(jdbc ->
                jdbc.sql(FIND)
                        .param("tenant", device.tenant().name())
                        .param("path", device.path())
                        .param("apikey", device.apikey())
                        .param("id", device.id())
                        .query((row, _) ->
                                new DeviceHome(row.getString("resource"), row.getString("entity")))
                        .optional());
    }

    @Override
    public List<Device> devicesAt(Tenant tenant, String entity) {
        return database.run(jdbc ->
                jdbc.sql(DEVICES_AT)
                        .param("tenant", tenant.name())
                        .param("entity", entity)
                        .query(JdbcDeviceRegistry::device)
                        .list());
    }
}
