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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks every second for devices that were not heard when they were expected, and for those that
 * are heard again, and says so at their Entities. Of several processes one looks at a device; if it
 * ends in the middle, another one does later.
 */
public final class SilenceWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int BATCH = 500;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final DeviceSilences silences;
    private final EntityDevices devices;
    private final EntityWrites writes;
    private final Shells shells;
    private final InstantSource clock;
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
        } catch (RuntimeException e) {
            LOG.error("silent devices are looked for later", e);
        }
    }

    /** How many were looked at. */
    int look() {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var until = now.plus(LEASE);
        var due = silences.claim(now, until, BATCH);
        var begun = new ArrayList<CompletableFuture<Optional<Settled>>>();
        due.forEach(device -> begun.add(look(device, now)));
        var found = begun.stream().flatMap(look -> result(look).stream()).toList();
        if (!found.isEmpty()) {
            silences.settle(found, until);
        }
        return due.size();
    }

    /** Empty if it is to be looked at again when the claim is over. */
    private static Optional<Settled> result(CompletableFuture<Optional<Settled>> look) {
        try {
            return look.join();
        } catch (CompletionException unavailable) {
            LOG.debug("a silent device is looked at later: {}", unavailable.getMessage());
            return Optional.empty();
        }
    }

    private CompletableFuture<Optional<Settled>> look(Due due, Instant now) {
        try {
            return devices.find(address(due))
                    .map(sender -> look(due, sender, now))
                    .orElseGet(() -> settled(due, false, null));
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            LOG.warn("device '{}': {}", due.device().id(), e.getMessage());
            return settled(due, due.silent(), null);
        }
    }

    private static Address address(Due due) {
        var key = due.device();
        return new Address(key.tenant(), key.path(), key.apikey(), key.id());
    }

    private CompletableFuture<Optional<Settled>> look(Due due, Sender sender, Instant now) {
        var expected = sender.profile().watch().expectedAfter(due.lastSeen());
        if (due.silent()) {
            return tell(sender, true, now).thenCompose(_ -> settled(due, false, expected));
        }
        if (expected == null || expected.isAfter(now)) {
            return settled(due, false, expected);
        }
        return tell(sender, false, now).thenCompose(_ -> settled(due, true, null));
    }

    private static CompletableFuture<Optional<Settled>> settled(
            Due due, boolean silent, @Nullable Instant expectedBy) {
        return CompletableFuture.completedFuture(Optional.of(new Settled(due, silent, expectedBy)));
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
