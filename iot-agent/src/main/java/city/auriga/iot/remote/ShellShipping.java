package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the broker is to have unless it has it: creates the Entities of a tenant, and adds to
 * those that are there already. Nothing that is there is touched, so it does not matter whether
 * other writes of the Entity go before or after; so these go a way of their own, with pauses of
 * their own, and readings do not wait for them. If the broker fails with all of a request, fewer
 * are sent at once, until it is found with which one it fails. Confined to the thread of {@link
 * SpoolForwarder}.
 */
final class ShellShipping {
    private static final Logger LOG = LoggerFactory.getLogger(ShellShipping.class);
    private static final String CREATE = "/entityOperations/create";
    private static final String APPEND = "/entityOperations/update?options=noOverwrite";

    private static final int REMEMBERED = 100_000;

    /** Somebody may delete an Entity at the broker. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private final Tenant tenant;
    private final Spool spool;
    private final BrokerClient broker;
    private final ForwardSettings settings;
    private final Settlement settlement;
    private final SpoolMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final PausedRows paused;

    /** When; another process may send them again. */
    private final Cache<Shell, Instant> sent =
            Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    private long look;
    private int size;
    private int failures;
    private @Nullable String trouble;

    private record Shell(String entity, int hash) {
        static Shell of(Row row) {
            return new Shell(row.write().entity(), row.write().document().hashCode());
        }
    }

    ShellShipping(
            Tenant tenant,
            Spool spool,
            BrokerClient broker,
            ForwardSettings settings,
            Settlement settlement,
            SpoolMetrics metrics,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.tenant = tenant;
        this.spool = spool;
        this.broker = broker;
        this.settings = settings;
        this.settlement = settlement;
        this.metrics = metrics;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.paused = new PausedRows(settings.entityPauses(), nanoTime);
        this.size = settings.batch();
        this.look = nanoTime.getAsLong();
    }

    /** Sends some, if it is time; whether something is settled, so that there may be more. */
    boolean ship() throws InterruptedException {
        if (nanoTime.getAsLong() - look < 0) {
            return false;
        }
        var rows = spool.nextAbsent(tenant, paused.seqs(), size);
        if (rows.isEmpty()) {
            look = nanoTime.getAsLong() + settings.look().toNanos();
            trouble = null;
            return shipPaused();
        }
        var batch = Batch.of(rows, size, false);
        boolean some = ship(batch);
        some |= shipPaused();
        return some;
    }

    private boolean shipPaused() throws InterruptedException {
        var due = paused.due();
        return due != null && ship(List.of(due));
    }

    /** Why some are not taken; null if all are. */
    @Nullable String trouble() {
        return trouble != null ? trouble : paused.reason();
    }

    private boolean ship(List<Row> rows) throws InterruptedException {
        var kinds = rows.stream().collect(Collectors.partitioningBy(this::isKnown));
        var known = kinds.getOrDefault(true, List.of());
        forget(known);
        metrics.superseded.increment(known.size());
        var fresh = kinds.getOrDefault(false, List.of());
        boolean some = !known.isEmpty();
        some |= !fresh.isEmpty() && create(fresh);
        return some;
    }

    private boolean isKnown(Row row) {
        var time = sent.getIfPresent(Shell.of(row));
        return time != null && time.plus(AGAIN).isAfter(clock.instant());
    }

    private boolean create(List<Row> rows) throws InterruptedException {
        return switch (post(CREATE, rows)) {
            case Verdict.Taken() -> taken(rows);
            case Verdict.Partly(var refused, var later) -> {
                boolean some = taken(others(rows, refused, later));
                pause(rows, later);
                var there = of(rows, refused.keySet());
                some |= !there.isEmpty() && append(there);
                yield some;
            }
            case Verdict.Refused _, Verdict.Failed _ -> append(rows);
            case Verdict.Later(var reason, var pause) -> await(reason, pause);
        };
    }

