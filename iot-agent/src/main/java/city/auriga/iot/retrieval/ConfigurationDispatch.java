package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.command.UnreachedDevices;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import city.auriga.iot.retrieval.ConfigurationSending.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Tells devices of changes: of all that there were at once, by what is true now. Every process
 * hears of it; one that can reach the device tells it. A device that nobody reaches is told when it
 * is heard, or when it is looked for again.
 */
public final class ConfigurationDispatch implements ConfigurationListener, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationDispatch.class);
    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int BATCH = 500;
    private static final int MOST_WAITING = 100_000;

    private final EntityDevices devices;
    private final ConfigurationSubscriptions subscriptions;
    private final ConfigurationSending sending;
    private final InstantSource clock;
    private final Duration look;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final UnreachedDevices unreached = new UnreachedDevices();

    /** Whose turn it is, and whether another one was asked for meanwhile. */
    private final Map<Address, Boolean> turns = new ConcurrentHashMap<>();

    private volatile boolean running;

    public ConfigurationDispatch(
            EntityDevices devices,
            ConfigurationSubscriptions subscriptions,
            ConfigurationSending sending,
            InstantSource clock) {
        this(devices, subscriptions, sending, clock, LOOK);
    }

    /**
     * @param look between two looks at who was not told
     */
    public ConfigurationDispatch(
            EntityDevices devices,
            ConfigurationSubscriptions subscriptions,
            ConfigurationSending sending,
            InstantSource clock,
            Duration look) {
        this.look = look;
        this.devices = devices;
        this.subscriptions = subscriptions;
        this.sending = sending;
        this.clock = clock;
    }

    @Override
    public void stirred(Address device) {
        if (!running) {
            return;
        }
        turns.compute(
                device,
                (_, again) -> {
                    if (again == null) {
                        threads.execute(() -> take(device));
                    }
                    return again != null;
                });
    }

    /** A device has sent something: it may be reached now. */
    void heard(Address device) {
        if (unreached.contains(device)) {
            stirred(device);
        }
    }

    /** Somebody has subscribed to the values of a device; the tenant is not known. */
    public void heard(String apikey, String device) {
        unreached.with(apikey, device).forEach(this::stirred);
    }

    /** Who waits since before this process started, or heard of nothing, is told when heard. */
    @Override
    public void reload() {
        try {
            unreached.addAll(subscriptions.waiting(MOST_WAITING));
        } catch (NgsiLdException unavailable) {
            LOG.debug("who has to be told is looked for later");
        }
    }

    private void take(Address device) {
        boolean again = true;
        while (again) {
            tellSafely(device);
            // Gone, unless it was stirred meanwhile.
            again =
                    running
                            && turns.computeIfPresent(device, (_, more) -> more ? false : null)
                                    != null;
        }
        if (!running) {
            turns.remove(device);
        }
    }

    private void tellSafely(Address device) {
        // First: who comes while we look at it counts.
        unreached.add(device);
        try {
            if (isTold(device)) {
                unreached.remove(device);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (NgsiLdException e) {
            LOG.debug("{} is told later: {}", device.device(), e.getMessage());
        } catch (RuntimeException | Error e) {
            // What it is to be told is stored.
            LOG.error("{} is told later", device.device(), e);
        }
    }

    /** Answers whether nothing is left to tell. */
    private boolean isTold(Address address) throws InterruptedException {
        var device = devices.find(address);
        if (device.isEmpty()) {
            return true;
        }
        unreached.add(address, device.get().nextApikey());
        if (!sending.mayReach(device.get())) {
            return false;
        }
        for (var due = subscriptions.claim(address, now(), now().plus(CLAIM));
                due.isPresent();
                due = subscriptions.claim(address, now(), now().plus(CLAIM))) {
            if (!isTold(device.get(), due.get())) {
                subscriptions.giveBack(address);
                return false;
            }
        }
        return true;
    }

    private boolean isTold(Sender device, ConfigurationSubscriptions.Due due)
            throws InterruptedException {
        var wanted = due.subscription();
        switch (sending.send(device.at(wanted.entity()), wanted.fields())) {
            case Outcome.Sent() -> {}
            case Outcome.Refused(var reason) ->
                    LOG.warn("{} is not told of a change: {}", wanted.device().device(), reason);
            case Outcome.NotNow(var reason) -> {
                LOG.debug("{} is told later: {}", wanted.device().device(), reason);
                return false;
            }
        }
        subscriptions.told(wanted.device(), due.version());
        return true;
    }

    private void look() {
        try {
            while (running) {
                Thread.sleep(look);
                lookSafely();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever happens in one look, there is another one. */
    private void lookSafely() {
        try {
            subscriptions.stir(now(), BATCH);
        } catch (NgsiLdException unavailable) {
            LOG.debug("who was not told is looked for later");
        } catch (RuntimeException | Error e) {
            // Without its thread nobody would be told who is away now.
            LOG.error("who was not told is looked for later", e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void start() {
        running = true;
        threads.execute(this::reload);
        threads.execute(this::look);
    }

    @Override
    public void stop() {
        running = false;
        threads.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
