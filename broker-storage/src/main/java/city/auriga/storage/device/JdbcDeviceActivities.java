package city.auriga.storage.device;

import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was heard of devices, in the table {@code device_activity}. Its rows leave with their
 * devices, and follow them to another apikey.
 */
public final class JdbcDeviceActivities implements DeviceActivities {
    private static final int ROWS = 5_000;

    /**
     * Rows there are already do not touch their device: only a new one has to hold it. Answers
     * those that are held by somebody else, who may do so for long; what is of nobody is left out.
     */
    private static final String ADD =
            """
            WITH news AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[],
                    ?::timestamptz[], ?::timestamptz[], ?::bigint[], ?::bigint[], ?::text[],
                    ?::timestamptz[])
                    AS n (tenant, path, apikey, id, last_seen, last_measure, measures, faults, measure, expected_by)),
            held AS (
                SELECT a.tenant, a.path, a.apikey, a.id FROM device_activity a JOIN news n USING (tenant, path, apikey, id)
                ORDER BY a.tenant, a.path, a.apikey, a.id FOR UPDATE OF a SKIP LOCKED),
            known AS (
                UPDATE device_activity a
                SET last_seen = greatest(a.last_seen, n.last_seen),
                    last_measure = greatest(a.last_measure, n.last_measure),
                    measures = a.measures + n.measures, faults = a.faults + n.faults,
                    measure = CASE WHEN n.last_measure < a.last_measure OR n.last_measure IS NULL THEN a.measure ELSE n.measure END,
                    expected_by = CASE WHEN n.last_seen < a.last_seen THEN a.expected_by WHEN a.silent THEN n.last_seen ELSE n.expected_by END
                FROM news n JOIN held USING (tenant, path, apikey, id)
                WHERE a.tenant = n.tenant AND a.path = n.path AND a.apikey = n.apikey AND a.id = n.id
                RETURNING a.tenant, a.path, a.apikey, a.id),
            added AS (
            INSERT INTO device_activity AS a (tenant, path, apikey, id, last_seen, last_measure, measures, faults, measure, expected_by)
            SELECT n.* FROM news n JOIN device d USING (tenant, path, apikey, id)
            WHERE NOT EXISTS (
                SELECT FROM device_activity k
                WHERE k.tenant = n.tenant AND k.path = n.path AND k.apikey = n.apikey AND k.id = n.id)
            FOR KEY SHARE OF d SKIP LOCKED
            ON CONFLICT (tenant, path, apikey, id) DO UPDATE
            SET last_seen = greatest(a.last_seen, excluded.last_seen),
                last_measure = greatest(a.last_measure, excluded.last_measure),
                measures = a.measures + excluded.measures, faults = a.faults + excluded.faults,
                measure = CASE WHEN excluded.last_measure < a.last_measure OR excluded.last_measure IS NULL THEN a.measure
                               ELSE excluded.measure END,
                expected_by = CASE WHEN excluded.last_seen < a.last_seen THEN a.expected_by WHEN a.silent THEN excluded.last_seen
                                   ELSE excluded.expected_by END
            RETURNING a.tenant, a.path, a.apikey, a.id)
            SELECT tenant, path, apikey, id FROM (
                SELECT tenant, path, apikey, id FROM news
                EXCEPT ALL SELECT * FROM known EXCEPT ALL SELECT * FROM added) n
            JOIN device d USING (tenant, path, apikey, id)
            """;

    private static final String FIND =
            """
            SELECT a.* FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS n (tenant, path, apikey, id)
            JOIN device_activity a USING (tenant, path, apikey, id)
            """;

    private static final String FORGET =
            """
            UPDATE device_activity SET last_measure = NULL, measure = NULL
            WHERE tenant = ? AND path = ? AND apikey = ? AND id = ?
            """;

    private final Database database;

    public JdbcDeviceActivities(Database database) {
        this.database = database;
    }

    @Override
    public List<DeviceActivity> add(List<DeviceActivity> news) {
        // In one order, so that several processes do not wait for each other for ever.
        var sorted = new ArrayList<>(news);
        sorted.sort(Comparator.comparing(n -> n.device().toString()));
        var left = new ArrayList<DeviceActivity>();
        for (int i = 0; i < sorted.size(); i += ROWS) {
            var some = sorted.subList(i, Math.min(i + ROWS, sorted.size()));
            try {
                var held = addSome(some);
                some.stream().filter(n -> held.contains(n.device())).forEach(left::add);
            } catch (NgsiLdException unavailable) {
                left.addAll(sorted.subList(i, sorted.size()));
                return left;
            }
        }
        return left;
    }

    /** Those that are held by somebody else. */
    private Set<DeviceKey> addSome(List<DeviceActivity> news) {
        var keys = news.stream().map(DeviceActivity::device).toList();
        return database.inTransaction(jdbc ->
                jdbc.sql(ADD)
                        .param(texts(keys, key -> key.tenant().name()))
                        .param(texts(keys, DeviceKey::path))
                        .param(texts(keys, DeviceKey::apikey))
                        .param(texts(keys, DeviceKey::id))
                        .param(texts(news, n -> n.lastSeen().toString()))
                        .param(texts(news, n -> text(n.lastMeasure())))
                        .param(texts(news, n -> Long.toString(n.measures())))
                        .param(texts(news, n -> Long.toString(n.faults())))
                        .param(texts(news, DeviceActivity::measure))
                        .param(texts(news, n -> text(n.expectedBy())))
                        .query(JdbcDeviceActivities::key)
                        .set());
    }

    @Override
    public void forgetMeasure(DeviceKey device) {
        database.inTransaction(jdbc ->
                jdbc.sql(FORGET)
                        .param(device.tenant().name())
                        .param(device.path())
                        .param(device.apikey())
                        .param(device.id())
                        .update());
    }

    @Override
    public Map<DeviceKey, DeviceActivity> find(Collection<DeviceKey> devices) {
        if (devices.isEmpty()) {
            return Map.of();
        }
        return database.inTransaction(jdbc ->
                jdbc
                        .sql(FIND)
                        .param(texts(devices, key -> key.tenant().name()))
                        .param(texts(devices, DeviceKey::path))
                        .param(texts(devices, DeviceKey::apikey))
                        .param(texts(devices, DeviceKey::id))
                        .query(JdbcDeviceActivities::activity)
                        .list()
                        .stream()
                        .collect(Collectors.toMap(DeviceActivity::device, Function.identity())));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static <T> @Nullable String[] texts(
            Collection<T> items, Function<T, @Nullable String> text) {
        return items.stream().map(text).toArray(String[]::new);
    }

    private static DeviceKey key(ResultSet row, int number) throws SQLException {
        return new DeviceKey(
                new Tenant(row.getString("tenant")),
                row.getString("path"),
                row.getString("apikey"),
                row.getString("id"));
    }

    private static DeviceActivity activity(ResultSet row, int number) throws SQLException {
        var expected = row.getObject("expected_by", OffsetDateTime.class);
        var measured = row.getObject("last_measure", OffsetDateTime.class);
        return new DeviceActivity(
                key(row, number),
                row.getObject("last_seen", OffsetDateTime.class).toInstant(),
                measured == null ? null : measured.toInstant(),
                row.getLong("measures"),
                row.getLong("faults"),
                row.getString("measure"),
                expected == null ? null : expected.toInstant());
    }
}
