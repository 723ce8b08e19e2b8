package city.auriga.iot.command;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.InternalReceiver;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.iot.command.CommandStates.Shown;
import city.auriga.iot.device.CommandProfile;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes commands of committed changes. A change leaves the outbox only when its commands are
 * stored, under ids that are made of it: one that comes again, after a crash, changes nothing.
 */
public final class CommandReceiver implements InternalReceiver, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandReceiver.class);
    private static final int BATCH = 100;
    private static final long PAUSE_MILLIS = 500;

    /** A device may get another apikey while its command is stored. */
    private static final int MOST_LOOKS = 3;

    private final EntityDevices devices;
    private final Commands commands;
    private final CommandStates states;
    private final CommandDispatch dispatch;
    private final CommandSettings settings;
    private final CommandMetrics metrics;
    private final InstantSource clock;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private record Waiting(PendingNotification pending, Runnable done) {}

    public CommandReceiver(
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            CommandDispatch dispatch,
            CommandSettings settings,
            CommandMetrics metrics,
            InstantSource clock) {
        this.devices = devices;
        this.commands = commands;
        this.states = states;
        this.dispatch = dispatch;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("commands").start(this);
    }

    @Override
    public boolean isKnownAs(String id) {
        return id.equals(CommandNames.ID);
    }

    @Override
    public void take(PendingNotification pending, String id, Runnable done) {
        queue.add(new Waiting(pending, done));
    }

    @Override
    public void run() {
        var batch = new ArrayList<Waiting>();
        try {
            while (true) {
                if (batch.isEmpty()) {
                    batch.add(queue.take());
                    queue.drainTo(batch, BATCH - 1);
                }
                workSafely(batch);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever happens, what is not done yet stays in the batch, and is tried again. */
    private void workSafely(List<Waiting> batch) throws InterruptedException {
        try {
            storeAll(batch);
            while (!batch.isEmpty()) {
                batch.removeLast().done.run();
            }
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Throwable e) {
            LOG.error("{} changes wait to become commands", batch.size(), e);
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void storeAll(List<Waiting> batch) throws InterruptedException {
        try {
            while (!store(batch)) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (OutOfMemoryError shortage) {
            throw shortage; // It is nobody's fault, and may pass.
        } catch (RuntimeException | Error e) {
            // A fault of ours must not hold up the commands of others.
            if (batch.size() == 1) {
                lost(batch.getFirst().pending.change(), e);
                return;
            }
            for (var waiting : batch) {
                storeAll(List.of(waiting));
            }
        }
    }

    /** Answers whether all is stored; else another try may help. */
    private boolean store(List<Waiting> batch) {
        try {
            int looks = 1;
            while (!storeFound(batch) && looks < MOST_LOOKS) {
                looks++;
            }
            return true;
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            LOG.debug("commands wait for the database: {}", e.getMessage());
            return false;
        }
    }

    /** Answers whether all devices were still there; one that was not may be found elsewhere. */
    private boolean storeFound(List<Waiting> batch) {
        var found = new LinkedHashMap<UUID, Shown>();
        for (var waiting : batch) {
            find(waiting.pending).forEach(shown -> found.put(shown.command().id(), shown));
        }
        if (found.isEmpty()) {
            return true;
        }
        commands.known(found.keySet()).forEach(found::remove);
        // The Entity says PENDING before anybody can send the command, and says OK.
        states.announce(List.copyOf(found.values()));
        var gone = add(found.values());
        states.announce(gone.stream().map(command -> ended(found, command)).toList());
        return gone.isEmpty();
    }

    private Shown ended(Map<UUID, Shown> found, DeviceCommand command) {
        var sender = Objects.requireNonNull(found.get(command.id())).sender();
        var reason = JsonNodeFactory.instance.stringNode("the device is gone");
        return new Shown(sender, command.ended(State.ERROR, reason, now()));
    }

    /** Answers those whose device is gone. */
    private List<DeviceCommand> add(Collection<Shown> found) {
        var ofTenants = new LinkedHashMap<Tenant, List<DeviceCommand>>();
        for (var shown : found) {
            ofTenants
                    .computeIfAbsent(shown.command().address().tenant(), _ -> new ArrayList<>())
                    .add(shown.command());
        }
        var gone = new ArrayList<DeviceCommand>();
        ofTenants.forEach((tenant, ofTenant) -> gone.addAll(add(tenant, ofTenant)));
        return gone;
    }

    private List<DeviceCommand> add(Tenant tenant, List<DeviceCommand> ofTenant) {
        try {
            var gone = commands.add(ofTenant);
            var added = new ArrayList<>(ofTenant);
            added.removeAll(gone);
            added.forEach(command -> {
                metrics.reached(command.state());
                dispatch.stirred(command.address(), false);
            });
            return gone;
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw e;
            }
            LOG.debug("{} commands of the removed tenant {}", ofTenant.size(), tenant);
            return List.of();
        }
    }

    private List<Shown> find(PendingNotification pending) {
        var change = pending.change();
        try {
            var found = new ArrayList<Shown>();
            if (change.after() != null) {
                for (var sender : devices.of(change.tenant(), change.id().value())) {
                    found.addAll(commands(pending, sender));
                }
            }
            return found;
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            return lost(change, e);
        } catch (RuntimeException e) {
            // A fault of ours must not hold up the commands behind it.
            return lost(change, e);
        }
    }

    private static List<Shown> lost(EntityChange change, Throwable cause) {
        LOG.error("no commands are made of a change of {}", change.id(), cause);
        return List.of();
    }

    private List<Shown> commands(PendingNotification pending, Sender sender) {
        var found = new ArrayList<Shown>();
        var context = sender.profile().context();
        for (var rule : sender.commands().rules()) {
            var name = context.expand(rule.name());
            for (var change : pending.change().attributes()) {
                var after = change.after();
                if (after != null && change.name().equals(name) && CommandNames.asks(change)) {
                    found.add(
                            new Shown(
                                    sender,
                                    command(pending.outboxId(), sender, rule.name(), after)));
                }
            }
        }
        return found;
    }

    private DeviceCommand command(long outboxId, Sender sender, String name, Attribute attribute) {
        CommandProfile profile = sender.commands();
        var now = now();
        var dataset = attribute.datasetId();
        var key = outboxId + "\n" + profile.address() + "\n" + name + "\n" + dataset;
        return DeviceCommand.pending(
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
                profile.address(),
                sender.profile().entity().id(),
                name,
                dataset,
                CommandValues.value(attribute.value(), sender.profile().context()),
                now,
                now.plus(settings.expiry(profile)),
                profile.way() == Way.POLL ? null : now);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What waits stays in the outbox. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
