package city.auriga.api.context;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows the limits for @contexts at the health endpoint, and how many documents are at hand. */
@Component("contexts")
class ContextHealth implements HealthIndicator {
    private final ContextLibrary library;
    private final CachedContexts processed;

    ContextHealth(ContextLibrary library, CachedContexts processed) {
        this.library = library;
        this.processed = processed;
    }

    @Override
    public Health health() {
        var settings = library.settings();
        return Health.up()
                .withDetail("timeout", settings.timeout().toString())
                .withDetail("size", settings.size().toBytes())
                .withDetail("totalSize", settings.totalSize().toBytes())
                .withDetail("loadings", settings.loadings())
                .withDetail("imports", settings.imports())
                .withDetail("redirects", settings.redirects())
                .withDetail("cacheSize", settings.cacheSize().toBytes())
                .withDetail("cacheUsed", library.remote().weight() + processed.weight())
                .withDetail("stored", settings.stored())
                .withDetail("storedSize", settings.storedSize().toBytes())
                .withDetail("replies", settings.replies())
                .withDetail("cached", library.remote().all().size())
                .withDetail("pinned", library.pinned().all().size())
                .build();
    }
}
