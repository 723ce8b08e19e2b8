package city.auriga.iot.command;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.iot.device.DeviceProvisioning;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Place;
import city.auriga.iot.device.Sender;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;

/** What operators see of the commands of a device, and may do. */
public final class CommandOperations {
    private static final int PAGE = 100;

    private final DeviceProvisioning provisioning;
    private final EntityDevices devices;
    private final Commands commands;
    private final CommandStates states;
    private final InstantSource clock;

    public CommandOperations(
            DeviceProvisioning provisioning,
            EntityDevices devices,
            Commands commands,
            CommandStates states,
            InstantSource clock) {
        this.provisioning = provisioning;
        this.devices = devices;
        this.commands = commands;
        this.states = states;
        this.clock = clock;
    }

    public Sender device(Place place, String id, Optional<String> apikey) {
        return devices.sender(provisioning.find(place, id, apikey));
    }

    public long count(Sender device) {
        return commands.count(device.commands().address());
    }

    /** The newest first. */
    public List<DeviceCommand> list(Sender device, int limit, int offset) {
        return commands.list(device.commands().address(), limit, offset);
    }

    public Optional<DeviceCommand> find(Sender device, UUID id) {
        return commands.find(device.commands().address(), id);
    }

    /** False if there is no such command, or it has ended. */
    public boolean cancel(Sender device, UUID id) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var reason = JsonNodeFactory.instance.stringNode("cancelled");
        var ended =
                find(device, id).flatMap(command -> commands.finish(id, State.ERROR, reason, now));
        ended.ifPresent(command -> states.show(device, command));
        return ended.isPresent();
    }

    /** Cancels all that are open. */
    public void cancelAll(Sender device) {
        int offset = 0;
        for (var page = list(device, PAGE, 0); !page.isEmpty(); page = list(device, PAGE, offset)) {
            page.stream()
                    .filter(DeviceCommand::isOpen)
                    .forEach(command -> cancel(device, command.id()));
            offset += PAGE;
        }
    }
}
