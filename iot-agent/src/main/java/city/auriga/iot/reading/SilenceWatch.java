package city.auriga.iot.reading;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceSilences;
import city.auriga.core.device.DeviceSilences.Due;
import city.auriga.core.device.DeviceSilences.Settled;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.Mapping;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks every second for devices that were not heard when they were expected, and for those that
 * are heard again, and says so at their Entities. Of several processes one looks at a device; if it
 * ends in the middle, another one does later. One that cannot be looked at now is looked at again
 * and again: nothing else will tell of it, since a silent device is not heard.
 */
public final class SilenceWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int BATCH = 500;
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** How long those of tenants with trouble may take of each batch. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DeviceSilences silences;
    private final EntityDevices devices;
    private final EntityWrites writes;
    private final Shells shells;
    private final InstantSource clock;
    private final Troubled troubled = new Troubled();
    private volatile @Nullable Thread thread;

    public SilenceWatch(
            DeviceSilences silences,
            EntityDevices devices,
            EntityWrites writes,
            Shells shells,
            InstantSource clock) {
        this.silences = silences;
        this.devices = devices;
        this.writes = writes;
        this.shells = shells;
        this.clock = clock;
    }

    private void run() {
        try {
            while (isRunning()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                lookSafely();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever happens in one look, there is another one. */
    private void lookSafely() {
        try {
            while (look() == BATCH && isRunning()) {
                LOG.debug("there are more");
            }
        } catch (NgsiLdException unavailable) {
            LOG.debug("silent devices wait for the database");
        } catch (RuntimeException | Error e) {
            // Without its thread nobody would hear of silent devices any more.
            LOG.error("silent devices are looked for later", e);
        }
    }

    /** How many were due. What is not looked at in time is due again when the claim is over. */
    int look() {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var until = now.plus(LEASE);
        var end = now.plus(LEASE.dividedBy(2));
        var due = silences.claim(now, until, BATCH);
        var found = new ArrayList<Settled>();
        for (var begun : begin(due, now, end)) {
            result(begun, end).ifPresent(found::add);
        }
        if (!found.isEmpty()) {
            silences.settle(found, until);
        }
        return due.size();
    }

    /**
     * A look that is under way.
     *
     * @param found completes exceptionally if it is to be looked at again when the claim is over
     */
    private record Begun(Due due, CompletableFuture<Settled> found) {}

    /** Those of tenants with trouble come last: of the others, none waits for them. */
    private List<Begun> begin(List<Due> due, Instant now, Instant end) {
        var begun = new ArrayList<Begun>();
        var later = new ArrayList<Due>();
        for (var device : due) {
            if (troubled.hasOneOf(device.device().tenant())) {
                later.add(device);
            } else if (clock.instant().isBefore(end)) {
                begin(device, now).ifPresent(begun::add);
            }
        }
        later.sort(Comparator.comparing(device -> troubled.has(device.device())));
        var patience = clock.instant().plus(PATIENCE);
        var last = patience.isBefore(end) ? patience : end;
        for (var device : later) {
            if (clock.instant().isBefore(last)) {
                begin(device, now).ifPresent(begun::add);
            }
        }
        return begun;
    }

    /** Whatever is wrong with one device may be right later, and is no matter of the others. */
    private Optional<Begun> begin(Due due, Instant now) {
        try {
            return Optional.of(new Begun(due, look(due, now)));
        } catch (RuntimeException | StackOverflowError e) {
            failed(due, e);
            return Optional.empty();
        }
    }

    private CompletableFuture<Settled> look(Due due, Instant now) {
        return devices.find(address(due))
                .map(sender -> look(due, sender, now))
                .orElseGet(() -> settled(due, false, null));
    }

    private void failed(Due due, Throwable error) {
        var id = due.device().id();
        if (error instanceof NgsiLdException e && e.problem() == Problem.SERVICE_UNAVAILABLE) {
            LOG.debug("device '{}' is looked at later: {}", id, e.getMessage());
        } else if (troubled.add(due.device())) {
            LOG.warn("device '{}' cannot be watched now: {}", id, error.toString());
        }
    }

    /** Empty if it is to be looked at again when the claim is over. */
    private Optional<Settled> result(Begun begun, Instant end) {
        var left = Duration.between(clock.instant(), end).toMillis();
        try {
            var found = begun.found.get(Math.max(0, left), TimeUnit.MILLISECONDS);
            troubled.remove(begun.due.device());
            return Optional.of(found);
        } catch (ExecutionException e) {
            failed(begun.due, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException tooSlow) {
            LOG.debug("device '{}' is looked at later", begun.due.device().id());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static Address address(Due due) {
        var key = due.device();
        return new Address(key.tenant(), key.path(), key.apikey(), key.id());
    }

    private CompletableFuture<Settled> look(Due due, Sender sender, Instant now) {
        var expected = sender.profile().watch().expectedAfter(due.lastSeen());
        if (due.silent()) {
            return tell(sender, true, now).thenCompose(_ -> settled(due, false, expected));
        }
        if (expected == null || expected.isAfter(now)) {
            return settled(due, false, expected);
        }
        return tell(sender, false, now).thenCompose(_ -> settled(due, true, null));
    }

    private static CompletableFuture<Settled> settled(
            Due due, boolean silent, @Nullable Instant expectedBy) {
        return CompletableFuture.completedFuture(new Settled(due, silent, expectedBy));
    }

    /** If only measures tell the Entity there is nobody to tell it to. */
    private CompletableFuture<ReadingOutcome> tell(Sender sender, boolean online, Instant now) {
        if (!sender.isSettled()) {
            return CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
        }
        var arrival = new Arrival(now, "", Map.of());
        var measure = Connectivity.measure(online);
        var mapping = Mapping.of(sender.profile(), measure, arrival);
        return writes.write(
                sender.profile(), null, measure, arrival, mapping, () -> shells.again(sender));
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("silence-watch").unstarted(this::run);
        thread.start();
    }

    @Override
    public void stop() {
        var running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
