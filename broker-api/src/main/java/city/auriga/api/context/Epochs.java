package city.auriga.api.context;

import city.auriga.core.model.Tenant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which time an @context was processed in. A time ends when a document is taken out or replaced:
 * for one tenant if it was its own, for all if it was of another server.
 */
final class Epochs {
    private final AtomicLong cached = new AtomicLong();
    private final Map<Tenant, Long> own = new ConcurrentHashMap<>();

    record Epoch(long own, long cached) {}

    Epoch now(Tenant tenant) {
        return new Epoch(own.getOrDefault(tenant, 0L), cached.get());
    }

    void endOwn(Tenant tenant) {
        own.merge(tenant, 1L, Long::sum);
    }

    void endCached() {
        cached.incrementAndGet();
    }
}
