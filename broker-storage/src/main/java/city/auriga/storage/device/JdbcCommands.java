package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.COLUMNS;
import static city.auriga.storage.device.CommandRows.OF_DEVICE;
import static city.auriga.storage.device.CommandRows.RETURNING;
import static city.auriga.storage.device.CommandRows.bind;
import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Commands in the table {@code command}. */
public final class JdbcCommands implements Commands {
    private static final String KNOWN = "SELECT id FROM command WHERE id = ANY (:ids)";
    private static final String INSERT =
            """
            INSERT INTO command (id, tenant, path, apikey, device_id, entity_id, name, dataset_id, value, state, told, info,
                                 created_at, changed_at, expires_at, next_try, finished_at, display, qos)
            VALUES (:id, :tenant, :path, :apikey, :device, :entity, :name, :dataset, :value::json, :state, :state, :info::json,
                    :created, :changed, :expires, :next, :finished, :display::json, :qos)
            ON CONFLICT DO NOTHING
            """;

    private static final String IS_THERE =
            """
            SELECT 1 FROM device
            WHERE tenant = :tenant AND path = :path AND apikey IN (:apikey, '') AND id = :device
            """;

    /**
     * What is stored later than its device changes its address does not follow it. Commands of
     * others wait behind who waits here.
     */
    private static final String HOLD = IS_THERE + "FOR KEY SHARE SKIP LOCKED";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM command ";

    // Who waited for the row looks at the conditions again: one gets it.
    private static final String CLAIM =
            """
            UPDATE command SET claimed_until = :until, claimed_at = coalesce(claimed_at, :now)
            WHERE id = (SELECT id FROM command WHERE %s AND sent_at IS NULL AND finished_at IS NULL ORDER BY seq LIMIT 1)
              AND sent_at IS NULL AND finished_at IS NULL AND (claimed_until IS NULL OR claimed_until <= :now)
              AND expires_at > :now AND (:hurry OR next_try <= :now)
            RETURNING %s
            """
                    .formatted(OF_DEVICE, COLUMNS);
    private static final String SENT =
            """
            WITH sent AS (
                UPDATE command SET sent_at = :now, claimed_until = NULL, attempts = attempts + 1,
                    state = CASE WHEN qos <> 1 AND state = 'PENDING' THEN 'DELIVERED' ELSE state END,
                    changed_at = CASE WHEN qos <> 1 AND state = 'PENDING' THEN :now ELSE changed_at END
                WHERE id = :id AND sent_at IS NULL
                RETURNING *)
            SELECT %s FROM sent WHERE qos <> 1 AND state = 'DELIVERED'
            """
                    .formatted(COLUMNS);
    // Of an earlier claim it stays: then it may have been got.
    private static final String GIVE_BACK =
            """
            UPDATE command SET claimed_until = NULL, claimed_at = nullif(claimed_at, :unheard), next_try = :next, attempts = attempts + 1
            WHERE id = :id AND sent_at IS NULL AND finished_at IS NULL
            """;

    // The news may overtake the note that it was sent.
    private static final String DELIVERED =
            """
            UPDATE command SET state = 'DELIVERED', changed_at = :now, claimed_until = NULL,
                               claimed_at = coalesce(claimed_at, :now), sent_at = coalesce(sent_at, :now), attempts = attempts + (sent_at IS NULL)::int
            WHERE id = :id AND %s AND state = 'PENDING'
            """
                            .formatted(OF_DEVICE)
                    + RETURNING;
    private static final String FETCH =
            """
            WITH fetched AS (
                UPDATE command SET state = 'DELIVERED', changed_at = :now, claimed_at = coalesce(claimed_at, :now), sent_at = :now,
                                   attempts = attempts + 1
                WHERE %s AND sent_at IS NULL AND finished_at IS NULL AND expires_at > :now
                  AND (claimed_until IS NULL OR claimed_until <= :now)
                RETURNING *)
            SELECT %s FROM fetched ORDER BY seq
            """
                    .formatted(OF_DEVICE, COLUMNS);
    // It waits as long again as it has waited, within bounds.
    private static final String STIR =
            """
            UPDATE command SET next_try = :now + least(greatest(:now - created_at, interval '5 s'), interval '10 min')
            WHERE id = ANY (ARRAY(SELECT id FROM command WHERE sent_at IS NULL AND finished_at IS NULL AND next_try <= :now
                                    AND (claimed_until IS NULL OR claimed_until <= :now)
                                  ORDER BY next_try LIMIT :limit FOR UPDATE SKIP LOCKED))
            RETURNING tenant, path, apikey, device_id
            """;
    private static final String WAITING =
            """
            SELECT DISTINCT tenant, path, apikey, device_id FROM command
            WHERE sent_at IS NULL AND finished_at IS NULL AND next_try IS NOT NULL LIMIT :limit
            """;