    /** Some brokers call it an error, too, if nothing is to be added. */
    private boolean append(List<Row> rows) throws InterruptedException {
        return switch (post(APPEND, rows)) {
            case Verdict.Taken() -> taken(rows);
            case Verdict.Partly(var refused, var later) -> {
                boolean some = taken(others(rows, refused, later));
                pause(rows, later);
                tell(refused);
                forget(of(rows, refused.keySet()));
                yield some || !refused.isEmpty();
            }
            case Verdict.Refused(var reason) when rows.size() == 1 -> {
                tell(Map.of(rows.getFirst().write().entity(), reason));
                forget(rows);
                yield true;
            }
            case Verdict.Refused _ -> sendFewer(rows);
            case Verdict.Failed(var reason) when rows.size() == 1 -> {
                boolean isPaused = paused.add(rows.getFirst(), reason);
                yield await(reason, null) || isPaused;
            }
            case Verdict.Failed(var reason) -> {
                sendFewer(rows);
                yield await(reason, null);
            }
            case Verdict.Later(var reason, var pause) -> await(reason, pause);
        };
    }

    private static void tell(Map<String, String> refused) {
        if (!refused.isEmpty()) {
            LOG.info(
                    "{} Entities may have no Attributes for their commands: {}",
                    refused.size(),
                    refused.entrySet().iterator().next());
        }
    }

    private boolean sendFewer(List<Row> rows) {
        size = Math.max(1, rows.size() / 2);
        return true;
    }

    /** Nothing more is sent for a while. */
    private boolean await(String reason, @Nullable Duration asked) {
        failures++;
        long pause = asked == null ? settings.pauses().nanosAfter(failures) : asked.toNanos();
        look = nanoTime.getAsLong() + pause;
        trouble = reason;
        return false;
    }

    private void pause(List<Row> rows, Map<String, String> later) {
        for (var row : rows) {
            var reason = later.get(row.write().entity());
            if (reason != null && !paused.add(row, reason)) {
                await(reason, null);
            }
        }
    }

    private boolean taken(List<Row> rows) {
        if (rows.isEmpty()) {
            return false;
        }
        forget(rows);
        rows.forEach(row -> sent.put(Shell.of(row), clock.instant()));
        metrics.forwarded.increment(rows.size());
        size = Math.min(2 * size, settings.batch());
        failures = 0;
        trouble = null;
        return true;
    }

    private void forget(List<Row> rows) {
        settlement.settle(tenant, rows);
        paused.remove(rows);
    }

    private Verdict post(String path, List<Row> rows) throws InterruptedException {
        var body = SpoolDocument.bytes(Fold.of(rows, Map.of()).body());
        try {
            var answer = broker.exchange(tenant, "POST", path, body);
            var verdict = Verdict.of(answer, clock.instant());
            return switch (verdict) {
                case Verdict.Failed(var reason)
                        when Verdict.DATA_ARE_WRONG.contains(answer.status()) ->
                        new Verdict.Later(reason, null);
                case Verdict.Partly partly when !isOf(rows, partly) ->
                        new Verdict.Refused("the broker refused some: " + answer.body());
                default -> verdict;
            };
        } catch (IOException e) {
            return new Verdict.Later(String.valueOf(e.getMessage()), null);
        }
    }

    /** Else it speaks of them in words of its own. */
    private static boolean isOf(List<Row> rows, Verdict.Partly partly) {
        var entities = rows.stream().map(row -> row.write().entity()).collect(Collectors.toSet());
        return entities.containsAll(partly.refused().keySet())
                && entities.containsAll(partly.later().keySet());
    }

    private static List<Row> of(List<Row> rows, Set<String> entities) {
        return rows.stream().filter(row -> entities.contains(row.write().entity())).toList();
    }

    private static List<Row> others(
            List<Row> rows, Map<String, String> some, Map<String, String> more) {
        var others = new ArrayList<>(rows);
        others.removeIf(row ->
                some.containsKey(row.write().entity()) || more.containsKey(row.write().entity()));
        return others;
    }
}
