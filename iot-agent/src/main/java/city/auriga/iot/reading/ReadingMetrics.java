package city.auriga.iot.reading;

import city.auriga.iot.device.Faults;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts readings by transport and outcome, and the time from arrival to commit. */
public final class ReadingMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingMetrics.class);

    private final Faults faults = new Faults(LOG);
    private final MeterRegistry registry;
    private final Counter withoutValue;
    private final Counter thinned;
    private final Counter repeated;

    public ReadingMetrics(MeterRegistry registry) {
        this.registry = registry;
        withoutValue =
                Counter.builder("auriga.iot.expressions.without.value")
                        .description("expressions that had no value for a measure")
                        .register(registry);
        thinned =
                Counter.builder("auriga.iot.values.thinned")
                        .description("values that deadband or minInterval left out")
                        .register(registry);
        repeated =
                Counter.builder("auriga.iot.measures.repeated")
                        .description("measures that came again, and were not written again")
                        .register(registry);
    }

    /** Counts a measure that was written before. */
    void repeated() {
        repeated.increment();
    }

    /** Counts values that were left out, since they are hardly news. */
    void thinned(int values) {
        if (values > 0) {
            thinned.increment(values);
        }
    }

    /** Counts expressions that came to nothing, though there was something to work on. */
    void withoutValue(int expressions) {
        if (expressions > 0) {
            withoutValue.increment(expressions);
        }
    }

    /** Answers what the reply does: what cannot be counted is committed all the same. */
    CompletableFuture<ReadingOutcome> watch(
            Reading reading, CompletableFuture<ReadingOutcome> reply) {
        var transport = reading.transport().name().toLowerCase(Locale.ROOT);
        counted(() ->
                registry.counter("auriga.iot.readings.received", "transport", transport)
                        .increment());
        var sample = Timer.start(registry);
        return reply.whenComplete((outcome, error) ->
                counted(() -> {
                    if (error == null) {
                        settled(transport, sample, outcome);
                    } else {
                        registry.counter("auriga.iot.readings.deferred", "transport", transport)
                                .increment();
                    }
                }));
    }

    private void settled(String transport, Timer.Sample sample, ReadingOutcome outcome) {
        if (outcome.written() > 0) {
            sample.stop(registry.timer("auriga.iot.readings.commit", "transport", transport));
            registry.counter("auriga.iot.readings.committed", "transport", transport).increment();
        }
        for (var refusal : outcome.refusals()) {
            var reason = refusal.reason().name().toLowerCase(Locale.ROOT);
            registry.counter(
                            "auriga.iot.readings.refused", "transport", transport, "reason", reason)
                    .increment();
        }
    }

    private void counted(Runnable counting) {
        try {
            counting.run();
        } catch (RuntimeException e) {
            // What is committed must not be tried again for a number.
            faults.add("readings are not counted", e);
        }
    }
}
