package city.auriga.iot.command;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.CommandDisplay;
import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.AppendAttributes;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.mutation.UpsertEntity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import city.auriga.iot.device.Faults;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows on the Entity what becomes of its commands. Blocks. */
public final class CommandStates {
    private static final Logger LOG = LoggerFactory.getLogger(CommandStates.class);

    private static final Context CORE = ContextParser.core();

    private final MutationWriter writer;
    private final Commands commands;
    private final Shells shells;
    private final CommandMetrics metrics;
    private final State expired;
    private final Faults faults = new Faults(LOG);

    /**
     * @param expired what is shown of one that has expired
     */
    public CommandStates(
            MutationWriter writer,
            Commands commands,
            Shells shells,
            CommandMetrics metrics,
            State expired) {
        this.writer = writer;
        this.commands = commands;
        this.shells = shells;
        this.metrics = metrics;
        this.expired = expired;
    }

    /** A command and its device. */
    record Shown(Sender sender, DeviceCommand command) {}

    /**
     * Shows commands that are not stored yet.
     *
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    void announce(List<Shown> shown) {
        var writes = shown.stream().map(this::write).toList();
        writes.forEach(CommandStates::await);
    }

    /** Shows what became of stored commands. If that is not possible now, it is done later. */
    void show(List<Shown> shown) {
        var wanted = shown.stream().filter(s -> !s.command.isSilent()).toList();
        wanted.forEach(s -> metrics.reached(s.command.state()));
        showAgain(wanted);
    }

    /** Shows that a command was sent, though the device may have been faster with its answer. */
    void showSent(Sender sender, DeviceCommand command) {
        metrics.reached(command.state());
        showAgain(List.of(new Shown(sender, command)));
    }

    /** Shows what should have been shown before. */
    void showAgain(List<Shown> shown) {
        try {
            announce(shown);
            shown.forEach(s -> commands.told(s.command));
        } catch (RuntimeException e) {
            // The commands have ended, and the upkeep shows what is not told yet.
            shownLater(shown.size() + " states of commands are shown later", e);
        }
    }

    /** Nobody loses what was answered or fetched for what an Entity does not show yet. */
    private void shownLater(String effect, RuntimeException e) {
        if (e instanceof NgsiLdException problem && isTransient(problem)) {
            LOG.debug("{}: {}", effect, e.getMessage());
        } else {
            faults.add(effect, e);
        }
    }

    private static boolean isTransient(NgsiLdException e) {
        return e.problem() == Problem.SERVICE_UNAVAILABLE
                || e.problem() == Problem.TOO_COMPLEX_QUERY;
    }

    /** Shows what became of a command whose device is gone. If not now, it is done later. */
    void end(DeviceCommand ofNobody) {
        if (ofNobody.isSilent()) {
            return;
        }
        metrics.reached(ofNobody.state());
        showAgain(ofNobody);
    }

    /** Shows what should have been shown before of a command whose device is gone. */
    void showAgain(DeviceCommand ofNobody) {
        try {
            var display = ofNobody.display();
            if (display != null) {
                await(write(ofNobody, display));
            }
            commands.told(ofNobody);
            LOG.info(
                    "command {} has ended as {}: its device is gone",
                    ofNobody.id(),
                    ofNobody.state());
        } catch (RuntimeException e) {
            // As above: it is looked at again.
            shownLater("command " + ofNobody.id() + " is shown later", e);
        }
    }

    /** How the Entity of a device shows a command. */
    static CommandDisplay display(Sender sender, String name) {
        var context = sender.profile().context();
        // Expanded: as a term it may be no name (open-STATUS).
        var naming = sender.commands().naming();
        return new CommandDisplay(
                sender.profile().entity().types().stream().map(context::expand).toList(),
                naming.status(name).stream().map(context::expand).toList(),
                naming.info(name).stream().map(context::expand).toList());
    }

