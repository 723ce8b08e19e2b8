package city.auriga.iot.remote;

import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** No name of an Attribute is like this. */
    private static final String SENT = "#shell ";

    /** Somebody may delete an Entity at the broker. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private final BrokerClient broker;
    private final SentTimes sent;
    private final SpoolMetrics metrics;
    private final InstantSource clock;

    ShellShipping(BrokerClient broker, SentTimes sent, SpoolMetrics metrics, InstantSource clock) {
        this.broker = broker;
        this.sent = sent;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Sends them, and takes them out of the spool, but for those that were sent a moment ago.
     *
     * @throws BrokerAwayException if some are left
     */
    void ship(Tenant tenant, List<Row> rows) throws BrokerAwayException, InterruptedException {
        var before = sent.of(tenant, rows);
        var known = new ArrayList<Row>();
        var fresh = new ArrayList<Row>();
        for (var row : rows) {
            (isKnown(row, before) ? known : fresh).add(row);
        }
        if (!known.isEmpty()) {
            sent.settle(tenant, known, Map.of());
            metrics.superseded.increment(known.size());
        }
        if (!fresh.isEmpty()) {
            create(tenant, fresh);
        }
    }

    private boolean isKnown(Row row, Map<String, Map<String, Instant>> before) {
        var time = before.getOrDefault(row.write().entity(), Map.of()).get(key(row));
        return time != null && time.plus(AGAIN).isAfter(clock.instant());
    }

    private static String key(Row row) {
        return SENT + Integer.toHexString(row.write().document().hashCode());
    }

    private void create(Tenant tenant, List<Row> rows)
            throws BrokerAwayException, InterruptedException {
        switch (post(tenant, CREATE, rows)) {
            case Verdict.Taken() -> settle(tenant, rows);
            case Verdict.Partly(var refused, var later) -> {
                settle(tenant, others(rows, refused.keySet(), later));
                for (var level : List.of(Level.DEBUG, Level.WARN)) {
                    append(tenant, of(rows, refusedWith(level, refused)), level);
                }
                requireNone(later);
            }
            case Verdict.Refused(var reason) -> append(tenant, rows, level(reason));
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
    private void append(Tenant tenant, List<Row> rows, Level level)
            throws BrokerAwayException, InterruptedException {
        if (rows.isEmpty()) {
            return;
        }
        switch (post(tenant, APPEND, rows)) {
            case Verdict.Taken() -> settle(tenant, rows);
            case Verdict.Partly(var refused, var later) -> {
                refused.forEach((entity, reason) -> tell(level, entity, reason));
                settle(tenant, others(rows, Set.of(), later));
                requireNone(later);
            }
            case Verdict.Refused(var reason) -> {
                if (rows.size() == 1) {
                    tell(level, rows.getFirst().write().entity(), reason);
                    settle(tenant, rows);
                } else {
                    append(tenant, rows.subList(0, rows.size() / 2), level);
                    append(tenant, rows.subList(rows.size() / 2, rows.size()), level);
                }
            }
            case Verdict.Later(var reason, var pause) ->
                    throw new BrokerAwayException(reason, pause);
        }
    }

    private static void tell(Level level, String entity, String reason) {
        LOG.atLevel(level).log("{} may have no Attributes for its commands: {}", entity, reason);
    }

    private static void requireNone(Set<String> later) throws BrokerAwayException {
        if (!later.isEmpty()) {
            throw new BrokerAwayException(
                    "the broker could not write " + later.size() + " of its Entities", null);
        }
    }

    private Verdict post(Tenant tenant, String path, List<Row> rows) throws InterruptedException {
        var body = SpoolDocument.bytes(Fold.of(rows, Map.of()).body());
        try {
            return Verdict.of(broker.exchange(tenant, "POST", path, body), clock.instant());
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

    private void settle(Tenant tenant, List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var before = sent.of(tenant, rows);
        var times = new HashMap<String, Map<String, Instant>>();
        for (var row : rows) {
            var entity = row.write().entity();
            times.computeIfAbsent(entity, id -> withoutShells(before.getOrDefault(id, Map.of())))
                    .put(key(row), clock.instant());
        }
        sent.settle(tenant, rows, times);
        metrics.forwarded.increment(rows.size());
    }

    private static Map<String, Instant> withoutShells(Map<String, Instant> times) {
        var others = new HashMap<>(times);
        others.keySet().removeIf(key -> key.startsWith(SENT));
        return others;
    }
}
