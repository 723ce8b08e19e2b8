package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfig;
import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The tables {@code discovered_config} and {@code discovered_topic}. */
public final class JdbcDiscoveredConfigs implements DiscoveredConfigs {
    private static final int FETCH = 50;

    /** Readings wait for a config that is being stored, but not for who removes the group. */
    private static final String IMPATIENT = "SET LOCAL lock_timeout = '1s'";

    private static final String OF_GROUP =
            "tenant = :tenant AND path = :path AND resource = :resource AND apikey = :apikey";
    private static final String OF_CONFIG = OF_GROUP + " AND config = md5(:config)::uuid";
    private static final String NAMED =
            "unnest(:topics::text[], :states::integer[]) AS n (topic, states)";
    private static final String HOLD_GROUP =
            "SELECT 1 FROM device_group WHERE " + OF_GROUP + " FOR KEY SHARE";
    private static final String IS_NEWER =
            "SELECT 1 FROM discovered_config WHERE " + OF_CONFIG + " AND received_at > :received";

    // What is made of the same document may be another thing since an update of the program.
    private static final String CONFIRM =
            """
            UPDATE discovered_config SET received_at = greatest(received_at, :received)
            WHERE %s AND document = :document AND device = :device AND NOT EXISTS (
                SELECT FROM (SELECT md5(n.topic)::uuid AS topic, n.states FROM %s) a
                FULL JOIN (SELECT topic, states FROM discovered_topic WHERE %s) b USING (topic)
                WHERE a.states IS DISTINCT FROM b.states)
            """
                    .formatted(OF_CONFIG, NAMED, OF_CONFIG);

    private static final String TAKEN =
            """
            SELECT coalesce(sum(bytes) FILTER (WHERE %s), 0) AS of_group, coalesce(sum(bytes), 0) AS of_tenant
            FROM discovered_config WHERE tenant = :tenant AND NOT (%s)
            """
                    .formatted(OF_GROUP, OF_CONFIG);
    private static final String FULL =
            """
            SELECT n.topic FROM %s
            LEFT JOIN (
                SELECT * FROM discovered_topic WHERE %s AND config <> md5(:config)::uuid) t ON t.topic = md5(n.topic)::uuid
            LEFT JOIN discovered_config c USING (tenant, path, resource, apikey, config)
            GROUP BY n.topic, n.states
            HAVING coalesce(sum(t.states), 0) + n.states > :most
                OR count(DISTINCT c.device) FILTER (WHERE c.device <> :device) >= :most
            LIMIT 1
            """
                    .formatted(NAMED, OF_GROUP);
    private static final String PUT =
            """
            INSERT INTO discovered_config (tenant, path, resource, apikey, config, topic, device, document, bytes, received_at)
            VALUES (:tenant, :path, :resource, :apikey, md5(:config)::uuid, :config, :device, :document, :bytes, :received)
            ON CONFLICT (tenant, path, resource, apikey, config) DO UPDATE
            SET device = excluded.device, document = excluded.document, bytes = excluded.bytes,
                received_at = excluded.received_at
            """;
    private static final String DROP_TOPICS =
            """
            DELETE FROM discovered_topic WHERE %s AND topic NOT IN (SELECT md5(n.topic)::uuid FROM %s)
            """
                    .formatted(OF_CONFIG, NAMED);

    /** What was said on a topic is said for all who name it. */
    private static final String PUT_TOPICS =
            """
            INSERT INTO discovered_topic (tenant, path, resource, apikey, topic, config, states, said, said_at)
            SELECT :tenant, :path, :resource, :apikey, md5(n.topic)::uuid, md5(:config)::uuid, n.states, last.said, last.said_at
            FROM %s LEFT JOIN LATERAL (
                SELECT said, said_at FROM discovered_topic
                WHERE %s AND topic = md5(n.topic)::uuid AND said IS NOT NULL ORDER BY said_at DESC LIMIT 1) last ON true
            ORDER BY 5
            ON CONFLICT (tenant, path, resource, apikey, topic, config) DO UPDATE SET states = excluded.states
            """
                    .formatted(NAMED, OF_GROUP);

    private static final String REMOVE =
            "DELETE FROM discovered_config WHERE "
                    + OF_CONFIG
                    + " AND (NOT :late OR received_at <= :received)";
    private static final String NAMING =
            """
            SELECT topic, document FROM discovered_config WHERE %s AND config IN (
                SELECT config FROM discovered_topic WHERE %s AND topic = md5(:topic)::uuid)
            ORDER BY topic
            """
                    .formatted(OF_GROUP, OF_GROUP);
    private static final String OF_DEVICE =
            "SELECT topic, document FROM discovered_config WHERE "
                    + OF_GROUP
                    + " AND device = :device ORDER BY topic";
    private static final String SAY =
            """
            UPDATE discovered_topic SET said = :word, said_at = :received
            WHERE %s AND topic = md5(:topic)::uuid AND said IS DISTINCT FROM :word
                AND (NOT :late OR said_at IS NULL OR said_at <= :received)
            """
                    .formatted(OF_GROUP);
    private static final String SAID =
            """
            SELECT DISTINCT ON (n.topic) n.topic, t.said FROM unnest(:topics::text[]) AS n (topic)
            JOIN discovered_topic t ON t.topic = md5(n.topic)::uuid
            WHERE %s AND t.said IS NOT NULL
            ORDER BY n.topic, t.said_at DESC
            """
                    .formatted(OF_GROUP);

