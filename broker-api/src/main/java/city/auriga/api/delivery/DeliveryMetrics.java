package city.auriga.api.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What operators see of the deliveries. */
@Component
class DeliveryMetrics {
    private final MeterRegistry registry;
    private final Counter sent;
    private final Counter failed;
    private final Counter givenUp;
    private final Timer lag;

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.sent = registry.counter("auriga.notifications.sent");
        this.failed = registry.counter("auriga.notifications.failed");
        this.givenUp = registry.counter("auriga.notifications.given.up");
        this.lag =
                Timer.builder("auriga.notifications.lag")
                        .description("from the change to its delivery")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
    }

    void watchPending(Supplier<Number> pending) {
        Gauge.builder("auriga.notifications.pending", pending)
                .description("notifications that wait in memory")
                .register(registry);
    }

    void sent(Instant change, Instant now) {
        sent.increment();
        lag.record(Duration.between(change, now));
    }

    void failed() {
        failed.increment();
    }

    void givenUp() {
        givenUp.increment();
    }
}
