package city.auriga.iot.remote;

import city.auriga.core.device.Spool.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** As much of what waits as fits into one request. */
final class Batch {
    /** Some brokers take no more than a megabyte at once. */
    private static final int LARGEST = 900_000;

    private Batch() {}

    /**
     * The first rows, in their order; at least one.
     *
     * @param most how many Entities
     * @param everyValue whether each write counts, so that there may be one of each Entity only
     */
    static List<Row> of(List<Row> rows, int most, boolean everyValue) {
        var entities = new HashSet<String>();
        var batch = new ArrayList<Row>();
        int characters = 0;
        for (var row : rows) {
            var write = row.write();
            if (!entities.add(write.entity()) && everyValue) {
                continue;
            }
            characters += write.document().length();
            boolean tooMuch = entities.size() > most || characters > LARGEST;
            if (tooMuch && !batch.isEmpty()) {
                break;
            }
            batch.add(row);
        }
        return batch;
    }
}