    // Whose device is gone nobody else shows. In any order: those that cannot be shown must not
    // always be the first.
    private static final String UNTOLD =
            SELECT
                    + """
                    c WHERE told <> state AND (changed_at < :before OR (finished_at IS NOT NULL AND NOT EXISTS (
                        SELECT FROM device d
                        WHERE d.tenant = c.tenant AND d.path = c.path AND d.apikey IN (c.apikey, '') AND d.id = c.device_id)))
                    ORDER BY random() LIMIT :n
                    """;
    private static final String TOLD =
            """
            UPDATE command SET told = state
            WHERE id = :id AND state = :state AND changed_at = :changed AND told <> state
            """;
    private static final String LIST =
            SELECT + "WHERE " + OF_DEVICE + " ORDER BY seq DESC LIMIT :limit OFFSET :offset";
    private static final String COUNT_OPEN =
            "SELECT count(*) FROM command WHERE finished_at IS NULL AND NOT (qos = 0 AND state ="
                    + " 'DELIVERED')";
    private static final String HAS_OPEN =
            "SELECT EXISTS (SELECT FROM command WHERE finished_at IS NULL AND " + OF_DEVICE + ")";
    private static final String COUNT = "SELECT count(*) FROM command WHERE " + OF_DEVICE;
    private static final String FIND = SELECT + "WHERE id = :id AND " + OF_DEVICE;
    private static final String FORGET_FINISHED =
            """
            DELETE FROM command WHERE id = ANY (ARRAY(
                SELECT id FROM command WHERE finished_at < :before AND told = state LIMIT :limit
                FOR UPDATE SKIP LOCKED))
            """;

    private final Database database;
    private final CommandEnds ends;

    public JdbcCommands(Database database) {
        this.database = database;
        this.ends = new CommandEnds(database);
    }

    @Override
    public Set<UUID> known(Collection<UUID> ids) {
        return database.run(jdbc ->
                new HashSet<>(
                        jdbc.sql(KNOWN)
                                .param("ids", ids.toArray(UUID[]::new))
                                .query(UUID.class)
                                .list()));
    }

    @Override
    public List<DeviceCommand> add(List<DeviceCommand> commands) {
        var tenants = commands.stream().map(c -> c.address().tenant()).distinct().toList();
        return database.inTenants(
                tenants,
                jdbc -> {
                    LockPatience.BACKGROUND.begin(jdbc);
                    var devices = new LinkedHashMap<Address, Boolean>();
                    var gone = new ArrayList<DeviceCommand>();
                    for (var command : commands) {
                        if (devices.computeIfAbsent(command.address(), a -> hold(jdbc, a))) {
                            insert(jdbc, command);
                        } else {
                            gone.add(command);
                        }
                    }
                    devices.values().removeIf(there -> !there);
                    CommandNews.stirred(jdbc, devices.keySet(), false);
                    return gone;
                });
    }

