package city.auriga.iot.remote;

import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sends writes of one tenant to the broker, at once if it takes them, else in parts until it is
 * found what it does not want, or with what it fails. Confined to the thread of {@link
 * SpoolForwarder}.
 */
final class Shipping {
    /** So often in a row a broker may fail with all of it, before it is looked for the cause. */
    private static final int FEW = 3;

    /**
     * So often in a row when the cause is looked for: a broker that takes nothing is ill itself.
     */
    private static final int LONGEST_SEARCH = 20;

    private final Tenant tenant;
    private final Suspects suspects;
    private final BrokerClient broker;
    private final Settlement settlement;
    private final SpoolMetrics metrics;
    private final InstantSource clock;

    /** How often in a row the broker failed. */
    private int failures;

    /** How often of these with others than suspects: failing with those says nothing of it. */
    private int others;

    private boolean works;
    private boolean searching;
    private int searched;

    Shipping(
            Tenant tenant,
            Suspects suspects,
            BrokerClient broker,
            Settlement settlement,
            SpoolMetrics metrics,
            InstantSource clock) {
        this.tenant = tenant;
        this.suspects = suspects;
        this.broker = broker;
        this.settlement = settlement;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** From now on it is to be known whether the broker works. */
    void begin() {
        works = false;
    }

    /** Whether the broker has taken something, or refused it as wrong. */
    boolean works() {
        return works;
    }

    /** Whether the broker has failed for so often that the Entities are hardly the cause. */
    boolean isBrokerIll() {
        return others > FEW + LONGEST_SEARCH;
    }

    /**
     * Sends writes, and takes those that are settled out of the spool. Of those that are left the
     * Entities are suspects.
     *
     * @param rows in their order, none of a suspect
     * @throws BrokerAwayException if others are left, too
     */
    void ship(List<Row> rows) throws BrokerAwayException, InterruptedException {
        searching = false;
        searched = 0;
        send(rows);
    }

    /**
     * Sends writes to a suspect; if it has failed for long the first of them alone, until it is
     * given up.
     *
     * @param rows in their order
     */
    void shipAgain(String entity, List<Row> rows) throws BrokerAwayException, InterruptedException {
        searched = 0;
        boolean wasIll = isBrokerIll();
        sendAgain(entity, rows);
        if (wasIll && isBrokerIll()) {
            throw new BrokerAwayException(String.valueOf(suspects.reason()), null);
        }
    }

    private void sendAgain(String entity, List<Row> rows)
            throws BrokerAwayException, InterruptedException {
        boolean spent = suspects.isSpent(entity);
        suspects.tries(entity, true);
        try {
            if (spent) {
                sendAlone(rows.getFirst());
            } else {
                send(rows);
            }
        } finally {
            suspects.tries(entity, false);
        }
    }

    private void send(List<Row> rows) throws BrokerAwayException, InterruptedException {
        if (rows.isEmpty()) {
            return;
        }
        var fold = settlement.fold(tenant, rows);
        if (fold.isEmpty()) {
            settle(rows, fold, Set.of());
            return;
        }
        switch (request(fold)) {
            case Verdict.Taken() -> taken(rows, fold, Set.of());
            case Verdict.Partly(var refusals, var later) -> partly(rows, fold, refusals, later);
            case Verdict.Refused(var reason) -> narrow(rows, reason);
            case Verdict.Failed(var reason) -> failed(rows, reason);
            case Verdict.Later(var reason, var pause) ->
                    throw new BrokerAwayException(reason, pause);
        }
    }

    private void sendAlone(Row row) throws BrokerAwayException, InterruptedException {
        var rows = List.of(row);
        var fold = settlement.fold(tenant, rows);
        if (fold.isEmpty()) {
            settle(rows, fold, Set.of());
            return;
        }
        switch (request(fold)) {
            case Verdict.Taken() -> taken(rows, fold, Set.of());
            case Verdict.Partly(var refusals, var later) when refusals.isEmpty() ->
                    failedAlone(row, reason(later));
            case Verdict.Partly(var refusals, _) -> giveUp(row, reason(refusals));
            case Verdict.Refused(var reason) -> giveUp(row, reason);
            case Verdict.Failed(var reason) -> failedAlone(row, reason);
            case Verdict.Later(var reason, var pause) ->
                    throw new BrokerAwayException(reason, pause);
        }
    }

    private void failedAlone(Row row, String reason) throws BrokerAwayException {
        if (suspects.failedAlone(row.write().entity())) {
            giveUp(row, reason);
        } else {
            failures++;
            suspect(row, reason);
        }
    }

    private void giveUp(Row row, String reason) {
        settlement.refuse(tenant, row, reason);
        suspects.gaveUp(row.write().entity());
    }

    private Verdict request(Fold fold) throws InterruptedException {
        Verdict verdict;
        try {
            var answer = broker.upsert(tenant, SpoolDocument.bytes(fold.body()));
            verdict = Verdict.of(answer, clock.instant());
        } catch (IOException e) {
            verdict = new Verdict.Later(String.valueOf(e.getMessage()), null);
        }
        if (verdict.isAnotherTime()) {
            metrics.failures.increment();
        }
        return verdict;
    }

    private void taken(List<Row> rows, Fold fold, Set<String> left) {
        settle(rows, fold, left);
        suspects.otherWasTaken();
        brokerWorks();
    }

    private void brokerWorks() {
        works = true;
        failures = 0;
        others = 0;
        searched = 0;
    }

    private void settle(List<Row> rows, Fold fold, Set<String> left) {
        settlement.settle(tenant, rows, fold, left);
        suspects.clear(entities(rows));
    }

    /** Something of it is wrong. */
    private void narrow(List<Row> rows, String reason)
            throws BrokerAwayException, InterruptedException {
        brokerWorks();
        if (rows.size() == 1) {
            settlement.refuse(tenant, rows.getFirst(), reason);
        } else {
            sendHalves(rows);
        }
    }

    /** The first half goes first, as it came first. */
    private void sendHalves(List<Row> rows) throws BrokerAwayException, InterruptedException {
        int half = rows.size() / 2;
        send(rows.subList(0, half));
        // What has turned out to be a suspect meanwhile waits.
        send(
                rows.subList(half, rows.size()).stream()
                        .filter(row -> !suspects.holds(row.write().entity()))
                        .toList());
    }

    /** Perhaps one Entity is the cause, perhaps none. */
    private void failed(List<Row> rows, String reason)
            throws BrokerAwayException, InterruptedException {
        failures++;
        searched++;
        boolean isOne = entities(rows).size() == 1;
        if (!(isOne && suspects.knows(rows.getFirst().write().entity()))) {
            others++;
        }
        if (isOne) {
            suspect(rows.getFirst(), reason);
        } else {
            searching |= failures >= FEW;
        }
        if (searched > LONGEST_SEARCH || !(isOne || searching)) {
            throw new BrokerAwayException(reason, null);
        }
        if (!isOne) {
            sendHalves(rows);
        }
    }

    private void suspect(Row first, String reason) throws BrokerAwayException {
        var entity = first.write().entity();
        if (suspects.isFull() && !suspects.entities().contains(entity)) {
            throw new BrokerAwayException(reason, null);
        }
        suspects.failed(entity, first.seq(), reason);
    }

    private void partly(
            List<Row> rows, Fold fold, Map<String, String> refusals, Map<String, String> later)
            throws BrokerAwayException, InterruptedException {
        var left = new HashSet<>(refusals.keySet());
        left.addAll(later.keySet());
        if (!entities(rows).containsAll(left)) {
            // In words of its own: whose faults they are must be found out.
            narrow(rows, "the broker refused " + left);
            return;
        }
        var took = rows.stream().filter(row -> !left.contains(row.write().entity())).toList();
        if (took.isEmpty() && refusals.isEmpty() && later.size() > 1) {
            failed(rows, reason(later));
            return;
        }
        if (!took.isEmpty()) {
            taken(took, fold, left);
        }
        for (var refusal : refusals.entrySet()) {
            var wrong = of(refusal.getKey(), rows);
            if (!wrong.isEmpty()) {
                narrow(wrong, refusal.getValue());
            }
        }
        for (var postponed : later.entrySet()) {
            var waits = of(postponed.getKey(), rows);
            if (!waits.isEmpty()) {
                suspect(waits.getFirst(), postponed.getValue());
            }
        }
    }

    private static List<Row> of(String entity, List<Row> rows) {
        return rows.stream().filter(row -> row.write().entity().equals(entity)).toList();
    }

    private static Set<String> entities(List<Row> rows) {
        return rows.stream().map(row -> row.write().entity()).collect(Collectors.toSet());
    }

    private static String reason(Map<String, String> reasons) {
        return reasons.values().iterator().next();
    }
}
