package city.auriga.storage.device;

import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceSilences;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who is silent, in the table {@code device_activity}. */
public final class JdbcDeviceSilences implements DeviceSilences {
    private static final String CLAIM =
            """
            UPDATE device_activity a SET expected_by = :until
            FROM (SELECT tenant, path, apikey, id FROM device_activity WHERE expected_by <= :now
                  ORDER BY expected_by LIMIT :limit FOR UPDATE SKIP LOCKED) due
            WHERE a.tenant = due.tenant AND a.path = due.path AND a.apikey = due.apikey AND a.id = due.id
            RETURNING a.tenant, a.path, a.apikey, a.id, a.last_seen, a.silent
            """;

    /** Without waiting for who moves or removes a device: it is claimed until then. */
    private static final String SETTLE =
            """
            WITH found AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::boolean[], ?::timestamptz[])
                    AS f (tenant, path, apikey, id, last_seen, silent, expected_by)),
            held AS (
                SELECT a.tenant, a.path, a.apikey, a.id FROM device_activity a JOIN found f USING (tenant, path, apikey, id)
                ORDER BY a.tenant, a.path, a.apikey, a.id FOR UPDATE OF a SKIP LOCKED)
            UPDATE device_activity a
            SET silent = f.silent,
                expected_by = CASE WHEN a.expected_by = ?::timestamptz AND a.last_seen = f.last_seen THEN f.expected_by
                                   ELSE a.last_seen END
            FROM found f JOIN held USING (tenant, path, apikey, id)
            WHERE a.tenant = f.tenant AND a.path = f.path AND a.apikey = f.apikey AND a.id = f.id
            """;

    private final Database database;

    public JdbcDeviceSilences(Database database) {
        this.database = database;
    }

    @Override
    public List<Due> claim(Instant now, Instant until, int limit) {
        return database.inTransaction(jdbc ->
                jdbc.sql(CLAIM)
                        .param("until", until.atOffset(ZoneOffset.UTC))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("limit", limit)
                        .query(JdbcDeviceSilences::due)
                        .list());
    }

    @Override
    public void settle(List<Settled> found, Instant until) {
        // In one order, so that several processes do not wait for each other for ever.
        var sorted =
                found.stream()
                        .sorted(Comparator.comparing(f -> f.due().device().toString()))
                        .toList();
        database.inTransaction(jdbc ->
                jdbc.sql(SETTLE)
                        .param(texts(sorted, f -> f.due().device().tenant().name()))
                        .param(texts(sorted, f -> f.due().device().path()))
                        .param(texts(sorted, f -> f.due().device().apikey()))
                        .param(texts(sorted, f -> f.due().device().id()))
                        .param(texts(sorted, f -> f.due().lastSeen().toString()))
                        .param(texts(sorted, f -> Boolean.toString(f.silent())))
                        .param(texts(sorted, f -> text(f.expectedBy())))
                        .param(until.toString())
                        .update());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable String[] texts(
            List<Settled> found, Function<Settled, @Nullable String> text) {
        return found.stream().map(text).toArray(String[]::new);
    }

    private static Due due(ResultSet row, int number) throws SQLException {
        return new Due(
                new DeviceKey(
                        new Tenant(row.getString("tenant")),
                        row.getString("path"),
                        row.getString("apikey"),
                        row.getString("id")),
                row.getObject("last_seen", OffsetDateTime.class).toInstant(),
                row.getBoolean("silent"));
    }
}
