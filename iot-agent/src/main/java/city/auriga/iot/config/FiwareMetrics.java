package city.auriga.iot.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What is counted anyway, by the names that FIWARE's agents have for it, so that their dashboards
 * go on. Gauges, because a counter of ours would have another name.
 */
final class FiwareMetrics implements MeterBinder {
    private static final String RECEIVED = "auriga.iot.readings.received";
    private static final String COMMITTED = "auriga.iot.readings.committed";
    private static final String REFUSED = "auriga.iot.readings.refused";
    private static final String DEFERRED = "auriga.iot.readings.deferred";
    private static final String CONNECTIONS = "auriga.iot.mqtt.connections";
    private static final String CONNECTED = "auriga.iot.mqtt.connected";
    private static final String REQUESTS = "http.server.requests";

    private final BooleanSupplier ready;

    /**
     * @param ready whether readings can arrive and be committed, as {@code /ready} says
     */
    FiwareMetrics(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "measureRequests", r -> sum(r, RECEIVED));
        gauge(registry, "updateEntityRequestsOk", r -> sum(r, COMMITTED));
        gauge(registry, "updateEntityRequestsError", r -> sum(r, REFUSED) + sum(r, DEFERRED));
        gauge(registry, "deviceCreationRequests", r -> requests(r, "POST", "/iot/devices"));
        gauge(
                registry,
                "deviceRemovalRequests",
                r ->
                        requests(r, "DELETE", "/iot/devices/{id}")
                                + requests(r, "POST", "/iot/op/delete"));
        gauge(registry, "raiseAlarm", FiwareMetrics::lost);
        gauge(registry, "releaseAlarm", FiwareMetrics::regained);
        gauge(registry, "ready", _ -> ready.getAsBoolean() ? 1 : 0);
    }

    private static void gauge(
            MeterRegistry registry, String name, ToDoubleFunction<MeterRegistry> value) {
        Gauge.builder(name, registry, value)
                .description("as FIWARE's agents count it")
                .register(registry);
    }

    /** The alarm of an agent is that it has lost an MQTT broker. */
    private static double lost(MeterRegistry registry) {
        return registry.find(CONNECTIONS).meters().stream()
                .mapToDouble(meter -> count(meter) - now(registry, meter))
                .sum();
    }

    private static double regained(MeterRegistry registry) {
        return registry.find(CONNECTIONS).meters().stream()
                .mapToDouble(meter -> Math.max(0, count(meter) - 1))
                .sum();
    }

    private static double now(MeterRegistry registry, Meter connections) {
        var gauge = registry.find(CONNECTED).tags(Tags.of(connections.getId().getTags())).gauge();
        return gauge == null || count(connections) == 0 ? 0 : gauge.value();
    }

    private static double sum(MeterRegistry registry, String name) {
        return registry.find(name).meters().stream().mapToDouble(FiwareMetrics::count).sum();
    }

    private static double requests(MeterRegistry registry, String method, String uri) {
        return registry.find(REQUESTS).tag("method", method).tag("uri", uri).meters().stream()
                .mapToDouble(FiwareMetrics::count)
                .sum();
    }

    private static double count(Meter meter) {
        for (Measurement measurement : meter.measure()) {
            if (measurement.getStatistic() == Statistic.COUNT) {
                return measurement.getValue();
            }
        }
        return 0;
    }
}
