package city.auriga.iot.command;

import city.auriga.core.device.CommandAnswer.Effect;
import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.Feedback;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.codec.Uplink;
import city.auriga.iot.command.CommandStates.Shown;
import city.auriga.iot.device.CommandRule;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.Measure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What codecs hear of commands, and what they want to be said. A command that is not known, or has
 * ended, is nobody's fault: others may be sending to the same devices. Blocks.
 */
public final class CodecAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(CodecAnswers.class);

    private final Commands commands;
    private final CommandStates states;
    private final IdleDevices idle;
    private final HeardTopics heard;
    private final Supplier<CommandPublisher> publisher;

    /**
     * @param publisher asked for late, because it needs readings, which need this
     */
    public CodecAnswers(
            Commands commands,
            CommandStates states,
            IdleDevices idle,
            HeardTopics heard,
            Supplier<CommandPublisher> publisher) {
        this.commands = commands;
        this.states = states;
        this.idle = idle;
        this.heard = heard;
        this.publisher = publisher;
    }

    /** A device is heard on a topic, which its commands may need. */
    public void heardOn(Sender sender, Incoming message) {
        if (!sender.commands().rules().isEmpty()) {
            heard.put(sender.commands().address(), message.captures());
        }
    }

    /** The network tells what became of a command. */
    public void take(Sender sender, Uplink.CommandState told, MessagePart part) {
        id(told.commandId())
                .filter(_ -> !sender.commands().rules().isEmpty())
                .flatMap(id -> change(sender, id, told, part.received()))
                .ifPresent(changed -> states.show(sender, changed));
    }

    private Optional<DeviceCommand> change(
            Sender sender, UUID id, Uplink.CommandState told, Instant now) {
        var device = sender.commands().address();
        return switch (told.state()) {
            case DELIVERED -> commands.delivered(device, id, now);
            case OK, ERROR ->
                    commands.find(device, id)
                            // What was only to be sent goes on saying that it was.
                            .filter(found -> found.feedback() != Feedback.NONE)
                            .flatMap(found ->
                                    commands.finish(
                                            found.id(), end(told.state()), info(told), now));
        };
    }

    /**
     * A device tells what became of its oldest open command of a name.
     *
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}, also if the device has changed
     *     meanwhile: whoever looks for it again finds it
     */
    public void take(Sender sender, Uplink.CommandResult told, MessagePart part) {
        if (told.state() != Uplink.State.DELIVERED) {
            var info = text(told.info() == null ? told.state().name() : told.info());
            answer(
                    sender,
                    rule -> rule.wireName().equalsIgnoreCase(told.command()),
                    end(told.state()),
                    _ -> info,
                    part);
        }
    }

    /** Whether what a device measures may be the answer to a command. */
    public boolean mayAnswer(Sender sender, Measure measure) {
        return sender.commands().rules().stream().anyMatch(isIn(measure))
                && !idle.contains(sender.commands().address());
    }

    /**
     * What a device measures is the answer to commands of the same names.
     *
     * @throws NgsiLdException as {@link #take(Sender, Uplink.CommandResult, MessagePart)}
     */
    public void measured(Sender sender, Measure measure, MessagePart part) {
        answer(
                sender,
                isIn(measure),
                State.OK,
                rule -> measure.values().getOrDefault(rule.wireName(), text("")),
                part);
    }

    private static Predicate<CommandRule> isIn(Measure measure) {
        return rule -> measure.values().containsKey(rule.wireName());
    }

    private void answer(
            Sender sender,
            Predicate<CommandRule> meant,
            State state,
            Function<CommandRule, JsonNode> info,
            MessagePart part) {
        var rules = sender.commands().rules().stream().filter(meant).toList();
        var device = sender.commands().address();
        if (rules.isEmpty() || idle.contains(device)) {
            return;
        }
        for (var rule : rules) {
            var answer = part.answer(rule.name(), null, state, info.apply(rule));
            switch (commands.answer(device, answer)) {
                case Effect.Ended(var ended) -> states.show(sender, ended);
                case Effect.More(var more) -> states.showAgain(List.of(new Shown(sender, more)));
                case Effect.Moved() ->
                        throw new NgsiLdException(
                                Problem.SERVICE_UNAVAILABLE, "the device has another apikey now");
                case Effect.Late(), Effect.Nothing() -> {}
            }
        }
        idle.look(device, () -> commands.hasOpen(device));
    }

    /** Says what a codec needs to be said. That it is not heard does no harm: it asks again. */
    public void request(Downlink downlink, String apikey) {
        // Not here: the broker may wait for who brought the reading.
        Thread.ofVirtual()
                .name("codec-request")
                .start(() -> {
                    try {
                        var fate = publisher.get().publish(downlink, apikey);
                        LOG.debug("a request on {}: {}", downlink.topic(), fate);
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static State end(Uplink.State state) {
        return state == Uplink.State.OK ? State.OK : State.ERROR;
    }

    private static JsonNode info(Uplink.CommandState told) {
        var info = told.info();
        if (info != null) {
            return text(info);
        }
        return text(
                told.state() == Uplink.State.OK ? "the device confirmed it" : told.state().name());
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
