package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes out of the spool what is settled, and knows what was sent before. */
final class Settlement {
    private final Spool spool;
    private final RefusedWrites refused;
    private final SpoolMetrics metrics;
    private final Duration remember;
    private final InstantSource clock;
    private final SentTimes times;

    /**
     * @param remember how long it is known when what was sent was observed
     */
    Settlement(
            Spool spool,
            RefusedWrites refused,
            SpoolMetrics metrics,
            Duration remember,
            InstantSource clock) {
        this.spool = spool;
        this.refused = refused;
        this.metrics = metrics;
        this.remember = remember;
        this.clock = clock;
        this.times = new SentTimes(spool);
    }

    /** Another process may have forwarded since. */
    void forget() {
        times.forget();
    }

    /** What writes come to, after all that was sent before. */
    Fold fold(Tenant tenant, List<Row> rows) {
        var entities = rows.stream().map(row -> row.write().entity()).collect(Collectors.toSet());
        return Fold.of(rows, times.find(tenant, entities));
    }

    /**
     * The broker has these, or something newer.
     *
     * @param left Entities of the fold that it does not have
     */
    void settle(Tenant tenant, List<Row> rows, Fold fold, Set<String> left) {
        if (rows.isEmpty()) {
            return;
        }
        var sent = sent(fold, left);
        done(tenant, rows.stream().map(Row::seq).toList(), sent);
        times.put(tenant, sent);
        metrics.forwarded.increment(rows.size());
        metrics.superseded.increment(fold.superseded());
    }

    private Map<String, Map<String, Instant>> sent(Fold fold, Set<String> left) {
        var sent = new HashMap<String, Map<String, Instant>>();
        fold.newest()
                .forEach((entity, ofEntity) -> {
                    if (!left.contains(entity)) {
                        sent.put(entity, memorable(ofEntity));
                    }
                });
        return sent;
    }

    /** By the clock of the device: ours may be another one. */
    private Map<String, Instant> memorable(Map<String, Instant> ofEntity) {
        var last = ofEntity.values().stream().max(Instant::compareTo).orElse(Instant.MIN);
        var kept = new HashMap<>(ofEntity);
        kept.values().removeIf(time -> Duration.between(time, last).compareTo(remember) > 0);
        return kept;
    }

    /** Nothing that is known changes by them. */
    void settle(Tenant tenant, List<Row> rows) {
        if (!rows.isEmpty()) {
            done(tenant, rows.stream().map(Row::seq).toList(), Map.of());
        }
    }

    /** The broker does not want it: that is kept. */
    void refuse(Tenant tenant, Row row, String reason) {
        refused.keep(row, reason, clock.instant());
        done(tenant, List.of(row.seq()), Map.of());
        metrics.refused.increment();
    }

    private void done(
            Tenant tenant, Collection<Long> rows, Map<String, Map<String, Instant>> sent) {
        try {
            spool.done(tenant, rows, sent);
        } catch (RuntimeException e) {
            // Perhaps it is done, perhaps by another process.
            times.forget();
            throw e;
        }
    }
}
