package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The spool in memory. */
final class InMemorySpool implements Spool {
    private final TreeMap<Long, Write> rows = new TreeMap<>();
    private final Map<Tenant, Map<String, Map<String, Instant>>> newest = new HashMap<>();
    private long last;

    /** How often it was asked who forwards, and whether it is who asks. */
    final AtomicInteger asked = new AtomicInteger();

    volatile boolean isMine = true;

    /** Whether it is not known what becomes of what is done. */
    boolean loses;

    /** What another process does meanwhile. */
    @Nullable Runnable beforeDone;

    /** How often writes were read, and of what Entities it was asked when they were sent. */
    int reads;

    final List<String> newestAsked = new ArrayList<>();

    @Override
    public synchronized CompletableFuture<@Nullable Void> add(Write write) {
        if (write.kind() != Kind.ABSENT || !rows.containsValue(write)) {
            rows.put(++last, write);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public long capacity() {
        return Long.MAX_VALUE;
    }

    @Override
    public synchronized Size measure() {
        return new Size(rows.size(), rows.isEmpty() ? null : Instant.EPOCH, Set.of(), false);
    }

    /** What is thrown once when it is asked who forwards. */
    final AtomicReference<@Nullable Error> fault = new AtomicReference<>();

    volatile boolean released;

    @Override
    public void release() {
        released = true;
    }

    @Override
    public boolean isMine() {
        asked.incrementAndGet();
        var thrown = fault.getAndSet(null);
        if (thrown != null) {
            throw thrown;
        }
        return isMine;
    }

    @Override
    public synchronized List<Tenant> tenants() {
        return rows.values().stream().map(Write::tenant).distinct().toList();
    }

    @Override
    public synchronized List<Row> next(Tenant tenant, Wanted wanted) {
        reads++;
        return from(tenant, wanted.from())
                .filter(row -> row.write().kind() != Kind.ABSENT)
                .filter(row -> !wanted.without().contains(row.write().entity()))
                .limit(wanted.limit())
                .toList();
    }

    @Override
    public synchronized List<Row> nextOfEach(Tenant tenant, Wanted wanted, int most) {
        var places = new HashMap<String, Integer>();
        var all = next(tenant, new Wanted(wanted.from(), wanted.without(), Integer.MAX_VALUE));
        var placed = new TreeMap<Integer, List<Row>>();
        for (var row : all) {
            int place = places.merge(row.write().entity(), 1, Integer::sum);
            if (place <= most) {
                placed.computeIfAbsent(place, p -> new ArrayList<>()).add(row);
            }
        }
        return placed.values().stream().flatMap(List::stream).limit(wanted.limit()).toList();
    }

    @Override
    public synchronized List<Row> nextOf(
            Tenant tenant, Set<String> entities, long from, int limit) {
        return from(tenant, from)
                .filter(row -> row.write().kind() != Kind.ABSENT)
                .filter(row -> entities.contains(row.write().entity()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Row> nextAbsent(Tenant tenant, Set<Long> without, int limit) {
        return from(tenant, 0)
                .filter(row -> row.write().kind() == Kind.ABSENT)
                .filter(row -> !without.contains(row.seq()))
                .limit(limit)
                .toList();
    }

    private Stream<Row> from(Tenant tenant, long seq) {
        return rows.tailMap(seq, true).entrySet().stream()
                .filter(row -> row.getValue().tenant().equals(tenant))
                .map(row -> new Row(row.getKey(), row.getValue()));
    }

    @Override
    public synchronized Map<String, Map<String, Instant>> newest(
            Tenant tenant, Collection<String> entities) {
        newestAsked.addAll(entities);
        var found = new HashMap<>(newest.getOrDefault(tenant, Map.of()));
        found.keySet().retainAll(entities);
        return found;
    }

    @Override
    public synchronized void done(
            Tenant tenant,
            Collection<Long> done,
            Map<String, Map<String, Instant>> newestOfEntity) {
        var other = beforeDone;
        beforeDone = null;
        if (other != null) {
            other.run();
        }
        if (!rows.keySet().containsAll(done)) {
            throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "settled by another process");
        }
        rows.keySet().removeAll(List.copyOf(done));
        newest.computeIfAbsent(tenant, t -> new HashMap<>()).putAll(newestOfEntity);
        if (loses) {
            loses = false;
            throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "the answer is lost");
        }
    }

    @Override
    public void forget(Instant before) {}

    synchronized int size() {
        return rows.size();
    }
}
