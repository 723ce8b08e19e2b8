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
    private static final String FINISH = END + "WHERE finished_at IS NULL AND id = :id" + RETURNING;

    // A command that was sent after the answer arrived is not what it is about. The device may
    // answer before it is noted
    // that the command was sent, but not before it was claimed.
    private static final String ANSWER =
            END
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
    private static final String IS_LATE =
            """
            SELECT NOT EXISTS (
                SELECT FROM command WHERE %s AND name = :name AND id <> :answered
                  AND (finished_at IS NULL OR answered_by = :message
                       OR seq > (SELECT seq FROM command WHERE id = :answered)))
            """
                    .formatted(OF_DEVICE);
    private static final String EXPIRE =
            END
                    + """
                    WHERE id = ANY (ARRAY(SELECT id FROM command WHERE finished_at IS NULL AND expires_at <= :now
                                          ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED))
                    """
                    + RETURNING;
    private static final String ABANDON =
            END
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
            UPDATE command c SET state = 'ERROR', info = '"the device is gone"', changed_at = now(), finished_at = now(),
                                 claimed_until = NULL
            WHERE finished_at IS NULL AND
            """
                    + OF_NOBODY;

    private final Database database;

    CommandEnds(Database database) {
        this.database = database;
    }

    Effect answer(Address device, CommandAnswer answer) {
        return database.run(jdbc ->
                named(
                                end(jdbc, ANSWER, answer.state(), answer.info(), answer.received()),
                                device,
                                answer)
                        .query(CommandRows::command)
                        .optional()
                        .<Effect>map(Effect.Ended::new)
                        .orElseGet(() ->
                                isLate(jdbc, device, answer)
                                        ? new Effect.Late()
                                        : new Effect.Nothing()));
    }

    private static boolean isLate(JdbcClient jdbc, Address device, CommandAnswer answer) {
        return named(jdbc.sql(IS_LATE), device, answer).query(Boolean.class).single();
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

    /** As {@link #left(JdbcClient, Device)}, for all devices of a group. */
    static void left(JdbcClient jdbc, DeviceGroup gone) {
        for (var statement : List.of(FORGET_SHOWN, END_OPEN)) {
            jdbc.sql(statement + " AND apikey = :apikey")
                    .param("tenant", gone.tenant().name())
                    .param("path", gone.path())
                    .param("apikey", gone.apikey())
                    .update();
        }
    }

    private static JdbcClient.StatementSpec end(
            JdbcClient jdbc, String statement, State state, JsonNode info, Instant now) {
        return jdbc.sql(statement)
                .param("state", state.name())
                .param("info", info.toString())
                .param("now", time(now));
    }
}
