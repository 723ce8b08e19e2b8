package city.auriga.iot.command;

import city.auriga.core.device.CommandAnswer.Effect;
import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Faults;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.CommandReply;
import city.auriga.iot.payload.PayloadException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/** What devices say of their commands, and what they fetch. Blocks. */
public final class CommandAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(CommandAnswers.class);

    private final Faults faults = new Faults(LOG);
    private final Commands commands;
    private final CommandStates states;
    private final CommandDispatch dispatch;
    private final EntityDevices devices;

    public CommandAnswers(
            Commands commands,
            CommandStates states,
            CommandDispatch dispatch,
            EntityDevices devices) {
        this.devices = devices;
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
     * on the Entity all the same, unless that would hide how another command does.
     *
     * @param named the command that the message names; null if it names none
     * @return false if the device has no such command
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}, also if the device has changed
     *     meanwhile: whoever looks for it again finds it
     */
    public boolean take(Sender sender, CommandReply reply, MessagePart part, @Nullable UUID named) {
        var name = reply.command();
        if (sender.commands().find(name).isEmpty()) {
            return false;
        }
        var answer = part.answer(name, named, State.OK, reply.result());
        switch (commands.answer(sender.commands().address(), answer)) {
            case Effect.Ended(var ended) -> states.show(sender, ended);
            case Effect.More(var command) ->
                    states.showAgain(List.of(new CommandStates.Shown(sender, command)));
            case Effect.Late() -> states.showAnswer(devices.settled(sender), answer);
            case Effect.Moved() ->
                    throw new NgsiLdException(
                            Problem.SERVICE_UNAVAILABLE, "the device has another apikey now");
            case Effect.Nothing() -> {}
        }
        return true;
    }

    /** All that a device has not got yet; it has now. The values are as it shall read them. */
    public List<DeviceCommand> fetch(Sender sender, Instant now) {
        if (sender.commands().all().isEmpty()) {
            return List.of();
        }
        var fetched = commands.fetch(sender.commands().address(), now);
        states.show(fetched.stream().map(c -> new CommandStates.Shown(sender, c)).toList());
        finishReversed(sender, fetched, now);
        return fetched.stream().flatMap(command -> told(sender, command, now).stream()).toList();
    }

    private Optional<DeviceCommand> told(Sender sender, DeviceCommand command, Instant now) {
        var rule = sender.commands().find(command.name());
        if (rule.isEmpty()) {
            return Optional.of(command);
        }
        try {
            var variables = new CommandVariables(sender, command, InstantSource.fixed(now));
            return Optional.of(command.withValue(variables.told(rule.get(), command)));
        } catch (PayloadException e) {
            finish(command, State.ERROR, e.getMessage(), now)
                    .ifPresent(ended -> states.show(sender, ended));
            return Optional.empty();
        }
    }

    /** They are the device's already: what goes wrong now must not keep them from it. */
    private void finishReversed(Sender sender, List<DeviceCommand> fetched, Instant now) {
        try {
            for (var command : fetched) {
                if (sender.commands().isReversed(command.name())) {
                    var sent = JsonNodeFactory.instance.stringNode("sent");
                    var _ = commands.finish(command.id(), State.OK, sent, now);
                }
            }
        } catch (NgsiLdException e) {
            // Nor may the others be tried, each of which takes its time.
            LOG.debug("what was fetched ends when its time is over: {}", e.getMessage());
        } catch (RuntimeException e) {
            // The device has fetched them: it must get what it is answered with.
            faults.add("what was fetched ends when its time is over", e);
        }
    }

    private Optional<DeviceCommand> finish(
            DeviceCommand command, State state, String info, Instant now) {
        try {
            return commands.finish(
                    command.id(), state, JsonNodeFactory.instance.stringNode(info), now);
        } catch (NgsiLdException e) {
            LOG.debug("command {} ends when its time is over: {}", command.id(), e.getMessage());
            return Optional.empty();
        }
    }
}
