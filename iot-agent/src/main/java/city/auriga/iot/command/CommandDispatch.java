package city.auriga.iot.command;

import city.auriga.core.device.CommandListener;
import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.command.CommandWay.Outcome;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Sends commands: those of one device one after the other, different devices side by side. Every
 * process hears of them; one that can reach the device claims the oldest. What cannot be sent waits
 * until it is {@linkplain CommandUpkeep looked for}, or the device is heard.
 */
public final class CommandDispatch implements CommandListener, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(CommandDispatch.class);
    private static final int MOST_WAITING = 100_000;

    /** A claim outlives its sending by this. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** How many ask the database at once; sending itself is not bounded. */
    private static final int QUESTIONS = 8;

    private final EntityDevices devices;
    private final Commands commands;
    private final CommandStates states;
    private final CommandWays ways;
    private final IdleDevices idle;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore questions = new Semaphore(QUESTIONS);
    private final Map<Address, Turn> turns = new ConcurrentHashMap<>();

    private final UnreachedDevices unreached = new UnreachedDevices();

    private volatile boolean running;

    private record Claimed(DeviceCommand command, Instant at) {}

    /** What one device's thread is to do; changed only within the map. */
    private static final class Turn {
        boolean again = true;
        boolean hurry;
    }

    public CommandDispatch(
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            CommandWays ways,
            IdleDevices idle,
            InstantSource clock) {
        this.devices = devices;
        this.commands = commands;
        this.states = states;
        this.ways = ways;
        this.idle = idle;
        this.clock = clock;
    }

    @Override
    public void stirred(Address device, boolean hurry) {
        idle.forget(device);
        if (!running) {
            return;
        }
        turns.compute(
                device,
                (_, turn) -> {
                    var mine = turn == null ? new Turn() : turn;
                    mine.again = true;
                    mine.hurry |= hurry;
                    if (turn == null) {
                        threads.execute(() -> take(device, mine));
                    }
                    return mine;
                });
    }

    /** A device has sent something: it may be reached now. */
    public void heard(Address device) {
        if (unreached.contains(device)) {
            stirred(device, true);
        }
    }

    /** Somebody has subscribed to the commands of a device; the tenant is not known. */
    public void heard(String apikey, String device) {
        unreached.with(apikey, device).forEach(address -> stirred(address, true));
    }

    @Override
    public void reload() {
        idle.forgetAll();
        try {
            unreached.addAll(commands.waiting(MOST_WAITING));
        } catch (NgsiLdException unavailable) {
            LOG.debug("waiting commands are looked for later");
        }
    }

    private void take(Address device, Turn turn) {
        try {
            var hurry = new AtomicBoolean();
            while (isWanted(device, hurry)) {
                workSafely(device, hurry.get());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            // Usually it has left; if not, the device gets another one when it is stirred.
            turns.remove(device, turn);
        }
    }

    /** Whether there is something to do; if not, the turn is over. */
    private boolean isWanted(Address device, AtomicBoolean hurry) {
        var turn =
                turns.computeIfPresent(
                        device,
                        (_, mine) -> {
                            hurry.set(mine.hurry);
                            boolean again = mine.again;
                            mine.again = false;
                            mine.hurry = false;
                            return again ? mine : null;
                        });
        return turn != null;
    }

    private void workSafely(Address device, boolean hurry) throws InterruptedException {
        try {
            work(device, hurry);
        } catch (InterruptedException stop) {
            throw stop;
        } catch (NgsiLdException e) {
            LOG.debug("commands of {} wait: {}", device.device(), e.getMessage());
        } catch (Throwable e) {
            // Whatever it is, a later look tries again.
            LOG.error("commands of {} wait", device.device(), e);
        }
    }

    private void work(Address device, boolean hurry) throws InterruptedException {
        // First: who comes while we look at it counts.
        unreached.add(device);
        if (isDone(device, hurry)) {
            unreached.remove(device);
        }
    }

    /** Answers whether nothing has to be done when the device is heard. */
    private boolean isDone(Address device, boolean hurry) throws InterruptedException {
        var found = ask(() -> devices.find(device));
        if (found.isEmpty()) {
            ask(() -> commands.abandon(device, text("the device is gone"), now()))
                    .forEach(states::end);
            return true;
        }
        var sender = found.get();
        unreached.add(device, sender.nextApikey());
        var way = ways.of(sender);
        if (way.isEmpty()) {
            return true; // the device fetches them
        }
        return way.get().isOpen(sender) && sendAll(device, sender, way.get(), hurry);
    }

    /** Answers whether nothing is left. */
    private boolean sendAll(Address device, Sender sender, CommandWay way, boolean hurry)
            throws InterruptedException {
        int sent = 0;
        for (var next = claim(device, way, hurry);
                next.isPresent();
                next = claim(device, way, hurry)) {
            if (!send(sender, way, next.get())) {
                return false;
            }
            sent++;
        }
        // Without hurry there may be one whose time has not come.
        return sent > 0 || hurry;
    }

    private Optional<Claimed> claim(Address device, CommandWay way, boolean hurry)
            throws InterruptedException {
        return ask(() -> {
            var now = now();
            return commands.claim(device, now, now.plus(way.patience()).plus(GRACE), hurry)
                    .map(command -> new Claimed(command, now));
        });
    }

    /** Answers whether the next one may follow. */
    private boolean send(Sender sender, CommandWay way, Claimed claimed)
            throws InterruptedException {
        var command = claimed.command;
        var rule = sender.commands().find(command.name());
        Outcome outcome =
                rule.isEmpty()
                        ? new Outcome.Refused("the device has no such command any more")
                        : way.send(sender, rule.get(), command);
        switch (outcome) {
            case Outcome.Sent() when sender.commands().isReversed(command.name()) ->
                    // Nobody waits for the answer: the device says by its measures what it does.
                    end(sender, command, State.OK, text("sent"));
            case Outcome.Sent() ->
                    ask(() -> commands.sent(command.id(), now()))
                            .ifPresent(sent -> states.showSent(sender, sent));
            case Outcome.Answered(var info) -> end(sender, command, State.OK, info);
            case Outcome.Refused(var reason) -> end(sender, command, State.ERROR, text(reason));
            case Outcome.NotNow(var reason, var perhaps) -> {
                LOG.debug("{} waits: {}", command.id(), reason);
                ask(() -> {
                    commands.giveBack(
                            command.id(), now().plus(pause(command)), perhaps ? null : claimed.at);
                    return true;
                });
                return false;
            }
        }
        return true;
    }

    private void end(Sender sender, DeviceCommand command, State state, JsonNode info)
            throws InterruptedException {
        ask(() -> commands.finish(command.id(), state, info, now()))
                .ifPresent(ended -> states.show(sender, ended));
    }

    /** It waits as long again as it has waited, within bounds. */
    private Duration pause(DeviceCommand command) {
        var waited = Duration.between(command.createdAt(), now());
        if (waited.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return waited.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : waited;
    }

    private <T> T ask(Supplier<T> question) throws InterruptedException {
        questions.acquire();
        try {
            return question.get();
        } finally {
            questions.release();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    @Override
    public void start() {
        running = true;
        threads.execute(this::reload);
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
