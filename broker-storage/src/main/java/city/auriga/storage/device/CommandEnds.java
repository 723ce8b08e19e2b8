package city.auriga.storage.device;

import static city.auriga.storage.device.CommandRows.OF_DEVICE;
import static city.auriga.storage.device.CommandRows.RETURNING;
import static city.auriga.storage.device.CommandRows.bind;
import static city.auriga.storage.device.CommandRows.time;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.CommandAnswer.Effect;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.DeviceGroup;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** How commands end. */
final class CommandEnds {
    private static final UUID NONE = new UUID(0, 0);

    private static final String END =
            """
            UPDATE command SET state = :state, info = :info::json, changed_at = :now, finished_at = :now, claimed_until = NULL
            """;

    /** One of which nothing more is wanted. */
    private static final String SENT = "qos = 0 AND state = 'DELIVERED'";

    // Of a command of which nothing more is wanted nobody hears how it ends.
    private static final String END_QUIETLY =
            """
            UPDATE command SET state = CASE WHEN %1$s THEN 'DELIVERED' ELSE :state END,
                               info = CASE WHEN %1$s THEN info ELSE :info::json END,
                               changed_at = CASE WHEN qos = 0 AND state = 'DELIVERED' THEN changed_at ELSE :now END,
                               finished_at = :now, claimed_until = NULL
            """;
    private static final String END_SENT = END_QUIETLY.formatted(SENT);
    private static final String FINISH = END + "WHERE finished_at IS NULL AND id = :id" + RETURNING;

    // A command that was sent after the answer arrived is not what it is about. The device may
    // answer before it is noted
    // that the command was sent, but not before it was claimed.
    private static final String ANSWER =
            END_QUIETLY.formatted("qos = 0")
                    + """
                    , answered_by = :message
                    WHERE finished_at IS NULL AND id = (
                        SELECT id FROM command WHERE %1$s AND name = :name AND finished_at IS NULL
                          AND CASE WHEN EXISTS (SELECT FROM command WHERE id = :answered) THEN id = :answered
                                   ELSE claimed_at <= :now AND NOT EXISTS (
                                       SELECT FROM command WHERE %1$s AND name = :name AND answered_by = :message) END
                        ORDER BY seq LIMIT 1 FOR UPDATE)
                    """
                            .formatted(OF_DEVICE)
                    + RETURNING;
    // It is told again, though in the same state.
    private static final String MORE =
            """
            UPDATE command c SET state = :state, info = :info::json, changed_at = :now, answered_by = :message, told = 'PENDING'
            WHERE %1$s AND name = :name AND qos = 2 AND finished_at IS NOT NULL
              AND changed_at <= :now AND expires_at > :now AND answered_by IS DISTINCT FROM :message
              AND CASE WHEN EXISTS (SELECT FROM command WHERE id = :answered) THEN id = :answered
                       ELSE claimed_at <= :now AND NOT EXISTS (
                           SELECT FROM command n WHERE n.tenant = c.tenant AND n.path = c.path AND n.apikey = c.apikey
                             AND n.device_id = c.device_id AND n.name = c.name AND n.seq > c.seq) END
            """
                            .formatted(OF_DEVICE)
                    + RETURNING;
    private static final String IS_LATE =
            """
            SELECT EXISTS (
                SELECT FROM device d
                WHERE d.tenant = :tenant AND d.path = :path AND d.apikey IN (:apikey, '') AND d.id = :device) AS there,
              NOT EXISTS (
                SELECT FROM command WHERE %1$s AND name = :name AND id <> :answered
                  AND (finished_at IS NULL OR answered_by = :message
                       OR seq > (SELECT seq FROM command WHERE id = :answered)))
              AND NOT coalesce((SELECT qos = 0 OR (qos = 2 AND (changed_at > :now OR answered_by = :message)) FROM command
                                WHERE %1$s AND name = :name ORDER BY seq DESC LIMIT 1), false) AS late
            """
                    .formatted(OF_DEVICE);
    private static final String EXPIRE =
            END_SENT
                    + """
                    WHERE id = ANY (ARRAY(SELECT id FROM command WHERE finished_at IS NULL AND expires_at <= :now
                                          ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED))
                    """
                    + RETURNING;
    private static final String ABANDON =
            END_SENT
                    + """
                    WHERE %s AND finished_at IS NULL AND NOT EXISTS (
                        SELECT FROM device d
                        WHERE d.tenant = :tenant AND d.path = :path AND d.apikey IN (:apikey, '') AND d.id = :device)
                    """
                            .formatted(OF_DEVICE)
                    + RETURNING;

