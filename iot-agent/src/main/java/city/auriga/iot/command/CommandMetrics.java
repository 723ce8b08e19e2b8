package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what becomes of commands in this process, and shows how many are open in all. */
public final class CommandMetrics {
    private final MeterRegistry registry;
    private final AtomicLong open = new AtomicLong();

    public CommandMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("auriga.iot.commands.open", open, AtomicLong::get)
                .description("commands that are neither answered, nor refused, nor expired")
                .register(registry);
    }

    /** A command has this state now. */
    void reached(State state) {
        registry.counter("auriga.iot.commands", "state", state.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void open(long commands) {
        open.set(commands);
    }
}
