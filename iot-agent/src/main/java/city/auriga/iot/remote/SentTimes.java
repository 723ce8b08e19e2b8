package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * When what was sent of each Entity was observed, by key of the instance. What the table says; only
 * whoever forwards changes it. Confined to one thread.
 */
final class SentTimes {
    private static final int REMEMBERED = 100_000;

    private final Spool spool;
    private final Cache<Key, Map<String, Instant>> newest =
            Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    private record Key(Tenant tenant, String entity) {}

    SentTimes(Spool spool) {
        this.spool = spool;
    }

    /** Another process may have forwarded since. */
    void forget() {
        newest.invalidateAll();
    }

    /** Of the Entities of these rows, by their ids. */
    Map<String, Map<String, Instant>> of(Tenant tenant, Collection<Row> rows) {
        var entities = rows.stream().map(row -> row.write().entity()).collect(Collectors.toSet());
        var known = new HashMap<String, Map<String, Instant>>();
        var unknown = new ArrayList<String>();
        for (var entity : entities) {
            var times = newest.getIfPresent(new Key(tenant, entity));
            if (times == null) {
                unknown.add(entity);
            } else {
                known.put(entity, times);
            }
        }
        var found =
                unknown.isEmpty()
                        ? Map.<String, Map<String, Instant>>of()
                        : spool.newest(tenant, unknown);
        for (var entity : unknown) {
            var times = found.getOrDefault(entity, Map.of());
            newest.put(new Key(tenant, entity), times);
            known.put(entity, times);
        }
        return known;
    }

    /** Takes rows out of the spool, and remembers what was sent. */
    void settle(Tenant tenant, List<Row> rows, Map<String, Map<String, Instant>> sent) {
        spool.done(tenant, rows.stream().map(Row::seq).toList(), sent);
        sent.forEach((entity, times) -> newest.put(new Key(tenant, entity), times));
    }
}