    private static final String OF_NOBODY =
            """
            tenant = :tenant AND path = :path AND NOT EXISTS (
                SELECT FROM device d
                WHERE d.tenant = :tenant AND d.path = :path AND d.apikey IN (c.apikey, '') AND d.id = c.device_id)
            """;
    private static final String FORGET_SHOWN =
            "DELETE FROM command c WHERE finished_at IS NOT NULL AND told = state AND " + OF_NOBODY;
    private static final String END_OPEN =
            """
            UPDATE command c SET state = CASE WHEN %1$s THEN state ELSE 'ERROR' END,
                                 info = CASE WHEN %1$s THEN info ELSE '"the device is gone"' END,
                                 changed_at = CASE WHEN %1$s THEN changed_at ELSE now() END,
                                 finished_at = now(), claimed_until = NULL
            WHERE finished_at IS NULL AND
            """
                            .formatted(SENT)
                    + OF_NOBODY;

    private static final String DEVICES =
            """
            SELECT DISTINCT device_id FROM command
            WHERE tenant = :tenant AND path = :path AND apikey = :apikey AND device_id > :last
            ORDER BY device_id LIMIT 2000
            """;

    private final Database database;

    CommandEnds(Database database) {
        this.database = database;
    }

    Effect answer(Address device, CommandAnswer answer) {
        return database.run(jdbc ->
                take(jdbc, ANSWER, device, answer)
                        .<Effect>map(Effect.Ended::new)
                        .or(() -> take(jdbc, MORE, device, answer).map(Effect.More::new))
                        .orElseGet(() -> late(jdbc, device, answer)));
    }

    private static Optional<DeviceCommand> take(
            JdbcClient jdbc, String statement, Address device, CommandAnswer answer) {
        return named(
                        end(jdbc, statement, answer.state(), answer.info(), answer.received()),
                        device,
                        answer)
                .query(CommandRows::command)
                .optional();
    }

    private static Effect late(JdbcClient jdbc, Address device, CommandAnswer answer) {
        return named(jdbc.sql(IS_LATE), device, answer)
                .param("now", time(answer.received()))
                .query((row, _) -> {
                    if (!row.getBoolean("there")) {
                        return new Effect.Moved();
                    }
                    return row.getBoolean("late") ? new Effect.Late() : new Effect.Nothing();
                })
                .single();
    }

    private static JdbcClient.StatementSpec named(
            JdbcClient.StatementSpec sql, Address device, CommandAnswer answer) {
        return bind(sql, device)
                .param("name", answer.name())
                .param("message", answer.message())
                .param("answered", Objects.requireNonNullElse(answer.command(), NONE));
    }

    Optional<DeviceCommand> finish(UUID id, State state, JsonNode info, Instant now) {
        return database.run(jdbc ->
                end(jdbc, FINISH, state, info, now)
                        .param("id", id)
                        .query(CommandRows::command)
                        .optional());
    }

    List<DeviceCommand> expire(JsonNode info, Instant now, int limit) {
        return database.run(jdbc ->
                end(jdbc, EXPIRE, State.EXPIRED, info, now)
                        .param("limit", limit)
                        .query(CommandRows::command)
                        .list());
    }

    List<DeviceCommand> abandon(Address device, JsonNode info, Instant now) {
        return database.run(jdbc ->
                bind(end(jdbc, ABANDON, State.ERROR, info, now), device)
                        .query(CommandRows::command)
                        .list());
    }

    /**
     * In the transaction that has removed a device: what it left ends, or is forgotten if its
     * Entity shows how it ended.
     */
    static void left(JdbcClient jdbc, Device gone) {
        // Commands have the apikey of the group already.
        var apikey = gone.apikey().isEmpty() ? "" : " AND apikey = :apikey";
        for (var statement : List.of(FORGET_SHOWN, END_OPEN)) {
            jdbc.sql(statement + " AND device_id = :device" + apikey)
                    .param("tenant", gone.tenant().name())
                    .param("path", gone.path())
                    .param("device", gone.id())
                    .param("apikey", gone.apikey())
                    .update();
        }
    }

    /**
     * As {@link #left(JdbcClient, Device)}, for all devices of a group: in parts, since no
     * statement may take as long as a large fleet needs.
     */
    static void left(JdbcClient jdbc, DeviceGroup gone) {
        var part = part(jdbc, gone, "");
        while (!part.isEmpty()) {
            for (var statement : List.of(FORGET_SHOWN, END_OPEN)) {
                of(jdbc, statement + " AND apikey = :apikey AND device_id = ANY (:devices)", gone)
                        .param("devices", part.toArray(String[]::new))
                        .update();
            }
            part = part(jdbc, gone, part.getLast());
        }
    }

    /** Devices with commands, in order. */
    private static List<String> part(JdbcClient jdbc, DeviceGroup group, String last) {
        return of(jdbc, DEVICES, group)
                .param("last", last)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static JdbcClient.StatementSpec of(JdbcClient jdbc, String sql, DeviceGroup group) {
        return jdbc.sql(sql)
                .param("tenant", group.tenant().name())
                .param("path", group.path())
                .param("apikey", group.apikey());
    }

    private static JdbcClient.StatementSpec end(
            JdbcClient jdbc, String statement, State state, JsonNode info, Instant now) {
        return jdbc.sql(statement)
                .param("state", state.name())
                .param("info", info.toString())
                .param("now", time(now));
    }
}
