package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfig;
import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.storage.sql.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The tables {@code discovered_config} and {@code discovered_topic}. */
public final class JdbcDiscoveredConfigs implements DiscoveredConfigs {
    private static final int FETCH = 50;

    private static final String OF_GROUP =
            "tenant = :tenant AND path = :path AND resource = :resource AND apikey = :apikey";
    private static final String OF_CONFIG = OF_GROUP + " AND config = :config";
    private static final String NAMED =
            "unnest(:topics::uuid[], :states::integer[]) AS n (topic, states)";
    private static final String HOLD_GROUP =
            "SELECT 1 FROM device_group WHERE " + OF_GROUP + " FOR KEY SHARE";
    private static final String IS_NEWER =
            "SELECT 1 FROM discovered_config WHERE " + OF_CONFIG + " AND received_at > :received";

    // What is made of the same document may be another thing since an update of the program.
    private static final String IS_SAME =
            """
            %s AND document = :document AND device = :device AND NOT EXISTS (
                SELECT FROM %s FULL JOIN (SELECT topic, states FROM discovered_topic WHERE %s) b USING (topic)
                WHERE n.states IS DISTINCT FROM b.states)
            """
                    .formatted(OF_CONFIG, NAMED, OF_CONFIG);

    /** Of those that are told at the start of several processes one writes. */
    private static final String LOOK =
            "SELECT received_at >= :received - interval '1 min' FROM discovered_config WHERE "
                    + IS_SAME;

    /** Without waiting: whoever holds the row does the same, or moves the group. */
    private static final String CONFIRM =
            """
            UPDATE discovered_config SET received_at = greatest(received_at, :received)
            WHERE %s AND config IN (SELECT config FROM discovered_config WHERE %s FOR NO KEY UPDATE SKIP LOCKED)
            """
                    .formatted(OF_GROUP, IS_SAME);

    private static final String TAKEN =
            """
            SELECT coalesce(sum(b.bytes) FILTER (WHERE %s), 0) - own.bytes AS of_group,
                   coalesce(sum(b.bytes), 0) - own.bytes AS of_tenant
            FROM (SELECT coalesce((SELECT bytes FROM discovered_config WHERE %s), 0) AS bytes) own
            LEFT JOIN discovered_bytes b ON b.tenant = :tenant GROUP BY own.bytes
            """
                    .formatted(OF_GROUP, OF_CONFIG);
    private static final String FULL =
            """
            SELECT 1 FROM %s CROSS JOIN LATERAL (
                SELECT coalesce(sum(t.states), 0) AS states, count(*) AS configs,
                       count(DISTINCT t.device) FILTER (WHERE t.device <> :device_hash) AS devices
                FROM discovered_topic t WHERE %s AND t.topic = n.topic AND t.config <> :config) others
            WHERE others.states + n.states > :most OR others.devices >= :most OR others.configs >= :configs LIMIT 1
            """
                    .formatted(NAMED, OF_GROUP);
    private static final String PUT =
            """
            INSERT INTO discovered_config (tenant, path, resource, apikey, config, topic, device, document, bytes, received_at)
            VALUES (:tenant, :path, :resource, :apikey, :config, :topic, :device, :document, :bytes, :received)
            ON CONFLICT (tenant, path, resource, apikey, config) DO UPDATE
            SET device = excluded.device, document = excluded.document, bytes = excluded.bytes,
                received_at = excluded.received_at
            """;
    private static final String DROP_TOPICS =
            "DELETE FROM discovered_topic WHERE "
                    + OF_CONFIG
                    + " AND topic <> ALL (:topics::uuid[])";

    /** What was said on a topic is said for all who name it. */
    private static final String PUT_TOPICS =
            """
            INSERT INTO discovered_topic (tenant, path, resource, apikey, topic, config, device, states, said, said_at)
            SELECT :tenant, :path, :resource, :apikey, n.topic, :config, :device_hash, n.states, last.said, last.said_at
            FROM %s LEFT JOIN LATERAL (
                SELECT said, said_at FROM discovered_topic t
                WHERE %s AND t.topic = n.topic AND said IS NOT NULL ORDER BY said_at DESC LIMIT 1) last ON true
            ORDER BY n.topic
            ON CONFLICT (tenant, path, resource, apikey, topic, config) DO UPDATE
            SET states = excluded.states, device = excluded.device
            """
                    .formatted(NAMED, OF_GROUP);

