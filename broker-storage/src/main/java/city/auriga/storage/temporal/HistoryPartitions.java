package city.auriga.storage.temporal;

import city.auriga.storage.sql.Database;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/** One partition of the history per month: made ahead, dropped when the retention is over. */
public final class HistoryPartitions {
    private static final Pattern NAME = Pattern.compile("entity_history_(\\d{4})_(\\d{2})");
    private static final int MONTHS_AHEAD = 2;
    private static final String LIST =
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent ="
                    + " 'entity_history'::regclass";
    // Several processes may start at once; the lock lets one of them make the partitions.
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtext('entity_history'))::text";

    private final Database database;
    private final Period retention;

    /**
     * @param retention zero keeps everything
     */
    public HistoryPartitions(Database database, Period retention) {
        this.database = database;
        this.retention = retention;
    }

    /** Makes the partitions of this month and the next ones, and drops those past the retention. */
    public void maintain(LocalDate today) {
        database.inTransaction(jdbc -> {
            jdbc.sql(LOCK).query(String.class).single();
            var existing = jdbc.sql(LIST).query((row, n) -> row.getString(1)).list();
            for (int i = 0; i <= MONTHS_AHEAD; i++) {
                var month = YearMonth.from(today).plusMonths(i);
                if (!existing.contains(name(month))) {
                    jdbc.sql(create(month)).update();
                }
            }
            if (!retention.isZero()) {
                outdated(existing, YearMonth.from(today.minus(retention)))
                        .forEach(table -> jdbc.sql("DROP TABLE " + table).update());
            }
            return existing.size();
        });
    }

    private static List<String> outdated(List<String> tables, YearMonth oldestKept) {
        return tables.stream()
                .filter(table -> {
                    var name = NAME.matcher(table);
                    return name.matches()
                            && YearMonth.of(
                                            Integer.parseInt(name.group(1)),
                                            Integer.parseInt(name.group(2)))
                                    .isBefore(oldestKept);
                })
                .toList();
    }

    private static String create(YearMonth month) {
        return "CREATE TABLE IF NOT EXISTS %s PARTITION OF entity_history FOR VALUES FROM ('%s') TO ('%s')"
                .formatted(name(month), start(month), start(month.plusMonths(1)));
    }

    private static String name(YearMonth month) {
        return "entity_history_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
    }

    private static String start(YearMonth month) {
        return month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC).toString();
    }
}
