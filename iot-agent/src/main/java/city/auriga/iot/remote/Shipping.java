package city.auriga.iot.remote;

import static java.util.stream.Collectors.partitioningBy;

import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sends writes of one tenant to the broker, at once if it takes them, else in parts until it is
 * found what it does not want. Confined to the thread of {@link SpoolForwarder}.
 */
final class Shipping {
    private final Spool spool;
    private final BrokerClient broker;
    private final RefusedWrites refused;
    private final SpoolMetrics metrics;
    private final InstantSource clock;

    private final SentTimes times;
    private final ShellShipping shells;

    Shipping(
            Spool spool,
            BrokerClient broker,
            RefusedWrites refused,
            SpoolMetrics metrics,
            InstantSource clock) {
        this.spool = spool;
        this.broker = broker;
        this.refused = refused;
        this.metrics = metrics;
        this.clock = clock;
        this.times = new SentTimes(spool);
        this.shells = new ShellShipping(broker, times, metrics, clock);
    }

    /** Another process may have forwarded since. */
    void forget() {
        times.forget();
    }

    /**
     * Sends writes, and takes those that are settled out of the spool.
     *
     * @param rows in their order
     * @throws BrokerAwayException if some are left
     */
    void ship(Tenant tenant, List<Row> rows) throws BrokerAwayException, InterruptedException {
        var kinds = rows.stream().collect(partitioningBy(r -> r.write().kind() == Kind.ABSENT));
        var ofShells = kinds.getOrDefault(true, List.of());
        var others = kinds.getOrDefault(false, List.of());
        if (!ofShells.isEmpty()) {
            shells.ship(tenant, ofShells);
        }
        if (!others.isEmpty()) {
            shipWrites(tenant, others);
        }
    }

    private void shipWrites(Tenant tenant, List<Row> rows)
            throws BrokerAwayException, InterruptedException {
        var fold = Fold.of(rows, times.of(tenant, rows));
        if (fold.isEmpty()) {
            settle(tenant, rows, fold, Set.of());
            return;
        }
        switch (send(tenant, fold)) {
            case Verdict.Taken() -> settle(tenant, rows, fold, Set.of());
            case Verdict.Partly(var refusals, var later) ->
                    settlePart(tenant, rows, fold, refusals, later);
            case Verdict.Refused(var reason) -> narrow(tenant, rows, reason);
            case Verdict.Later(var reason, var pause) ->
                    throw new BrokerAwayException(reason, pause);
        }
    }

    private Verdict send(Tenant tenant, Fold fold) throws InterruptedException {
        try {
            var answer = broker.upsert(tenant, SpoolDocument.bytes(fold.body()));
            return Verdict.of(answer, clock.instant());
        } catch (IOException e) {
            return new Verdict.Later(String.valueOf(e.getMessage()), null);
        }
    }

    /** Something of it is wrong: the first half goes first, as it came first. */
    private void narrow(Tenant tenant, List<Row> rows, String reason)
            throws BrokerAwayException, InterruptedException {
        if (rows.size() == 1) {
            refuse(tenant, rows.getFirst(), reason);
            return;
        }
        int half = rows.size() / 2;
        shipWrites(tenant, rows.subList(0, half));
        shipWrites(tenant, rows.subList(half, rows.size()));
    }

    private void settlePart(
            Tenant tenant,
            List<Row> rows,
            Fold fold,
            Map<String, String> refusals,
            Set<String> later)
            throws BrokerAwayException, InterruptedException {
        var left = new HashSet<>(refusals.keySet());
        left.addAll(later);
        var sent = rows.stream().map(row -> row.write().entity()).collect(Collectors.toSet());
        if (!sent.containsAll(left)) {
            // In words of its own: whose faults they are must be found out.
            narrow(tenant, rows, "the broker refused " + left);
            return;
        }
        var taken = rows.stream().filter(row -> !left.contains(row.write().entity())).toList();
        settle(tenant, taken, fold, left);
        for (var refusal : refusals.entrySet()) {
            var ofEntity =
                    rows.stream()
                            .filter(row -> row.write().entity().equals(refusal.getKey()))
                            .toList();
            if (!ofEntity.isEmpty()) {
                narrow(tenant, ofEntity, refusal.getValue());
            }
        }
        if (!later.isEmpty()) {
            throw new BrokerAwayException(
                    "the broker could not write " + later.size() + " of its Entities", null);
        }
    }

    private void refuse(Tenant tenant, Row row, String reason) {
        refused.keep(row, reason, clock.instant());
        spool.done(tenant, List.of(row.seq()), Map.of());
        metrics.refused.increment();
    }

    private void settle(Tenant tenant, List<Row> rows, Fold fold, Set<String> left) {
        if (rows.isEmpty()) {
            return;
        }
        var sent = new HashMap<>(fold.newest());
        sent.keySet().removeAll(left);
        times.settle(tenant, rows, sent);
        metrics.forwarded.increment(rows.size());
        metrics.superseded.increment(fold.superseded());
    }
}