    private static final String REMOVE =
            "DELETE FROM discovered_config WHERE "
                    + OF_CONFIG
                    + " AND (NOT :late OR received_at <= :received)";
    private static final String NAMING =
            """
            SELECT topic, document FROM discovered_config WHERE %s AND config IN (
                SELECT config FROM discovered_topic WHERE %s AND topic = :topic)
            ORDER BY topic
            """
                    .formatted(OF_GROUP, OF_GROUP);
    private static final String OF_DEVICE =
            "SELECT topic, document FROM discovered_config WHERE "
                    + OF_GROUP
                    + " AND device = :device ORDER BY received_at DESC, topic";
    private static final String SAY =
            """
            UPDATE discovered_topic SET said = :word, said_at = :received
            WHERE %s AND topic = :topic AND (said IS DISTINCT FROM :word OR said_at < :received)
                AND (NOT :late OR said_at IS NULL OR said_at <= :received)
            """
                    .formatted(OF_GROUP);
    private static final String SAID =
            """
            SELECT DISTINCT ON (topic) topic, said FROM discovered_topic
            WHERE %s AND topic = ANY (:topics::uuid[]) AND said IS NOT NULL
            ORDER BY topic, said_at DESC
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
        if (isKnown(group, config, received)) {
            return Result.KNOWN;
        }
        return database.inTenants(
                Set.of(group.tenant()),
                jdbc -> {
                    LockPatience.BACKGROUND.begin(jdbc);
                    return put(new Row(jdbc, group, config, received), late, limits);
                });
    }

    /** All are told again at each start: then this is all there is to do. */
    private boolean isKnown(DeviceGroup group, DiscoveredConfig config, Instant received) {
        return database.run(jdbc -> {
            var row = new Row(jdbc, group, config, received);
            var fresh = row.whole(LOOK).query(Boolean.class).optional();
            if (fresh.isPresent() && !fresh.get()) {
                row.whole(CONFIRM).update();
            }
            return fresh.isPresent();
        });
    }

    private static Result put(Row row, boolean late, Limits limits) {
        if (!isThere(row.jdbc, row.group)) {
            return Result.NO_GROUP;
        }
        if (late && row.isThere(IS_NEWER)) {
            return Result.OUTDATED;
        }
        long bytes = row.config.bytes();
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
                !row.whole(FULL)
                        .param("most", limits.topic())
                        .param("configs", limits.configs())
                        .query()
                        .listOfRows()
                        .isEmpty();
        return full ? Result.TOPIC_FULL : Result.STORED;
    }

    /** Bytes of the other configs. */
    private record Taken(long ofGroup, long ofTenant) {}

    /** A config that is about to be stored. */
    private record Row(
            JdbcClient jdbc, DeviceGroup group, DiscoveredConfig config, Instant received) {
        /** With parameters that tell which config it is. */
        StatementSpec of(String sql) {
            return JdbcDiscoveredConfigs.of(jdbc.sql(sql), group)
                    .param("config", hash(config.topic()))
                    .param("received", time(received));
        }

        boolean isThere(String sql) {
            return !of(sql).query().listOfRows().isEmpty();
        }

        StatementSpec whole(String sql) {
            var topics = List.copyOf(config.topics().entrySet());
            return of(sql).param("topic", config.topic())
                    .param("device", config.device())
                    .param("device_hash", hash(config.device()))
                    .param("document", config.document())
                    .param("topics", hashes(topics.stream().map(Map.Entry::getKey)))
                    .param(
                            "states",
                            topics.stream().map(Map.Entry::getValue).toArray(Integer[]::new));
        }
    }

    @Override
    public boolean remove(DeviceGroup group, String topic, Instant received, boolean late) {
        return database.inTransaction(jdbc -> {
            LockPatience.BACKGROUND.begin(jdbc);
            int rows =
                    of(jdbc.sql(REMOVE), group)
                            .param("config", hash(topic))
                            .param("received", time(received))
                            .param("late", late)
                            .update();
            if (rows > 0) {
                DeviceNews.configsChanged(jdbc, group);
            }
            return rows > 0;
        });
    }

    /** Who finds it holds it: it stays as it is until the end of the transaction. */
    private static boolean isThere(JdbcClient jdbc, DeviceGroup group) {
        return !of(jdbc.sql(HOLD_GROUP), group).query().listOfRows().isEmpty();
    }

    @Override
    public void naming(DeviceGroup group, String topic, BiConsumer<String, String> taker) {
        find(group, NAMING, "topic", hash(topic), taker);
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
            Object value,
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
        database.inTransaction(jdbc -> {
            LockPatience.BACKGROUND.begin(jdbc);
            // Rows of several configs: who moves the group takes them in another order.
            var _ = isThere(jdbc, group);
            return of(jdbc.sql(SAY), group)
                    .param("topic", hash(topic))
                    .param("word", word)
                    .param("received", time(received))
                    .param("late", late)
                    .update();
        });
    }

    @Override
    public Map<String, String> said(DeviceGroup group, Collection<String> topics) {
        var byHash = new HashMap<UUID, String>();
        topics.forEach(topic -> byHash.put(hash(topic), topic));
        var said = new HashMap<String, String>();
        database.run(jdbc ->
                of(jdbc.sql(SAID), group)
                        .param("topics", hashes(topics.stream()))
                        .query((row, _) ->
                                said.put(
                                        Objects.requireNonNull(
                                                byHash.get(row.getObject("topic", UUID.class))),
                                        row.getString("said")))
                        .list());
        return said;
    }

    @Override
    public long count(Filter filter) {
        return database.run(jdbc -> DiscoveredListing.count(jdbc, filter));
    }

    @Override
    public List<Stored> list(Filter filter, int limit, int offset) {
        return database.run(jdbc -> DiscoveredListing.list(jdbc, filter, limit, offset));
    }

    private static String[] hashes(Stream<String> texts) {
        return texts.map(text -> hash(text).toString()).toArray(String[]::new);
    }

    /** Texts may be longer than what a row of an index holds. */
    private static UUID hash(String text) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            var bytes = ByteBuffer.wrap(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static StatementSpec of(StatementSpec sql, DeviceGroup group) {
        return sql.param("tenant", group.tenant().name())
                .param("path", group.path())
                .param("resource", group.resource())
                .param("apikey", group.apikey());
    }
}
