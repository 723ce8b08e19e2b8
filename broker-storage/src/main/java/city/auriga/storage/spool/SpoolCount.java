package city.auriga.storage.spool;

import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.sql.Database;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the rows of the spool now and then, since that takes time: piece by piece, so that no
 * statement takes longer than it may, however much waits. Confined to the thread of whoever asks
 * for the size; who stores does not wait for it.
 */
final class SpoolCount {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolCount.class);

    private static final long AGAIN_NANOS = 2_000_000_000L;

    /** No more than this part of the time is spent with counting. */
    private static final int SHARE = 20;

    private static final String PIECE =
            """
            SELECT tenant, count(*), max(seq)
            FROM (SELECT tenant, seq FROM spool WHERE (tenant, seq) > (?, ?) ORDER BY tenant, seq LIMIT ?) piece
            GROUP BY tenant ORDER BY tenant
            """;

    private final Database database;
    private final SpoolRoom room;
    private final int piece;
    private long next = System.nanoTime();

    private record Part(Tenant tenant, long rows, long last) {}

    /**
     * @param piece how many rows are counted at once
     */
    SpoolCount(Database database, SpoolRoom room, int piece) {
        this.database = database;
        this.room = room;
        this.piece = piece;
    }

    /** Counts, if it is time to. If that fails, what is known goes on to count. */
    synchronized void look() {
        long begin = System.nanoTime();
        if (begin - next < 0) {
            return;
        }
        try {
            room.count();
            room.counted(count());
        } catch (NgsiLdException e) {
            LOG.debug("the spool could not be counted: {}", e.getMessage());
        }
        long end = System.nanoTime();
        next = end + Math.max(AGAIN_NANOS, SHARE * (end - begin));
    }

    private Map<Tenant, Long> count() {
        var rows = new HashMap<Tenant, Long>();
        var last = new Part(Tenant.DEFAULT, 0, 0);
        long counted;
        do {
            counted = 0;
            for (var part : piece(last)) {
                rows.merge(part.tenant, part.rows, Long::sum);
                counted += part.rows;
                last = part;
            }
        } while (counted == piece);
        return rows;
    }

    private Iterable<Part> piece(Part last) {
        return database.run(jdbc ->
                jdbc.sql(PIECE)
                        .params(last.tenant.name(), last.last, piece)
                        .query((row, number) ->
                                new Part(
                                        new Tenant(row.getString(1)),
                                        row.getLong(2),
                                        row.getLong(3)))
                        .list());
    }
}