    private final Database database;

    public JdbcDiscoveredConfigs(Database database) {
        this.database = database;
    }

    @Override
    public Result put(
            DeviceGroup group,
            DiscoveredConfig config,
            Instant received,
            boolean late,
            Limits limits) {
        return database.inTenants(
                Set.of(group.tenant()),
                jdbc -> {
                    jdbc.sql(IMPATIENT).update();
                    return put(new Row(jdbc, group, config, received), late, limits);
                });
    }

    private static Result put(Row row, boolean late, Limits limits) {
        if (row.of(HOLD_GROUP).query().listOfRows().isEmpty()) {
            return Result.NO_GROUP;
        }
        if (late && row.isThere(IS_NEWER)) {
            return Result.OUTDATED;
        }
        if (row.whole(CONFIRM).update() > 0) {
            return Result.KNOWN;
        }
        long bytes = row.config.document().getBytes(StandardCharsets.UTF_8).length;
        var full = full(row, bytes, limits);
        if (full == Result.STORED) {
            row.whole(PUT).param("bytes", bytes).update();
            row.whole(DROP_TOPICS).update();
            row.whole(PUT_TOPICS).update();
            DeviceNews.configsChanged(row.jdbc, row.group);
        }
        return full;
    }

    private static Result full(Row row, long bytes, Limits limits) {
        var taken =
                row.of(TAKEN)
                        .query((r, _) -> new Taken(r.getLong("of_group"), r.getLong("of_tenant")))
                        .single();
        if (taken.ofGroup + bytes > limits.group()) {
            return Result.GROUP_FULL;
        }
        if (taken.ofTenant + bytes > limits.tenant()) {
            return Result.TENANT_FULL;
        }
        boolean full =
                !row.whole(FULL).param("most", limits.topic()).query().listOfRows().isEmpty();
        return full ? Result.TOPIC_FULL : Result.STORED;
    }

    /** Bytes of the other configs. */
    private record Taken(long ofGroup, long ofTenant) {}

    /** A config that is about to be stored; the topics in one order, for locks. */
    private record Row(
            JdbcClient jdbc, DeviceGroup group, DiscoveredConfig config, Instant received) {
        /** With parameters that tell which config it is. */
        StatementSpec of(String sql) {
            return JdbcDiscoveredConfigs.of(jdbc.sql(sql), group)
                    .param("config", config.topic())
                    .param("received", time(received));
        }

        boolean isThere(String sql) {
            return !of(sql).query().listOfRows().isEmpty();
        }

        StatementSpec whole(String sql) {
            var topics = new TreeMap<>(config.topics());
            return of(sql).param("device", config.device())
                    .param("document", config.document())
                    .param("topics", topics.keySet().toArray(String[]::new))
                    .param("states", topics.values().toArray(Integer[]::new));
        }
    }

    @Override
    public boolean remove(DeviceGroup group, String topic, Instant received, boolean late) {
        return database.inTransaction(jdbc -> {
            int rows =
                    of(jdbc.sql(REMOVE), group)
                            .param("config", topic)
                            .param("received", time(received))
                            .param("late", late)
                            .update();
            if (rows > 0) {
                DeviceNews.configsChanged(jdbc, group);
            }
            return rows > 0;
        });
    }

    @Override
    public void naming(DeviceGroup group, String topic, BiConsumer<String, String> taker) {
        find(group, NAMING, "topic", topic, taker);
    }

    @Override
    public void ofDevice(DeviceGroup group, String device, BiConsumer<String, String> taker) {
        find(group, OF_DEVICE, "device", device, taker);
    }

    /** Some at a time: all of them may be many. */
    private void find(
            DeviceGroup group,
            String sql,
            String parameter,
            String value,
            BiConsumer<String, String> taker) {
        database.inTransaction(jdbc -> {
            of(jdbc.sql(sql), group)
                    .param(parameter, value)
                    .withFetchSize(FETCH)
                    .query(row -> {
                        taker.accept(row.getString("topic"), row.getString("document"));
                    });
            return true;
        });
    }

    @Override
    public void say(DeviceGroup group, String topic, String word, Instant received, boolean late) {
        database.inTransaction(jdbc ->
                of(jdbc.sql(SAY), group)
                        .param("topic", topic)
                        .param("word", word)
                        .param("received", time(received))
                        .param("late", late)
                        .update());
    }

    @Override
    public Map<String, String> said(DeviceGroup group, Collection<String> topics) {
        var said = new HashMap<String, String>();
        database.run(jdbc ->
                of(jdbc.sql(SAID), group)
                        .param("topics", topics.toArray(String[]::new))
                        .query((row, _) -> said.put(row.getString("topic"), row.getString("said")))
                        .list());
        return said;
    }

    private static StatementSpec of(StatementSpec sql, DeviceGroup group) {
        return sql.param("tenant", group.tenant().name())
                .param("path", group.path())
                .param("resource", group.resource())
                .param("apikey", group.apikey());
    }
}
