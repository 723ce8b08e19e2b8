package city.auriga.iot.device;

import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AppendAttributes;
import city.auriga.core.mutation.CreateEntity;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.Purpose;
import city.auriga.iot.mapping.MappedEntity;
import city.auriga.iot.mapping.Mapping;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the Entities of devices that somebody may ask for something, before anybody does: with the
 * Attribute of each command, so that it can be updated. What is there already stays.
 */
public final class Shells {
    private static final Logger LOG = LoggerFactory.getLogger(Shells.class);

    private static final Duration FOR_GOOD = Duration.ofDays(365);

    private final MutationWriter writer;
    private final Homes homes;
    private final InstantSource clock;
    private final Cache<Shell, Boolean> made;

    public Shells(MutationWriter writer, Homes homes, InstantSource clock) {
        this(writer, homes, clock, FOR_GOOD);
    }

    /**
     * @param trusted how long they are taken for being there; for a writer that does not say
     *     whether an Entity is new
     */
    public Shells(MutationWriter writer, Homes homes, InstantSource clock, Duration trusted) {
        this.made = Caffeine.newBuilder().maximumSize(200_000).expireAfterWrite(trusted).build();
        this.writer = writer;
        this.homes = homes;
        this.clock = clock;
    }

    private record Shell(Tenant tenant, String entity, int rules) {}

    /** The device was heard there. Blocks if it was elsewhere. */
    public CompletableFuture<@Nullable Void> make(Sender host, Instant heard) {
        return remember(host, heard).thenCompose(_ -> make(host));
    }

    private CompletableFuture<@Nullable Void> remember(Sender host, @Nullable Instant heard) {
        try {
            if (isWanted(host)) {
                homes.remember(host, heard);
            }
            return CompletableFuture.completedFuture(null);
        } catch (NgsiLdException unavailable) {
            return CompletableFuture.failedFuture(unavailable);
        }
    }

    /**
     * Makes the Entity unless this process has done so. If only a reading can tell the Entity,
     * nothing is done.
     *
     * @param host at the Entity
     * @return completes when it is there, or cannot be made; exceptionally with {@link
     *     NgsiLdException} {@code SERVICE_UNAVAILABLE} if another try may help
     */
    public CompletableFuture<@Nullable Void> make(Sender host) {
        if (!isWanted(host)) {
            return CompletableFuture.completedFuture(null);
        }
        return made.getIfPresent(shell(host)) == null
                ? again(host)
                : CompletableFuture.completedFuture(null);
    }

    /**
     * As {@link #make}, even if this process has done so: what is declared may have changed. There
     * the device is from now on.
     */
    public CompletableFuture<@Nullable Void> anew(Sender host) {
        made.invalidate(shell(host));
        return remember(host, null).thenCompose(_ -> make(host));
    }

    /** Makes the Entity of a device that is known to be there: it may have been deleted. */
    public CompletableFuture<@Nullable Void> again(Sender host) {
        if (!isWanted(host)) {
            return CompletableFuture.completedFuture(null);
        }
        var shell = shell(host);
        made.invalidate(shell);
        return written(host)
                .handle((_, error) -> {
                    if (error != null) {
                        judge(shell, error);
                    }
                    made.put(shell, true);
                    return null;
                });
    }

    private static boolean isWanted(Sender host) {
        return host.isSettled() && host.isAsked();
    }

    private static Shell shell(Sender sender) {
        var profile = sender.profile();
        return new Shell(
                profile.tenant(), profile.entity().id(), sender.commands().rules().hashCode());
    }

    private CompletableFuture<@Nullable Void> written(Sender sender) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try {
            return CompletableFuture.allOf(
                            Mapping.constants(sender.profile(), now).entities().stream()
                                    .map(entity -> write(sender, entity, now))
                                    .toArray(CompletableFuture[]::new))
                    .thenApply(_ -> null);
        } catch (NgsiLdException unfit) {
            return CompletableFuture.failedFuture(unfit);
        }
    }

    /** What the rules refuse they will refuse the next time, too: it is told of once. */
    private static void judge(Shell shell, Throwable error) {
        var cause = error.getCause() == null ? error : error.getCause();
        if (cause instanceof NgsiLdException e && e.problem() == Problem.SERVICE_UNAVAILABLE) {
            throw e;
        }
        LOG.warn("{} has no Attributes for its commands: {}", shell.entity(), cause.getMessage());
    }

    private CompletableFuture<MutationResult> write(
            Sender sender, MappedEntity entity, Instant now) {
        var tenant = sender.profile().tenant();
        EntityId id = entity.id();
        var whole = whole(sender, entity.fragment());
        return writer.write(tenant, id, new CreateEntity(id, whole), now)
                .exceptionallyCompose(error -> {
                    var cause = error instanceof CompletionException ? error.getCause() : error;
                    return cause instanceof NgsiLdException e
                                    && e.problem() == Problem.ALREADY_EXISTS
                            ? writer.write(
                                            tenant,
                                            id,
                                            new AppendAttributes(id, added(whole), false),
                                            now)
                                    .thenCompose(result -> list(sender, id, whole, now, result))
                            : CompletableFuture.failedFuture(error);
                });
    }

    /** Which commands there are is ours to say, and may have changed. */
    private CompletableFuture<MutationResult> list(
            Sender sender, EntityId id, EntityFragment whole, Instant now, MutationResult result) {
        var name = sender.commands().naming().list();
        if (name.isEmpty()) {
            return CompletableFuture.completedFuture(result);
        }
        var list = new LinkedHashMap<>(whole.attributes());
        list.keySet().retainAll(Set.of(sender.profile().context().expand(name.get())));
        var fragment = new EntityFragment(id, List.of(), Change.keep(), Change.keep(), list);
        return writer.write(
                sender.profile().tenant(), id, new AppendAttributes(id, fragment, true), now);
    }

    private static EntityFragment whole(Sender sender, EntityFragment constants) {
        var attributes = new LinkedHashMap<String, List<InstanceFragment>>(constants.attributes());
        var reader = new EntityReader(sender.profile().context(), Purpose.CREATE);
        reader.fragment(commands(sender)).attributes().forEach(attributes::putIfAbsent);
        return new EntityFragment(
                constants.id(),
                constants.types(),
                constants.scopes(),
                constants.expiresAt(),
                attributes);
    }

    private static ObjectNode commands(Sender sender) {
        var body = JsonNodeFactory.instance.objectNode();
        var commands = sender.commands();
        for (var rule : commands.rules()) {
            body.set(rule.name(), property(""));
            for (var status : commands.naming().status(rule.name())) {
                // Expanded: as a term it may be no name (open-STATUS).
                body.set(sender.profile().context().expand(status), property("UNKNOWN"));
            }
        }
        commands.naming()
                .list()
                .ifPresent(name -> {
                    var names = body.putObject(name).put("type", "Property").putArray("value");
                    commands.rules().forEach(rule -> names.add(rule.name()));
                });
        return body;
    }

    private static ObjectNode property(String value) {
        return JsonNodeFactory.instance.objectNode().put("type", "Property").put("value", value);
    }

    /** An Entity that is there keeps its types and scopes. */
    private static EntityFragment added(EntityFragment whole) {
        return new EntityFragment(
                whole.id(), List.of(), Change.keep(), Change.keep(), whole.attributes());
    }
}
