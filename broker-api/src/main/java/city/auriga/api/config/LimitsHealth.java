package city.auriga.api.config;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows the limits in force at the health endpoint. */
@Component("limits")
class LimitsHealth implements HealthIndicator {
    private final LimitSettings limits;

    LimitsHealth(LimitSettings limits) {
        this.limits = limits;
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("bodySize", limits.bodySize().toBytes())
                .withDetail("largeBodies", limits.largeBodies().toBytes())
                .withDetail("jsonDepth", limits.jsonDepth())
                .withDetail("batchSize", limits.batchSize())
                .withDetail("pageSize", limits.pageSize())
                .withDetail("maxPageSize", limits.maxPageSize())
                .withDetail("linkedEntities", limits.linkedEntities())
                .withDetail("requestTime", limits.requestTime().toString())
                .build();
    }
}
