package city.auriga.api.standalone;

import city.auriga.iot.remote.CommandSubscriptions;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Shows which tenants get no commands since the broker takes no subscriptions. Readings are taken
 * all the same.
 */
@Component("subscriptionsHealthIndicator")
@StandaloneAgent
class SubscriptionsHealth implements HealthIndicator {
    private final CommandSubscriptions subscriptions;

    SubscriptionsHealth(CommandSubscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public Health health() {
        var state = subscriptions.state();
        var health = Health.up().withDetail("subscriptions", state.subscriptions());
        if (!state.troubles().isEmpty()) {
            health.withDetail("refused", state.troubles());
        }
        return health.build();
    }
}
