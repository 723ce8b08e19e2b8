package city.auriga.iot.remote;

import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what the broker is to have unless it has it: creates the Entities, and adds to those that
 * are there already. Nothing that is there is touched, so it does not matter whether other writes
 * of the Entity go before or after. Confined to the thread of {@link SpoolForwarder}.
 */
final class ShellShipping {
    private static final Logger LOG = LoggerFactory.getLogger(ShellShipping.class);
    private static final String CREATE = "/entityOperations/create";
    private static final String APPEND = "/entityOperations/update?options=noOverwrite";

    private static final int REMEMBERED = 100_000;

    /** Somebody may delete an Entity at the broker. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private final Tenant tenant;
    private final BrokerClient broker;
    private final Settlement settlement;
    private final SpoolMetrics metrics;
    private final InstantSource clock;

    /** When; another process may send them again. */
    private final Cache<Shell, Instant> sent =
            Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    private record Shell(String entity, int hash) {
        static Shell of(Row row) {
            return new Shell(row.write().entity(), row.write().document().hashCode());
        }
    }

    ShellShipping(
            Tenant tenant,
            BrokerClient broker,
            Settlement settlement,
            SpoolMetrics metrics,
            InstantSource clock) {
        this.tenant = tenant;
        this.broker = broker;
        this.settlement = settlement;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Sends them, and takes them out of the spool, but for those that were sent a moment ago.
     *
     * @throws BrokerAwayException if some are left
     */
    void ship(List<Row> rows) throws BrokerAwayException, InterruptedException {
        var kinds = rows.stream().collect(Collectors.partitioningBy(this::isKnown));
        var known = kinds.getOrDefault(true, List.of());
        settlement.settle(tenant, known);
        metrics.superseded.increment(known.size());
        var fresh = kinds.getOrDefault(false, List.of());
        if (!fresh.isEmpty()) {
            create(fresh);
        }
    }

    private boolean isKnown(Row row) {
        var time = sent.getIfPresent(Shell.of(row));
        return time != null && time.plus(AGAIN).isAfter(clock.instant());
    }

    private void create(List<Row> rows) throws BrokerAwayException, InterruptedException {
        switch (post(CREATE, rows)) {
            case Verdict.Taken() -> settle(rows);
            case Verdict.Partly(var refused, var later) -> {
                settle(others(rows, refused.keySet(), later.keySet()));
                for (var level : List.of(Level.DEBUG, Level.WARN)) {
                    append(of(rows, refusedWith(level, refused)), level);
                }
                requireNone(later);
            }
            case Verdict.Refused(var reason) -> append(rows, level(reason));
            case Verdict.Failed(var reason) -> append(rows, level(reason));
            case Verdict.Later(var reason, var pause) ->
                    throw new BrokerAwayException(reason, pause);
        }
    }

    private static Set<String> refusedWith(Level level, Map<String, String> refused) {
        return refused.entrySet().stream()
                .filter(refusal -> level(refusal.getValue()) == level)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * That an Entity is there is expected, and then some brokers call it an error, too, if nothing
     * is added.
     */
    private static Level level(String reason) {
        boolean exists = reason.contains("409") || reason.contains("xist");
        return exists ? Level.DEBUG : Level.WARN;
    }

    /**
     * @param level of what is told if that is refused, too
     */
    private void append(List<Row> rows, Level level)
            throws BrokerAwayException, InterruptedException {
        if (rows.isEmpty()) {
            return;
        }
        switch (post(APPEND, rows)) {
            case Verdict.Taken() -> settle(rows);
            case Verdict.Partly(var refused, var later) -> {
                refused.forEach((entity, reason) -> tell(level, entity, reason));
                settle(others(rows, Set.of(), later.keySet()));
                requireNone(later);
            }
            case Verdict.Refused(var reason) -> narrow(rows, level, reason);
            // It must not hold up readings.
            case Verdict.Failed(var reason) -> narrow(rows, Level.WARN, reason);
            case Verdict.Later(var reason, var pause) ->
                    throw new BrokerAwayException(reason, pause);
        }
    }

    private void narrow(List<Row> rows, Level level, String reason)
            throws BrokerAwayException, InterruptedException {
        if (rows.size() == 1) {
            tell(level, rows.getFirst().write().entity(), reason);
            settle(rows);
        } else {
            append(rows.subList(0, rows.size() / 2), level);
            append(rows.subList(rows.size() / 2, rows.size()), level);
        }
    }

    private static void tell(Level level, String entity, String reason) {
        LOG.atLevel(level).log("{} may have no Attributes for its commands: {}", entity, reason);
    }

    private static void requireNone(Map<String, String> later) throws BrokerAwayException {
        if (!later.isEmpty()) {
            throw new BrokerAwayException(
                    "the broker could not write " + later.size() + " of its Entities", null);
        }
    }

    private Verdict post(String path, List<Row> rows) throws InterruptedException {
        var body = SpoolDocument.bytes(Fold.of(rows, Map.of()).body());
        try {
            var answer = broker.exchange(tenant, "POST", path, body);
            var verdict = Verdict.of(answer, clock.instant());
            return verdict instanceof Verdict.Failed(var reason)
                            && Verdict.DATA_ARE_WRONG.contains(answer.status())
                    ? new Verdict.Later(reason, null)
                    : verdict;
        } catch (IOException e) {
            return new Verdict.Later(String.valueOf(e.getMessage()), null);
        }
    }

    private static List<Row> of(List<Row> rows, Set<String> entities) {
        return rows.stream().filter(row -> entities.contains(row.write().entity())).toList();
    }

    private static List<Row> others(List<Row> rows, Set<String> some, Set<String> more) {
        return rows.stream()
                .filter(row -> !some.contains(row.write().entity()))
                .filter(row -> !more.contains(row.write().entity()))
                .toList();
    }

    private void settle(List<Row> rows) {
        settlement.settle(tenant, rows);
        rows.forEach(row -> sent.put(Shell.of(row), clock.instant()));
        metrics.forwarded.increment(rows.size());
    }
}
