package city.auriga.iot.command;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.command.CommandStates.Shown;
import city.auriga.iot.device.EntityDevices;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Looks after commands every second: what nobody sends is told again, what nobody answers expires,
 * what a crash kept from the Entity is shown, and what has long ended is forgotten.
 */
public final class CommandUpkeep implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(CommandUpkeep.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int LOOKS_PER_COUNT = 10;
    private static final int LOOKS_PER_CLEANING = 60;
    private static final int BATCH = 500;

    /** A state outlives its showing by this. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final EntityDevices devices;
    private final Commands commands;
    private final CommandStates states;
    private final CommandSettings settings;
    private final CommandMetrics metrics;
    private final InstantSource clock;
    private volatile @Nullable Thread thread;

    public CommandUpkeep(
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            CommandSettings settings,
            CommandMetrics metrics,
            InstantSource clock) {
        this.devices = devices;
        this.commands = commands;
        this.states = states;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    private void run() {
        try {
            for (int looks = 0; isRunning(); looks++) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                lookSafely(looks);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever happens in one look, there is another one. */
    private void lookSafely(int looks) {
        try {
            look(looks);
        } catch (NgsiLdException unavailable) {
            LOG.debug("commands wait for the database");
        } catch (Throwable e) {
            // Without its thread no command would ever expire.
            LOG.error("commands are looked for later", e);
        }
    }

    private void look(int looks) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var expired = JsonNodeFactory.instance.stringNode(State.EXPIRED.name());
        commands.stir(now, BATCH);
        show(commands.expire(expired, now, BATCH), states::show, states::end);
        show(commands.untold(now.minus(GRACE), BATCH), states::showAgain, states::showAgain);
        if (looks % LOOKS_PER_COUNT == 0) {
            metrics.open(commands.countOpen());
        }
        if ((looks + 1) % LOOKS_PER_CLEANING == 0) {
            clean(now);
        }
    }

    private void clean(Instant now) {
        commands.forgetFinished(now.minus(settings.retention()), 10 * BATCH);
    }

    private void show(
            List<DeviceCommand> changed,
            Consumer<List<Shown>> show,
            Consumer<DeviceCommand> ofNobody) {
        int waiting = 0;
        String reason = "";
        for (var command : changed) {
            try {
                show(command, show, ofNobody);
            } catch (NgsiLdException e) {
                if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                    throw e;
                }
                // Its @context cannot be had: those of others are shown meanwhile.
                waiting++;
                reason = command.id() + ": " + e.getMessage();
            }
        }
        if (waiting > 0) {
            LOG.warn("{} commands are not shown yet; the last is {}", waiting, reason);
        }
    }

    private void show(
            DeviceCommand command, Consumer<List<Shown>> show, Consumer<DeviceCommand> ofNobody) {
        var sender = devices.find(command.address());
        if (sender.isPresent()) {
            show.accept(List.of(new Shown(sender.get(), command)));
        } else {
            ofNobody.accept(command);
        }
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("command-upkeep").unstarted(this::run);
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