    /** Whether a device is there; then it stays, and keeps its apikey, until we are through. */
    private static boolean hold(JdbcClient jdbc, Address device) {
        if (isEmpty(jdbc, IS_THERE, device)) {
            return false;
        }
        if (isEmpty(jdbc, HOLD, device)) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE,
                    "the device is being moved or removed just now; try again");
        }
        return true;
    }

    private static boolean isEmpty(JdbcClient jdbc, String statement, Address device) {
        return bind(jdbc.sql(statement), device).query().listOfRows().isEmpty();
    }

    private static void insert(JdbcClient jdbc, DeviceCommand command) {
        bind(jdbc.sql(INSERT), command.address())
                .param("id", command.id())
                .param("entity", command.entity())
                .param("name", command.name())
                .param("dataset", command.datasetId())
                .param("value", command.value().toString())
                .param("state", command.state().name())
                .param("created", time(command.createdAt()))
                .param("changed", time(command.changedAt()))
                .param("expires", time(command.expiresAt()))
                .param("info", command.info() == null ? null : command.info().toString())
                .param("next", command.nextTry() == null ? null : time(command.nextTry()))
                .param("finished", command.finishedAt() == null ? null : time(command.finishedAt()))
                .param("qos", command.feedback().qos())
                .param("display", command.display() == null ? null : Json.text(command.display()))
                .update();
    }

    @Override
    public Optional<DeviceCommand> claim(
            Address device, Instant now, Instant until, boolean hurry) {
        return database.run(jdbc ->
                bind(jdbc.sql(CLAIM), device)
                        .param("now", time(now))
                        .param("until", time(until))
                        .param("hurry", hurry)
                        .query(CommandRows::command)
                        .optional());
    }

    @Override
    public Optional<DeviceCommand> sent(UUID id, Instant now) {
        return database.run(jdbc ->
                jdbc.sql(SENT)
                        .param("id", id)
                        .param("now", time(now))
                        .query(CommandRows::command)
                        .optional());
    }

    @Override
    public void giveBack(UUID id, Instant nextTry, @Nullable Instant unheard) {
        database.run(jdbc ->
                jdbc.sql(GIVE_BACK)
                        .param("id", id)
                        .param("next", time(nextTry))
                        .param("unheard", unheard == null ? null : time(unheard))
                        .update());
    }

    @Override
    public Optional<DeviceCommand> delivered(Address device, UUID id, Instant now) {
        return database.run(jdbc ->
                bind(jdbc.sql(DELIVERED), device)
                        .param("id", id)
                        .param("now", time(now))
                        .query(CommandRows::command)
                        .optional());
    }

    @Override
    public List<DeviceCommand> fetch(Address device, Instant now) {
        return database.run(jdbc ->
                bind(jdbc.sql(FETCH), device)
                        .param("now", time(now))
                        .query(CommandRows::command)
                        .list());
    }

    @Override
    public CommandAnswer.Effect answer(Address device, CommandAnswer answer) {
        return ends.answer(device, answer);
    }

    @Override
    public Optional<DeviceCommand> finish(UUID id, State state, JsonNode info, Instant now) {
        return ends.finish(id, state, info, now);
    }

    @Override
    public List<DeviceCommand> expire(JsonNode info, Instant now, int limit) {
        return ends.expire(info, now, limit);
    }

    @Override
    public List<DeviceCommand> abandon(Address device, JsonNode info, Instant now) {
        return ends.abandon(device, info, now);
    }

    @Override
    public void stir(Instant now, int limit) {
        database.inTransaction(jdbc -> {
            var devices =
                    new LinkedHashSet<>(
                            jdbc.sql(STIR)
                                    .param("now", time(now))
                                    .param("limit", limit)
                                    .query(CommandRows::address)
                                    .list());
            CommandNews.stirred(jdbc, devices, true);
            return devices.size();
        });
    }

    @Override
    public long countOpen() {
        return database.run(jdbc -> jdbc.sql(COUNT_OPEN).query(Long.class).single());
    }

    @Override
    public boolean hasOpen(Address device) {
        return database.run(jdbc -> bind(jdbc.sql(HAS_OPEN), device).query(Boolean.class).single());
    }

    @Override
    public List<Address> waiting(int limit) {
        return database.run(
                jdbc -> jdbc.sql(WAITING).param("limit", limit).query(CommandRows::address).list());
    }

    @Override
    public List<DeviceCommand> untold(Instant before, int limit) {
        return database.run(jdbc ->
                jdbc.sql(UNTOLD)
                        .param("before", time(before))
                        .param("n", limit)
                        .query(CommandRows::command)
                        .list());
    }

    @Override
    public void told(DeviceCommand shown) {
        database.run(jdbc ->
                jdbc.sql(TOLD)
                        .param("id", shown.id())
                        .param("state", shown.state().name())
                        .param("changed", time(shown.changedAt()))
                        .update());
    }

    @Override
    public List<DeviceCommand> list(Address device, int limit, int offset) {
        return database.run(jdbc ->
                bind(jdbc.sql(LIST), device)
                        .param("limit", limit)
                        .param("offset", offset)
                        .query(CommandRows::command)
                        .list());
    }

    @Override
    public long count(Address device) {
        return database.run(jdbc -> bind(jdbc.sql(COUNT), device).query(Long.class).single());
    }

    @Override
    public Optional<DeviceCommand> find(Address device, UUID id) {
        return database.run(jdbc ->
                bind(jdbc.sql(FIND), device)
                        .param("id", id)
                        .query(CommandRows::command)
                        .optional());
    }

    @Override
    public void forgetFinished(Instant before, int limit) {
        database.run(jdbc ->
                jdbc.sql(FORGET_FINISHED)
                        .param("before", time(before))
                        .param("limit", limit)
                        .update());
    }
}
