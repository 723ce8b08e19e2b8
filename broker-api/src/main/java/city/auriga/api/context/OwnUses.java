package city.auriga.api.context;

import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.jsonld.ContextStore.Uses;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses of the tenants' own @contexts that are not in the database yet. Safe for all threads; what
 * is written back is forgotten, so that nothing stays of an @context that is gone.
 */
final class OwnUses {
    private static final Logger LOG = LoggerFactory.getLogger(OwnUses.class);

    private final ContextStore store;
    private final Map<Key, Count> counts = new ConcurrentHashMap<>();

    private record Key(Tenant tenant, String id) {}

    /**
     * @param last milliseconds of the clock
     */
    private record Count(long hits, long last) {
        Count plus(Count other) {
            return new Count(hits + other.hits, Math.max(last, other.last));
        }
    }

    OwnUses(ContextStore store) {
        this.store = store;
    }

    void count(Tenant tenant, String id, long nowMillis) {
        counts.merge(new Key(tenant, id), new Count(1, nowMillis), Count::plus);
    }

    void forget(Tenant tenant, String id) {
        counts.remove(new Key(tenant, id));
    }

    int size() {
        return counts.size();
    }

    /** Those of all tenants. */
    void writeBack() {
        writeBack(key -> true);
    }

    void writeBack(Tenant tenant) {
        writeBack(key -> key.tenant.equals(tenant));
    }

    void writeBack(Tenant tenant, String id) {
        var key = new Key(tenant, id);
        if (counts.containsKey(key)) {
            write(List.of(key));
        }
    }

    private void writeBack(Predicate<Key> which) {
        var keys = counts.keySet().stream().filter(which).toList();
        if (!keys.isEmpty()) {
            write(keys);
        }
    }

    private void write(List<Key> keys) {
        var uses = new ArrayList<Uses>();
        for (var key : keys) {
            var count = counts.remove(key);
            if (count != null) {
                var last = Instant.ofEpochMilli(count.last);
                uses.add(new Uses(key.tenant, key.id, count.hits, last));
            }
        }
        try {
            store.record(uses);
        } catch (NgsiLdException unavailable) {
            LOG.debug("uses of @contexts wait for the database");
            uses.forEach(this::giveBack);
        }
    }

    private void giveBack(Uses uses) {
        var count = new Count(uses.hits(), uses.lastUsage().toEpochMilli());
        counts.merge(new Key(uses.tenant(), uses.id()), count, Count::plus);
    }
}
