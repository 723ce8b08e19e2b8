package city.auriga.iot.reading;

import city.auriga.iot.device.Faults;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts readings by transport and outcome, and how old they are when they are committed. */
public final class ReadingMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingMetrics.class);

    /** Few, since each is a series; enough for a p99 that is right within a factor of two or so. */
    private static final Duration[] FROM_ARRIVAL =
            durations(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000,
                    60_000);

    /** A device may send what it has kept for days. */
    private static final Duration[] AGES =
            durations(
                    10,
                    100,
                    1_000,
                    5_000,
                    10_000,
                    30_000,
                    60_000,
                    300_000,
                    900_000,
                    3_600_000,
                    21_600_000,
                    86_400_000,
                    604_800_000);

    private final Faults faults = new Faults(LOG);
    private final MeterRegistry registry;
    private final Counter withoutValue;
    private final Counter thinned;
    private final Counter repeated;
    private final Timer age;

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
        age =
                Timer.builder("auriga.iot.measures.age")
                        .description("from the time that a device tells of a measure to its commit")
                        .serviceLevelObjectives(AGES)
                        .register(registry);
    }

    private static Duration[] durations(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    /**
     * Tells how old a measure is that was committed now; not of one from the future, whose clock is
     * wrong.
     */
    void committed(Instant observed) {
        counted(() -> {
            long now = registry.config().clock().wallTime();
            var passed = Duration.between(observed, Instant.ofEpochMilli(now));
            if (!passed.isNegative()) {
                age.record(passed);
            }
        });
    }

    /**
     * Shows what waits for its turn.
     *
     * @param all readings, of all partitions
     * @param most of one partition
     */
    void watchWaiting(Supplier<Number> all, Supplier<Number> most) {
        gauge("auriga.iot.readings.waiting", "readings that wait to be worked on", all);
        gauge("auriga.iot.readings.waiting.most", "those that wait in one partition", most);
    }

    /** Shows how many measures are being written. */
    void watchInFlight(Supplier<Number> inFlight) {
        gauge("auriga.iot.measures.in.flight", "measures that are being written", inFlight);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
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

    /**
     * Counts a reading that could not be committed before its connection ended, nor comes again.
     */
    void lost(Reading reading) {
        counted(() ->
                registry.counter("auriga.iot.readings.lost", "transport", transport(reading))
                        .increment());
    }

    private static String transport(Reading reading) {
        return reading.transport().name().toLowerCase(Locale.ROOT);
    }

    /** Answers what the reply does: what cannot be counted is committed all the same. */
    CompletableFuture<ReadingOutcome> watch(
            Reading reading, CompletableFuture<ReadingOutcome> reply) {
        var transport = transport(reading);
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
            sample.stop(fromArrival(transport));
            registry.counter("auriga.iot.readings.committed", "transport", transport).increment();
        }
        for (var refusal : outcome.refusals()) {
            var reason = refusal.reason().name().toLowerCase(Locale.ROOT);
            registry.counter(
                            "auriga.iot.readings.refused", "transport", transport, "reason", reason)
                    .increment();
        }
    }

    private Timer fromArrival(String transport) {
        return Timer.builder("auriga.iot.readings.commit")
                .description("from the arrival of a reading to its commit")
                .serviceLevelObjectives(FROM_ARRIVAL)
                .tag("transport", transport)
                .register(registry);
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
