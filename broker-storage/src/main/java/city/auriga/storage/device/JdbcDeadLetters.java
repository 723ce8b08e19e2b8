package city.auriga.storage.device;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Dead letters in the table {@code dead_letter}. */
public final class JdbcDeadLetters implements DeadLetters {
    // Who removes the tenant waits for the lock before it looks whether anything is left.
    private static final String INSERT =
            """
            WITH owner AS MATERIALIZED (
                SELECT name FROM tenant WHERE name = :tenant AND removed_at IS NULL FOR KEY SHARE)
            INSERT INTO dead_letter (tenant, reason, source, payload_hash, detail, payload, origin, letters, first_seen, last_seen)
            VALUES (coalesce((SELECT name FROM owner), ''), :reason, :source,
                sha256(:payload || convert_to(coalesce(:origin, ''), 'UTF8')), :detail, :payload, :origin, :count, :seen, :seen)
            ON CONFLICT (tenant, reason, md5(source), payload_hash) DO UPDATE
            SET letters = dead_letter.letters + excluded.letters, detail = excluded.detail,
                last_seen = greatest(dead_letter.last_seen, excluded.last_seen)
            """;
    private static final String SELECT =
            """
            SELECT tenant, id, reason, source, detail, payload, origin, letters, first_seen, last_seen FROM dead_letter
            WHERE tenant = :tenant AND \
            """;
    private static final String OF_REASON = "(:reason::text IS NULL OR reason = :reason)";
    private static final String LIST =
            SELECT + OF_REASON + " ORDER BY last_seen DESC, id DESC LIMIT :limit OFFSET :offset";
    private static final String AFTER =
            SELECT + OF_REASON + " AND id > :id ORDER BY id LIMIT :limit";
    private static final String FROM =
            SELECT
                    + """
                    reason = :reason AND md5(source) = md5(:source) AND source = :source AND id > :id
                    ORDER BY id LIMIT :limit
                    """;
    private static final String FIND = SELECT + "id = :id";
    private static final String COUNT =
            "SELECT count(*) FROM dead_letter WHERE tenant = :tenant AND " + OF_REASON;
    private static final String DELETE =
            "DELETE FROM dead_letter WHERE tenant = :tenant AND id = :id";
    private static final String DELETE_AS_READ =
            DELETE + " AND letters = :letters AND last_seen = :seen";
    private static final String DELETE_ALL =
            "DELETE FROM dead_letter WHERE tenant = :tenant AND " + OF_REASON;
    private static final String KEEP =
            """
            DELETE FROM dead_letter d USING (
                SELECT tenant, id,
                       row_number() OVER (PARTITION BY tenant, reason ORDER BY last_seen DESC, id DESC) AS place
                FROM dead_letter) p
            WHERE p.place > :letters AND d.tenant = p.tenant AND d.id = p.id
            """;

    static final int PART = 5_000;

    private static final String FORGET =
            """
            WITH old AS (
                SELECT tenant, id FROM dead_letter WHERE last_seen < :before ORDER BY last_seen LIMIT :part),
            gone AS (DELETE FROM dead_letter WHERE (tenant, id) IN (SELECT tenant, id FROM old) AND last_seen < :before)
            SELECT count(*) FROM old
            """;

    private final Database database;

    public JdbcDeadLetters(Database database) {
        this.database = database;
    }

    @Override
    public void add(List<DeadLetter> letters) {
        database.inTransaction(jdbc -> {
            for (var letter : letters) {
                jdbc.sql(INSERT)
                        .param("tenant", letter.tenant().name())
                        .param("reason", letter.reason().name())
                        .param("source", text(letter.source()))
                        .param("detail", text(letter.detail()))
                        .param("payload", letter.payload())
                        .param("origin", letter.origin(), Types.VARCHAR)
                        .param("count", letter.count())
                        .param("seen", letter.lastSeen().atOffset(ZoneOffset.UTC))
                        .update();
            }
            return letters.size();
        });
    }

