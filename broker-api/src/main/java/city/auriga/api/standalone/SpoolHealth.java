package city.auriga.api.standalone;

import city.auriga.iot.remote.SpoolForwarder;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows what waits for the broker. Only a spool that is full keeps readings from being taken. */
@Component("spoolHealthIndicator")
@StandaloneAgent
class SpoolHealth implements HealthIndicator {
    private final SpoolForwarder forwarder;
    private final InstantSource clock;

    SpoolHealth(SpoolForwarder forwarder, InstantSource clock) {
        this.forwarder = forwarder;
        this.clock = clock;
    }

    @Override
    public Health health() {
        var state = forwarder.state();
        var size = state.size();
        var health = size.rows() >= state.capacity() ? Health.down() : Health.up();
        health.withDetail("rows", size.rows())
                .withDetail("capacity", state.capacity())
                .withDetail("forwards", state.mine());
        if (size.oldest() != null) {
            health.withDetail(
                    "oldestSeconds", Duration.between(size.oldest(), clock.instant()).toSeconds());
        }
        if (state.trouble() != null) {
            health.withDetail("reason", state.trouble());
        }
        return health.build();
    }
}
