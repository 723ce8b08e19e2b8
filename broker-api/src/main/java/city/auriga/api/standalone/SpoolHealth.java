package city.auriga.api.standalone;

import city.auriga.core.model.Tenant;
import city.auriga.iot.remote.SpoolForwarder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Shows what waits for the broker. It is down only when readings of nobody are taken: that too much
 * of one tenant waits is told, but is no reason to turn to another process, where it is the same.
 */
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
        return health(forwarder.state(), clock.instant());
    }

    static Health health(SpoolForwarder.State state, Instant now) {
        var size = state.size();
        var health = size.closed() ? Health.down() : Health.up();
        health.withDetail("rows", size.rows())
                .withDetail("capacity", state.capacity())
                .withDetail("forwards", state.mine());
        if (!size.full().isEmpty()) {
            health.withDetail("full", size.full().stream().map(Tenant::name).sorted().toList());
        }
        if (state.paused() > 0) {
            health.withDetail("pausedEntities", state.paused());
        }
        if (size.oldest() != null) {
            health.withDetail("oldestSeconds", Duration.between(size.oldest(), now).toSeconds());
        }
        if (state.trouble() != null) {
            health.withDetail("reason", state.trouble());
        }
        return health.build();
    }
}
