package city.auriga.storage.device;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
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
            INSERT INTO command (id, tenant, path, apikey, device_id, entity_id, name, dataset_id, value, state, told,
                                 created_at, changed_at, expires_at, next_try)
            VALUES (:id, :tenant, :path, :apikey, :device, :entity, :name, :dataset, :value::json, :state, :state,
                    :created, :changed, :expires, :next)
            ON CONFLICT DO NOTHING
            """;
    private static final String OF_DEVICE =
            "tenant = :tenant AND path = :path AND apikey = :apikey AND device_id = :device";
    private static final String COLUMNS =
            """
            id, tenant, path, apikey, device_id, entity_id, name, dataset_id, value, state, info,
            created_at, changed_at, expires_at, next_try, sent_at, finished_at, attempts
            """;
    private static final String SELECT = "SELECT " + COLUMNS + " FROM command ";

    // Who waited for the row looks at the conditions again: one gets it.
    private static final String CLAIM =
            """
            UPDATE command SET claimed_until = :until
            WHERE id = (SELECT id FROM command WHERE %s AND sent_at IS NULL AND finished_at IS NULL ORDER BY seq LIMIT 1)
              AND sent_at IS NULL AND finished_at IS NULL AND (claimed_until IS NULL OR claimed_until <= :now)
              AND expires_at > :now AND (:hurry OR next_try <= :now)
            RETURNING %s
            """
                    .formatted(OF_DEVICE, COLUMNS);
    private static final String SENT =
            """
            UPDATE command SET sent_at = :now, claimed_until = NULL, attempts = attempts + 1
            WHERE id = :id AND sent_at IS NULL
            """;
    private static final String GIVE_BACK =
            """
            UPDATE command SET claimed_until = NULL, next_try = :next, attempts = attempts + 1
            WHERE id = :id AND sent_at IS NULL AND finished_at IS NULL
            """;
    private static final String RETURNING = " RETURNING " + COLUMNS;

    // The news may overtake the note that it was sent.
    private static final String DELIVERED =
            """
            UPDATE command SET state = 'DELIVERED', changed_at = :now, claimed_until = NULL,
                               sent_at = coalesce(sent_at, :now), attempts = attempts + (sent_at IS NULL)::int
            WHERE id = :id AND %s AND state = 'PENDING'
            """
                            .formatted(OF_DEVICE)
                    + RETURNING;
    private static final String FETCH =
            """
            WITH fetched AS (
                UPDATE command SET state = 'DELIVERED', changed_at = :now, sent_at = :now, attempts = attempts + 1
                WHERE %s AND sent_at IS NULL AND finished_at IS NULL AND expires_at > :now
                  AND (claimed_until IS NULL OR claimed_until <= :now)
                RETURNING *)
            SELECT %s FROM fetched ORDER BY seq
            """
                    .formatted(OF_DEVICE, COLUMNS);
    private static final String FINISH =
            """
            UPDATE command SET state = :state, info = :info::json, changed_at = :now, finished_at = :now, claimed_until = NULL
            WHERE finished_at IS NULL AND id =
            """;
    private static final String ANSWERED =
            """
            (SELECT id FROM command WHERE %s AND name = :name AND finished_at IS NULL
               AND CASE WHEN EXISTS (SELECT FROM command WHERE id = :answered) THEN id = :answered
                        ELSE sent_at IS NOT NULL OR claimed_until IS NOT NULL END
             ORDER BY seq LIMIT 1 FOR UPDATE)
            """
                    .formatted(OF_DEVICE);
    private static final String EXPIRE =
            """
            UPDATE command SET state = 'EXPIRED', info = :info::json, changed_at = :now, finished_at = :now, claimed_until = NULL
            WHERE id = ANY (ARRAY(SELECT id FROM command WHERE finished_at IS NULL AND expires_at <= :now
                                  ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED))
            """
                    + RETURNING;

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

    // In any order: those that cannot be shown must not always be the first.
    private static final String UNTOLD =
            SELECT + "WHERE told <> state AND changed_at < :before ORDER BY random() LIMIT :n";
    private static final String TOLD =
            "UPDATE command SET told = state WHERE id = :id AND state = :state AND told <> state";
    private static final String LIST =
            SELECT + "WHERE " + OF_DEVICE + " ORDER BY seq DESC LIMIT :limit OFFSET :offset";
    private static final String COUNT_OPEN =
            "SELECT count(*) FROM command WHERE finished_at IS NULL";
    private static final String HAS_OPEN =
            "SELECT EXISTS (SELECT FROM command WHERE finished_at IS NULL AND " + OF_DEVICE + ")";
    private static final String COUNT = "SELECT count(*) FROM command WHERE " + OF_DEVICE;
    private static final String FIND = SELECT + "WHERE id = :id AND " + OF_DEVICE;
    private static final String FORGET_FINISHED =
            """
            DELETE FROM command WHERE id = ANY (ARRAY(
                SELECT id FROM command WHERE finished_at < :before AND told = state LIMIT :limit))
            """;
    private static final String FORGET = "DELETE FROM command WHERE " + OF_DEVICE;

    private final Database database;

    public JdbcCommands(Database database) {
        this.database = database;
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
    public void add(List<DeviceCommand> commands) {
        var tenants = commands.stream().map(c -> c.address().tenant()).distinct().toList();
        database.inTenants(
                tenants,
                jdbc -> {
                    var devices = new LinkedHashSet<Address>();
                    for (var command : commands) {
                        insert(jdbc, command);
                        devices.add(command.address());
                    }
                    CommandNews.stirred(jdbc, devices, false);
                    return devices.size();
                });
    }

    private static void insert(JdbcClient jdbc, DeviceCommand command) {
        of(jdbc.sql(INSERT), command.address())
                .param("id", command.id())
                .param("entity", command.entity())
                .param("name", command.name())
                .param("dataset", command.datasetId())
                .param("value", command.value().toString())
                .param("state", command.state().name())
                .param("created", time(command.createdAt()))
                .param("changed", time(command.changedAt()))
                .param("expires", time(command.expiresAt()))
                .param("next", command.nextTry() == null ? null : time(command.nextTry()))
                .update();
    }

    @Override
    public Optional<DeviceCommand> claim(
            Address device, Instant now, Instant until, boolean hurry) {
        return database.run(jdbc ->
                of(jdbc.sql(CLAIM), device)
                        .param("now", time(now))
                        .param("until", time(until))
                        .param("hurry", hurry)
                        .query(JdbcCommands::command)
                        .optional());
    }

    @Override
    public void sent(UUID id, Instant now) {
        database.run(jdbc -> jdbc.sql(SENT).param("id", id).param("now", time(now)).update());
    }

    @Override
    public void giveBack(UUID id, Instant nextTry) {
        database.run(
                jdbc -> jdbc.sql(GIVE_BACK).param("id", id).param("next", time(nextTry)).update());
    }

    @Override
    public Optional<DeviceCommand> delivered(Address device, UUID id, Instant now) {
        return database.run(jdbc ->
                of(jdbc.sql(DELIVERED), device)
                        .param("id", id)
                        .param("now", time(now))
                        .query(JdbcCommands::command)
                        .optional());
    }

    @Override
    public List<DeviceCommand> fetch(Address device, Instant now) {
        return database.run(jdbc ->
                of(jdbc.sql(FETCH), device)
                        .param("now", time(now))
                        .query(JdbcCommands::command)
                        .list());
    }

    @Override
    public Optional<DeviceCommand> answer(
            Address device,
            String name,
            @Nullable UUID id,
            State state,
            JsonNode info,
            Instant now) {
        return database.run(jdbc ->
                of(end(jdbc, ANSWERED, state, info, now), device)
                        .param("name", name)
                        .param("answered", id == null ? new UUID(0, 0) : id)
                        .query(JdbcCommands::command)
                        .optional());
    }

    @Override
    public Optional<DeviceCommand> finish(UUID id, State state, JsonNode info, Instant now) {
        return database.run(jdbc ->
                end(jdbc, ":id", state, info, now)
                        .param("id", id)
                        .query(JdbcCommands::command)
                        .optional());
    }

    private static JdbcClient.StatementSpec end(
            JdbcClient jdbc, String which, State state, JsonNode info, Instant now) {
        return jdbc.sql(FINISH + which + RETURNING)
                .param("state", state.name())
                .param("info", info.toString())
                .param("now", time(now));
    }

    @Override
    public List<DeviceCommand> expire(JsonNode info, Instant now, int limit) {
        return database.run(jdbc ->
                jdbc.sql(EXPIRE)
                        .param("info", info.toString())
                        .param("now", time(now))
                        .param("limit", limit)
                        .query(JdbcCommands::command)
                        .list());
    }

    @Override
    public void stir(Instant now, int limit) {
        database.inTransaction(jdbc -> {
            var devices =
                    new LinkedHashSet<>(
                            jdbc.sql(STIR)
                                    .param("now", time(now))
                                    .param("limit", limit)
                                    .query(JdbcCommands::address)
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
        return database.run(jdbc -> of(jdbc.sql(HAS_OPEN), device).query(Boolean.class).single());
    }

    @Override
    public List<Address> waiting(int limit) {
        return database.run(jdbc ->
                jdbc.sql(WAITING).param("limit", limit).query(JdbcCommands::address).list());
    }

    @Override
    public List<DeviceCommand> untold(Instant before, int limit) {
        return database.run(jdbc ->
                jdbc.sql(UNTOLD)
                        .param("before", time(before))
                        .param("n", limit)
                        .query(JdbcCommands::command)
                        .list());
    }

    @Override
    public void told(UUID id, State state) {
        database.run(jdbc -> jdbc.sql(TOLD).param("id", id).param("state", state.name()).update());
    }

    @Override
    public List<DeviceCommand> list(Address device, int limit, int offset) {
        return database.run(jdbc ->
                of(jdbc.sql(LIST), device)
                        .param("limit", limit)
                        .param("offset", offset)
                        .query(JdbcCommands::command)
                        .list());
    }

    @Override
    public long count(Address device) {
        return database.run(jdbc -> of(jdbc.sql(COUNT), device).query(Long.class).single());
    }

    @Override
    public Optional<DeviceCommand> find(Address device, UUID id) {
        return database.run(jdbc ->
                of(jdbc.sql(FIND), device).param("id", id).query(JdbcCommands::command).optional());
    }

    @Override
    public void forgetFinished(Instant before, int limit) {
        database.run(jdbc ->
                jdbc.sql(FORGET_FINISHED)
                        .param("before", time(before))
                        .param("limit", limit)
                        .update());
    }

    @Override
    public void forget(Address device) {
        database.run(jdbc -> of(jdbc.sql(FORGET), device).update());
    }

    private static JdbcClient.StatementSpec of(JdbcClient.StatementSpec sql, Address device) {
        return sql.param("tenant", device.tenant().name())
                .param("path", device.path())
                .param("apikey", device.apikey())
                .param("device", device.device());
    }

    private static DeviceCommand command(ResultSet row, int number) throws SQLException {
        var info = row.getString("info");
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
                row.getInt("attempts"));
    }

    private static Address address(ResultSet row, int number) throws SQLException {
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

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
