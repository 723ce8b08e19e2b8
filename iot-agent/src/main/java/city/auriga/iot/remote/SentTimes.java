package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.model.Tenant;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** When what was sent was observed: what the spool says, which only whoever forwards changes. */
final class SentTimes {
    private static final int REMEMBERED = 100_000;

    private final Spool spool;
    private final Cache<Key, Map<String, Instant>> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    private record Key(Tenant tenant, String entity) {}

    SentTimes(Spool spool) {
        this.spool = spool;
    }

    /** By id of the Entity and key of the Attribute instance. */
    Map<String, Map<String, Instant>> find(Tenant tenant, Set<String> entities) {
        var times = new HashMap<String, Map<String, Instant>>();
        var unknown = new HashSet<String>();
        for (var entity : entities) {
            var ofEntity = known.getIfPresent(new Key(tenant, entity));
            if (ofEntity == null) {
                unknown.add(entity);
            } else {
                times.put(entity, ofEntity);
            }
        }
        if (!unknown.isEmpty()) {
            var found = spool.newest(tenant, unknown);
            for (var entity : unknown) {
                var ofEntity = found.getOrDefault(entity, Map.of());
                known.put(new Key(tenant, entity), ofEntity);
                times.put(entity, ofEntity);
            }
        }
        return times;
    }

    void put(Tenant tenant, Map<String, Map<String, Instant>> sent) {
        sent.forEach((entity, times) -> known.put(new Key(tenant, entity), times));
    }

    /** Another process may have forwarded since, or nobody knows what was stored. */
    void forget() {
        known.invalidateAll();
    }
}
