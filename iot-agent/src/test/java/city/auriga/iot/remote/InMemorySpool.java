package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The spool in memory. */
final class InMemorySpool implements Spool {
    private final TreeMap<Long, Write> rows = new TreeMap<>();
    private final Map<Tenant, Map<String, Map<String, Instant>>> newest = new HashMap<>();
    private long last;

    @Override
    public synchronized CompletableFuture<@Nullable Void> add(Write write) {
        rows.put(++last, write);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public long capacity() {
        return Long.MAX_VALUE;
    }

    @Override
    public synchronized Size measure() {
        return new Size(rows.size(), rows.isEmpty() ? null : Instant.EPOCH);
    }

    @Override
    public boolean isMine() {
        return true;
    }

    @Override
    public synchronized List<Tenant> tenants() {
        return rows.values().stream().map(Write::tenant).distinct().toList();
    }

    @Override
    public synchronized List<Row> next(Tenant tenant, int limit) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue().tenant().equals(tenant))
                .limit(limit)
                .map(row -> new Row(row.getKey(), row.getValue()))
                .toList();
    }

    @Override
    public synchronized Map<String, Map<String, Instant>> newest(
            Tenant tenant, Collection<String> entities) {
        var found = new HashMap<>(newest.getOrDefault(tenant, Map.of()));
        found.keySet().retainAll(entities);
        return found;
    }

    @Override
    public synchronized void done(
            Tenant tenant,
            Collection<Long> done,
            Map<String, Map<String, Instant>> newestOfEntity) {
        rows.keySet().removeAll(List.copyOf(done));
        newest.computeIfAbsent(tenant, t -> new HashMap<>()).putAll(newestOfEntity);
    }

    synchronized int size() {
        return rows.size();
    }
}
