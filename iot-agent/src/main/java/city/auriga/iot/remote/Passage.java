package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Wanted;
import city.auriga.core.model.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way of one tenant's writes from the spool to the broker. It has pauses of its own, and so has
 * each Entity with which the broker fails. Confined to the thread of {@link SpoolForwarder}.
 */
final class Passage {
    /** Several writes of an Entity are sent as one. */
    private static final int ROWS_PER_ENTITY = 4;

    /** As others wait for their turn. */
    private static final int SUSPECTS_AT_ONCE = 20;

    /** What was read is sent as long as that. */
    private static final long TURN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Tenant tenant;
    private final Spool spool;
    private final ForwardSettings settings;
    private final Shipping shipping;
    private final ShellShipping shells;
    private final Suspects suspects;
    private final LongSupplier nanoTime;
    private int failures;
    private long until;
    private @Nullable String away;

    Passage(
            Tenant tenant,
            Spool spool,
            ForwardSettings settings,
            Shipping shipping,
            ShellShipping shells,
            Suspects suspects,
            LongSupplier nanoTime) {
        this.tenant = tenant;
        this.spool = spool;
        this.settings = settings;
        this.shipping = shipping;
        this.shells = shells;
        this.suspects = suspects;
        this.nanoTime = nanoTime;
    }

    /** Whether something was sent, so that there may be more. */
    boolean forward() throws InterruptedException {
        long begin = nanoTime.getAsLong();
        if (failures > 0 && begin - until < 0) {
            return false;
        }
        shipping.begin();
        try {
            boolean some = shipNext();
            arrived(begin);
            some |= shipSuspects();
            arrived(begin);
            some |= shells.ship();
            return some;
        } catch (BrokerAwayException e) {
            await(e.getMessage(), e.pause());
            return false;
        }
    }

    private boolean shipNext() throws BrokerAwayException, InterruptedException {
        var wanted =
                new Wanted(
                        suspects.from(), suspects.entities(), settings.batch() * ROWS_PER_ENTITY);
        var rows =
                settings.everyValue()
                        ? spool.nextOfEach(tenant, wanted, ROWS_PER_ENTITY)
                        : spool.next(tenant, wanted);
        if (rows.isEmpty()) {
            return false;
        }
        if (settings.everyValue()) {
            shipOneAfterTheOther(rows);
            suspects.passed(rows.getFirst().seq());
        } else {
            var batch = batch(rows);
            shipping.ship(batch);
            suspects.passed(batch.getLast().seq() + 1);
        }
        return true;
    }

    private void shipOneAfterTheOther(List<Row> rows)
            throws BrokerAwayException, InterruptedException {
        long begin = nanoTime.getAsLong();
        var left = rows;
        while (!left.isEmpty() && nanoTime.getAsLong() - begin < TURN_NANOS) {
            var batch = batch(left);
            shipping.ship(batch);
            var sent = Set.copyOf(batch);
            left =
                    left.stream()
                            .filter(row -> !sent.contains(row))
                            .filter(row -> !suspects.holds(row.write().entity()))
                            .toList();
        }
    }

    private List<Row> batch(List<Row> rows) {
        return Batch.of(rows, settings.batch(), settings.everyValue());
    }

    /** Whether some were due. */
    private boolean shipSuspects() throws BrokerAwayException, InterruptedException {
        var due = suspects.due(shipping.isBrokerIll() ? 1 : SUSPECTS_AT_ONCE);
        if (due.isEmpty()) {
            return false;
        }
        long from = due.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        var rows =
                spool
                        .nextOf(tenant, due.keySet(), from, settings.batch() * ROWS_PER_ENTITY)
                        .stream()
                        .collect(Collectors.groupingBy(row -> row.write().entity()));
        for (var entity : rows.entrySet()) {
            shipping.shipAgain(entity.getKey(), batch(entity.getValue()));
        }
        // Whose rows should have been the first of what was found has none.
        suspects.clear(
                due.entrySet().stream()
                        .filter(e -> e.getValue() == from && !rows.containsKey(e.getKey()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        return true;
    }

    private void arrived(long begin) {
        if (failures > 0 && shipping.works()) {
            suspects.hurry(begin);
            failures = 0;
            away = null;
        }
    }

    /**
     * Nothing of this tenant is sent for a while.
     *
     * @param asked how long; null for longer and longer
     */
    void await(String reason, @Nullable Duration asked) {
        if (failures == 0) {
            suspects.brokerLeft();
        }
        failures++;
        long pause = asked == null ? settings.pauses().nanosAfter(failures) : asked.toNanos();
        until = nanoTime.getAsLong() + pause;
        away = reason;
    }

    /** Why something waits that the broker does not take; null if it takes all. */
    @Nullable String trouble() {
        if (away != null) {
            return away;
        }
        return suspects.isEmpty()
                ? shells.trouble()
                : "%d of the Entities of tenant '%s' wait: %s"
                        .formatted(suspects.size(), tenant.name(), suspects.reason());
    }

    /** How many Entities wait for themselves. */
    int paused() {
        return suspects.size();
    }
}
