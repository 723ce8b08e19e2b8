package city.auriga.iot.remote;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Counts what leaves the spool. */
final class SpoolMetrics {
    final Counter forwarded;
    final Counter superseded;
    final Counter refused;
    final Counter failures;

    SpoolMetrics(MeterRegistry registry) {
        forwarded = counter(registry, "forwarded", "writes that the broker has taken");
        superseded =
                counter(registry, "superseded", "values that a newer one has taken the place of");
        refused = counter(registry, "refused", "writes that the broker does not want");
        failures = counter(registry, "failures", "requests that the broker did not take");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("auriga.iot.spool." + name)
                .description(description)
                .register(registry);
    }

    static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            SpoolForwarder forwarder,
            ToDoubleFunction<SpoolForwarder> value) {
        Gauge.builder("auriga.iot.spool." + name, forwarder, value)
                .description(description)
                .register(registry);
    }
}