    @Override
    public List<DeadLetter.Stored> list(
            Tenant tenant, @Nullable Reason reason, int limit, int offset) {
        return database.inTransaction(jdbc ->
                select(jdbc.sql(LIST), tenant, reason)
                        .param("limit", limit)
                        .param("offset", offset)
                        .query(JdbcDeadLetters::stored)
                        .list());
    }

    @Override
    public List<DeadLetter.Stored> after(
            Tenant tenant, @Nullable Reason reason, long id, int limit) {
        return database.inTransaction(jdbc ->
                select(jdbc.sql(AFTER), tenant, reason)
                        .param("id", id)
                        .param("limit", limit)
                        .query(JdbcDeadLetters::stored)
                        .list());
    }

    @Override
    public List<DeadLetter.Stored> from(
            Tenant tenant, Reason reason, String source, long id, int limit) {
        return database.inTransaction(jdbc ->
                select(jdbc.sql(FROM), tenant, reason)
                        .param("source", text(source))
                        .param("id", id)
                        .param("limit", limit)
                        .query(JdbcDeadLetters::stored)
                        .list());
    }

    @Override
    public Optional<DeadLetter.Stored> find(Tenant tenant, long id) {
        return database.inTransaction(jdbc ->
                jdbc.sql(FIND)
                        .param("tenant", tenant.name())
                        .param("id", id)
                        .query(JdbcDeadLetters::stored)
                        .optional());
    }

    @Override
    public long count(Tenant tenant, @Nullable Reason reason) {
        return database.inTransaction(
                jdbc -> select(jdbc.sql(COUNT), tenant, reason).query(Long.class).single());
    }

    @Override
    public boolean remove(Tenant tenant, long id) {
        return database.inTransaction(jdbc ->
                jdbc.sql(DELETE).param("tenant", tenant.name()).param("id", id).update() == 1);
    }

    @Override
    public boolean remove(Tenant tenant, DeadLetter.Stored read) {
        return database.inTransaction(jdbc ->
                jdbc.sql(DELETE_AS_READ)
                                .param("tenant", tenant.name())
                                .param("id", read.id())
                                .param("letters", read.letter().count())
                                .param("seen", read.letter().lastSeen().atOffset(ZoneOffset.UTC))
                                .update()
                        == 1);
    }

    @Override
    public void removeAll(Tenant tenant, @Nullable Reason reason) {
        database.inTransaction(jdbc -> select(jdbc.sql(DELETE_ALL), tenant, reason).update());
    }

    @Override
    public void keep(int letters) {
        database.inTransaction(jdbc -> jdbc.sql(KEEP).param("letters", letters).update());
    }

    @Override
    public boolean forget(Instant before) {
        return database.inTransaction(jdbc ->
                jdbc.sql(FORGET)
                                .param("before", before.atOffset(ZoneOffset.UTC))
                                .param("part", PART)
                                .query(Integer.class)
                                .single()
                        == PART);
    }

    private static JdbcClient.StatementSpec select(
            JdbcClient.StatementSpec sql, Tenant tenant, @Nullable Reason reason) {
        return sql.param("tenant", tenant.name())
                .param("reason", reason == null ? null : reason.name(), Types.VARCHAR);
    }

    /** PostgreSQL's text cannot hold the character U+0000. */
    private static String text(String any) {
        return any.replace('\0', '\ufffd');
    }

    private static DeadLetter.Stored stored(ResultSet row, int number) throws SQLException {
        var letter =
                new DeadLetter(
                        new Tenant(row.getString("tenant")),
                        Reason.valueOf(row.getString("reason")),
                        row.getString("source"),
                        row.getString("detail"),
                        row.getBytes("payload"),
                        row.getString("origin"),
                        row.getLong("letters"),
                        instant(row, "last_seen"));
        return new DeadLetter.Stored(row.getLong("id"), instant(row, "first_seen"), letter);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
