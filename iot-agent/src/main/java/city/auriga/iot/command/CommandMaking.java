package city.auriga.iot.command;

import city.auriga.core.device.Commands;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.command.CommandStates.Shown;
import city.auriga.iot.device.CommandProfile;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.ReverseRule;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes commands of what was asked for at Entities, wherever these are, and stores them under ids
 * that are made of the change: one that is told again changes nothing. Blocks.
 */
public final class CommandMaking {
    private static final Logger LOG = LoggerFactory.getLogger(CommandMaking.class);

    /** A device may get another apikey while its command is stored. */
    private static final int MOST_LOOKS = 3;

    private final EntityDevices devices;
    private final Commands commands;
    private final CommandStates states;
    private final CommandDispatch dispatch;
    private final CommandSettings settings;
    private final CommandMetrics metrics;
    private final InstantSource clock;

    /** Commands that their Entities show, but that could not be stored yet. */
    private final Cache<UUID, Boolean> announced =
            Caffeine.newBuilder()
                    .maximumSize(20_000)
                    .expireAfterWrite(Duration.ofMinutes(1))
                    .executor(Runnable::run)
                    .build();

    public CommandMaking(
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
    }

    /**
     * Stores all of them.
     *
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}; another try may help
     */
    public void make(List<Asked> asked) {
        int looks = 1;
        while (!storeFound(asked) && looks < MOST_LOOKS) {
            looks++;
        }
    }

    /** A fault of ours must not hold up the commands of others. */
    static void lost(String entity, Throwable cause) {
        LOG.error("no commands are made of a change of {}", entity, cause);
    }

    /** Answers whether all devices were still there; one that was not may be found elsewhere. */
    private boolean storeFound(List<Asked> asked) {
        var found = new LinkedHashMap<UUID, Shown>();
        for (var one : asked) {
            find(one).forEach(shown -> found.put(shown.command().id(), shown));
        }
        if (found.isEmpty()) {
            return true;
        }
        commands.known(found.keySet()).forEach(found::remove);
        // The Entity says PENDING before anybody can send the command, and says OK.
        states.announce(
                found.values().stream()
                        .filter(shown -> announced.getIfPresent(shown.command().id()) == null)
                        .toList());
        var gone = addAnnounced(found);
        states.announce(gone.stream().map(command -> ended(found, command)).toList());
        return gone.isEmpty();
    }

    private Shown ended(Map<UUID, Shown> found, DeviceCommand command) {
        var sender = Objects.requireNonNull(found.get(command.id())).sender();
        var reason = JsonNodeFactory.instance.stringNode("the device is gone");
        return new Shown(sender, command.ended(State.ERROR, reason, now()));
    }

    /** Those that have to be tried again were announced. */
    private List<DeviceCommand> addAnnounced(Map<UUID, Shown> found) {
        try {
            var gone = add(found.values());
            announced.invalidateAll(found.keySet());
            return gone;
        } catch (NgsiLdException refused) {
            found.keySet().forEach(id -> announced.put(id, true));
            throw refused;
        }
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

    private List<Shown> find(Asked asked) {
        if (asked.instances().isEmpty()) {
            return List.of();
        }
        try {
            return devices.of(asked.tenant(), asked.entity()).stream()
                    .flatMap(sender ->
                            Stream.concat(
                                    commands(asked, sender).stream(),
                                    reversed(asked, sender).stream()))
                    .toList();
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            lost(asked.entity(), e);
        } catch (RuntimeException e) {
            lost(asked.entity(), e);
        }
        return List.of();
    }

    private List<Shown> commands(Asked asked, Sender sender) {
        var found = new ArrayList<Shown>();
        var context = sender.profile().context();
        for (var rule : sender.commands().rules()) {
            var name = context.expand(rule.name());
            for (var instance : asked.instances()) {
                if (instance.asks() && instance.attribute().equals(name)) {
                    var value = CommandValues.value(instance.value().value(), context);
                    var command =
                            command(
                                    sender,
                                    rule.name(),
                                    instance,
                                    instance.value().datasetId(),
                                    value,
                                    "");
                    var qos = Qos.of(instance.value(), context);
                    found.add(new Shown(sender, wanted(command, qos)));
                }
            }
        }
        return found;
    }

    private static DeviceCommand wanted(DeviceCommand command, Qos qos) {
        return qos.fault() == null
                ? command.withFeedback(qos.feedback())
                : command.ended(
                        State.ERROR,
                        JsonNodeFactory.instance.stringNode(qos.fault()),
                        command.createdAt());
    }

    /** What it is told of changes, but for those that it makes itself. */
    private List<Shown> reversed(Asked asked, Sender sender) {
        var own = sender.origin();
        if (own == null || own.equals(asked.origin())) {
            return List.of();
        }
        var found = new ArrayList<Shown>();
        for (var rule : sender.profile().rules()) {
            if (rule.reverse().isEmpty()) {
                continue;
            }
            var name = sender.profile().context().expand(rule.name());
            for (var instance : asked.instances()) {
                if (instance.differs()
                        && instance.value().datasetId() == null
                        && instance.attribute().equals(name)) {
                    rule.reverse()
                            .forEach(reverse ->
                                    reversed(sender, rule.name(), reverse, instance)
                                            .ifPresent(found::add));
                }
            }
        }
        return found;
    }

    private Optional<Shown> reversed(
            Sender sender, String attribute, ReverseRule reverse, Asked.Instance instance) {
        var profile = sender.profile();
        var value = CommandValues.value(instance.value().value(), profile.context());
        var expression = reverse.expression();
        if (expression != null) {
            var variables = new DeviceVariables(sender, clock);
            variables.put("value", value);
            variables.put(attribute, value);
            value = expression.evaluate(variables.context());
        }
        var told =
                value == null
                        ? Optional.<JsonNode>empty()
                        : reverse.told(value, profile.conventions()).filter(v -> !v.isNull());
        if (told.isEmpty()) {
            LOG.debug("{} is not told of {}: no value", profile.device(), attribute);
        }
        return told.map(v ->
                new Shown(
                        sender,
                        command(
                                sender,
                                reverse.command(),
                                instance,
                                null,
                                v,
                                "\nreverse\n" + attribute)));
    }

    /**
     * @param more of what the id is made of
     */
    private DeviceCommand command(
            Sender sender,
            String name,
            Asked.Instance instance,
            @Nullable String dataset,
            JsonNode value,
            String more) {
        CommandProfile profile = sender.commands();
        var now = now();
        var key =
                instance.change() + "\n" + profile.address() + "\n" + name + "\n" + dataset + more;
        var command =
                DeviceCommand.pending(
                        UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
                        profile.address(),
                        sender.profile().entity().id(),
                        name,
                        dataset,
                        value,
                        now,
                        now.plus(settings.expiry(profile)),
                        profile.way() == Way.POLL ? null : now);
        return profile.isReversed(name)
                ? command
                : command.withDisplay(CommandStates.display(sender, name));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
