package city.auriga.storage.writer;

import city.auriga.storage.lane.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What operators see of the batch writer. */
final class WriterMetrics {
    private final DistributionSummary batches;
    private final Timer commits;
    private final Counter retries;
    private final Counter late;
    private final Counter unchanged;

    WriterMetrics(MeterRegistry registry) {
        batches =
                DistributionSummary.builder("auriga.writer.batch.size")
                        .description("changes per transaction")
                        .register(registry);
        commits =
                Timer.builder("auriga.writer.commit")
                        .description("time of a transaction, with its look at the rows")
                        .register(registry);
        retries =
                Counter.builder("auriga.writer.retries")
                        .description("transactions tried again because another process was faster")
                        .register(registry);
        late =
                Counter.builder("auriga.writer.late")
                        .description("values of readings that are older than those there were")
                        .register(registry);
        unchanged =
                Counter.builder("auriga.writer.unchanged")
                        .description(
                                "changes that changed nothing, such as readings that came twice")
                        .register(registry);
    }

    static void watch(MeterRegistry registry, List<Lane<Request>> lanes) {
        for (int i = 0; i < lanes.size(); i++) {
            registry.gauge(
                    "auriga.writer.lane.waiting",
                    List.of(io.micrometer.core.instrument.Tag.of("lane", Integer.toString(i))),
                    lanes.get(i),
                    Lane::waiting);
        }
    }

    void committed(int size, long nanos) {
        batches.record(size);
        commits.record(nanos, TimeUnit.NANOSECONDS);
    }

    void folded(Fold fold) {
        late.increment(fold.late());
        unchanged.increment(fold.unchanged());
    }

    void retried() {
        retries.increment();
    }
}
