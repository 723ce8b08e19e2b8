package city.auriga.iot.command;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.CommandReply;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What devices say of their commands, and what they fetch. Blocks. */
public final class CommandAnswers {
    private final Commands commands;
    private final CommandStates states;
    private final CommandDispatch dispatch;

    public CommandAnswers(Commands commands, CommandStates states, CommandDispatch dispatch) {
        this.commands = commands;
        this.states = states;
        this.dispatch = dispatch;
    }

    /** A device has sent something, whatever it is. */
    public void heard(Address device) {
        dispatch.heard(device);
    }

    /**
     * Ends the command that an answer is about. An answer that comes late, or to nothing, is shown
     * on the Entity all the same.
     *
     * @param id of the command, if the message tells
     * @return false if the device has no such command
     */
    public boolean take(Sender sender, CommandReply reply, @Nullable UUID id, Instant now) {
        var name = reply.command();
        if (sender.commands().find(name).isEmpty()) {
            return false;
        }
        commands.answer(sender.commands().address(), name, id, State.OK, reply.result(), now)
                .ifPresentOrElse(
                        ended -> states.show(sender, ended),
                        () -> states.showAnswer(sender, name, reply.result(), now));
        return true;
    }

    /** All that a device has not got yet; it has now. */
    public List<DeviceCommand> fetch(Sender sender, Instant now) {
        if (sender.commands().rules().isEmpty()) {
            return List.of();
        }
        var fetched = commands.fetch(sender.commands().address(), now);
        states.show(fetched.stream().map(c -> new CommandStates.Shown(sender, c)).toList());
        return fetched;
    }
}