    /** Its Entity may be gone with the device: then, or at another broker, nothing is shown. */
    private CompletableFuture<MutationResult> write(DeviceCommand command, CommandDisplay display) {
        var id = EntityId.parse(command.entity(), "entity_name");
        EntityFragment fragment;
        try {
            fragment =
                    fragment(
                            CORE,
                            display,
                            command.datasetId(),
                            command.state(),
                            command.info(),
                            command.changedAt());
        } catch (NgsiLdException unfit) {
            return CompletableFuture.failedFuture(unfit);
        }
        return writer.write(
                command.address().tenant(),
                id,
                new AppendAttributes(id, whole(id, display, fragment), true),
                command.changedAt());
    }

    private static EntityFragment whole(
            EntityId id, CommandDisplay display, EntityFragment fragment) {
        return new EntityFragment(
                id, display.types(), Change.keep(), Change.keep(), fragment.attributes());
    }

    void show(Sender sender, DeviceCommand command) {
        show(List.of(new Shown(sender, command)));
    }

    /** Shows an answer that no command waits for. */
    void showAnswer(Sender host, CommandAnswer answer) {
        if (host.isSettled() && !host.commands().isReversed(answer.name())) {
            await(
                    write(
                            host,
                            answer.name(),
                            null,
                            answer.state(),
                            answer.info(),
                            answer.received()));
        }
    }

    private CompletableFuture<MutationResult> write(Shown shown) {
        var command = shown.command;
        if (shown.sender.commands().isReversed(command.name())) {
            return CompletableFuture.completedFuture(MutationResult.UPDATED);
        }
        // Where it was asked for, wherever the device is now.
        return write(
                shown.sender.at(command.entity()),
                command.name(),
                command.datasetId(),
                command.state(),
                command.info(),
                command.changedAt());
    }

    private CompletableFuture<MutationResult> write(
            Sender sender,
            String name,
            @Nullable String datasetId,
            State state,
            @Nullable JsonNode info,
            Instant at) {
        var profile = sender.profile();
        var id = EntityId.parse(profile.entity().id(), "entity_name");
        var display = display(sender, name);
        EntityFragment fragment;
        try {
            fragment = fragment(profile.context(), display, datasetId, state, info, at);
        } catch (NgsiLdException unfit) {
            return CompletableFuture.failedFuture(unfit);
        }
        var whole = whole(id, display, fragment);
        return writer.write(profile.tenant(), id, new UpsertEntity(id, whole, false), at)
                .thenCompose(result -> {
                    if (!result.created()) {
                        return CompletableFuture.completedFuture(result);
                    }
                    // Somebody deleted it while the command was on its way.
                    return shells.again(sender).thenApply(_ -> result);
                });
    }

    private EntityFragment fragment(
            Context context,
            CommandDisplay display,
            @Nullable String datasetId,
            State state,
            @Nullable JsonNode info,
            Instant at) {
        var reader = new EntityReader(context, Purpose.CREATE);
        try {
            return reader.fragment(body(display, datasetId, state, info, at));
        } catch (NgsiLdException unfit) {
            // What a device answers may be no value of a Property.
            var text = JsonNodeFactory.instance.stringNode("'" + info + "'");
            return reader.fragment(body(display, datasetId, state, text, at));
        }
    }

    private ObjectNode body(
            CommandDisplay display,
            @Nullable String datasetId,
            State state,
            @Nullable JsonNode info,
            Instant at) {
        var body = JsonNodeFactory.instance.objectNode();
        var shown = state == State.EXPIRED ? expired : state;
        var status = JsonNodeFactory.instance.stringNode(shown.name());
        display.status().forEach(n -> body.set(n, property(status, datasetId, at)));
        if (info != null) {
            display.info().forEach(n -> body.set(n, property(info, datasetId, at)));
        }
        return body;
    }

    private static ObjectNode property(JsonNode value, @Nullable String datasetId, Instant at) {
        var property =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "Property")
                        .put("observedAt", at.toString());
        if (datasetId != null) {
            property.put("datasetId", datasetId);
        }
        return property.set("value", value);
    }

    /** What the rules refuse will never be shown. */
    private static void await(CompletableFuture<MutationResult> write) {
        try {
            write.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NgsiLdException problem
                    && problem.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw problem;
            }
            LOG.warn("the state of a command cannot be shown: {}", String.valueOf(e.getCause()));
        }
    }
}
