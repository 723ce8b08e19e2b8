package city.auriga.storage.writer;

import static city.auriga.storage.writer.WriterBench.change;
import static city.auriga.storage.writer.WriterBench.newLamp;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.query.EntityQuery;
import city.auriga.storage.TestDatabase;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A query answers what is stored, from wherever it has it: memory, its own statement, a look-up.
 */
class QueriedAsStoredTest {
    private static final int LAMPS = 20;

    /** After a few queries that found nothing in memory, rows come with the statement itself. */
    @Test
    void whetherRowsAreInMemoryOrNot() {
        try (var database = TestDatabase.create()) {
            WriterBench.migrate(database);
            try (var writing = WriterBench.on(database);
                    var reading = WriterBench.on(database)) {
                each(i -> writing.write(id(i), newLamp(id(i), "\"level\":" + i)));
                for (int round = 0; round < LAMPS; round++) {
                    assertThat(reading.query(EntityQuery.ALL))
                            .hasSize(LAMPS)
                            .isEqualTo(writing.query(EntityQuery.ALL));
                    int level = round;
                    each(i -> writing.write(id(i), change(id(i), "\"level\":" + level)));
                }
            }
        }
    }

    private static String id(int number) {
        return "urn:lamp:" + number;
    }

    private static void each(IntFunction<CompletableFuture<?>> write) {
        var writes = IntStream.range(0, LAMPS).mapToObj(write).toList();
        writes.forEach(CompletableFuture::join);
    }
}
