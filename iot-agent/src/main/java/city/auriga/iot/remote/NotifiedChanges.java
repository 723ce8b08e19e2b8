package city.auriga.iot.remote;

import city.auriga.core.device.BrokerSubscriptions;
import city.auriga.core.device.HeardChanges;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.command.Asked;
import city.auriga.iot.command.CommandMaking;
import city.auriga.iot.command.CommandNames;
import city.auriga.iot.remote.NotifiedEntity.Instance;
import city.auriga.iot.remote.NotifiedEntity.Instances;
import city.auriga.iot.retrieval.WatchedElsewhere;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Makes commands of what another broker notifies of, and has devices told that watch it. A
 * notification may come several times, and shows instances that have not changed beside those that
 * have: a change is known by the time that the broker gave it, and only what is newer than the
 * newest that is known is one.
 */
public final class NotifiedChanges {
    private static final Logger LOG = LoggerFactory.getLogger(NotifiedChanges.class);

    /** Spent on what is refused. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    /** The clock of the broker may be behind ours. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private final BrokerSubscriptions subscriptions;
    private final HeardChanges heard;
    private final CommandMaking making;
    private final WatchedElsewhere watched;
    private final CommandNames names;
    private final InstantSource clock;
    private volatile @Nullable String secret;

    /** Notifications of one Entity are worked on one after the other. */
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    public NotifiedChanges(
            BrokerSubscriptions subscriptions,
            HeardChanges heard,
            CommandMaking making,
            WatchedElsewhere watched,
            CommandNames names,
            InstantSource clock) {
        this.subscriptions = subscriptions;
        this.heard = heard;
        this.making = making;
        this.watched = watched;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Whether it is what the broker has to know to tell of a tenant; takes as long whatever was
     * said. Blocks.
     */
    public boolean isWord(Tenant tenant, String said) {
        var ours = secret;
        if (ours == null) {
            ours = subscriptions.secret();
            secret = ours;
        }
        return MessageDigest.isEqual(
                NotifyWord.of(ours, tenant).getBytes(StandardCharsets.UTF_8),
                said.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes a Notification: when it returns, its commands are stored, and who has to be told. Of
     * several Entities one that cannot be read keeps none of the others. Blocks.
     *
     * @throws NgsiLdException {@code BAD_REQUEST_DATA} if nothing of it can be read, {@code
     *     SERVICE_UNAVAILABLE} if another try may help
     */
    public void take(Tenant tenant, JsonNode notification) {
        var read = NotificationReader.read(notification);
        var entities = read.entities();
        if (entities.isEmpty() && !read.faults().isEmpty()) {
            throw read.faults().getFirst();
        }
        tell(tenant, read);
        var id = notification.path("id").asString("");
        requireNames(entities, id);
        take(tenant, entities, _ -> true, id);
    }

    /**
     * Takes Entities that somebody has looked at: of what has a time, what is older than this one.
     */
    void takeMissed(Tenant tenant, JsonNode notification, Instant before) {
        var read = NotificationReader.read(notification);
        tell(tenant, read);
        take(
                tenant,
                read.entities(),
                instance -> instance.modifiedAt() != null && instance.modifiedAt().isBefore(before),
                "");
    }

    /**
     * Forgets what is too old to be taken once more. Blocks.
     *
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    void forget() {
        heard.forget(clock.instant());
    }

    private static void tell(Tenant tenant, NotificationReader.Read read) {
        read.faults().stream()
                .findFirst()
                .ifPresent(fault ->
                        LOG.info(
                                "tenant '{}': no commands of {} Entities that cannot be read: {}:"
                                        + " {}",
                                tenant.name(),
                                read.faults().size(),
                                fault.member(),
                                fault.getMessage()));
    }

    /** What cannot be stored of one keeps nobody from what is told of the others. */
    private void take(
            Tenant tenant, List<NotifiedEntity> entities, Predicate<Instance> which, String id) {
        var refusals = new Refusals();
        for (var entity : entities) {
            var lock = locks.get(Math.floorMod(Objects.hash(tenant, entity.id()), locks.size()));
            lock.lock();
            try {
                take(tenant, entity, which, id, refusals);
            } finally {
                lock.unlock();
            }
        }
        refusals.end();
    }

    private void take(
            Tenant tenant,
            NotifiedEntity entity,
            Predicate<Instance> which,
            String id,
            Refusals refusals) {
        for (var attribute : entity.attributes()) {
            var some = attribute.all().stream().filter(which).toList();
            refusals.unless(() -> take(tenant, entity, new Instances(attribute.name(), some), id));
        }
    }

    /** What could not be stored of one Notification. */
    private static final class Refusals {
        private @Nullable NgsiLdException first;
        private long spent;

        /** If each takes its time, the database is away, and would be for the others. */
        void unless(Runnable work) {
            if (spent > PATIENCE_NANOS) {
                return;
            }
            long begin = System.nanoTime();
            try {
                work.run();
            } catch (NgsiLdException e) {
                LOG.debug("a part of a notification waits: {}", e.getMessage());
                spent += System.nanoTime() - begin;
                first = first == null ? e : first;
            }
        }

        void end() {
            if (first != null) {
                throw first;
            }
        }
    }

    /** A change has a time, or else at least the notification a name. */
    private static void requireNames(List<NotifiedEntity> entities, String id) {
        boolean nameless =
                entities.stream()
                        .flatMap(entity -> entity.attributes().stream())
                        .flatMap(attribute -> attribute.all().stream())
                        .anyMatch(instance -> instance.modifiedAt() == null);
        if (nameless && id.isEmpty()) {
            throw NgsiLdException.badData(
                    "$.id", "expected an id, as there are Attributes without modifiedAt");
        }
    }

    private void take(Tenant tenant, NotifiedEntity entity, Instances attribute, String id) {
        if (attribute.all().isEmpty() || isNothingToUs(tenant, entity, attribute)) {
            return;
        }
        // First: what is forgotten between the two is too old by the second.
        var newest = heard.newest(tenant, entity.id(), attribute.name());
        var found = subscriptions.since(tenant, attribute.name(), entity.types());
        if (found.isEmpty()) {
            LOG.debug("nobody has subscribed to {}", attribute.name());
            return;
        }
        var since = found.get();
        var changed =
                attribute.all().stream()
                        .filter(i -> isNew(entity, attribute, i, newest))
                        .filter(i -> counts(entity, attribute, i, since.changes()))
                        .sorted(
                                Comparator.comparing(
                                        Instance::modifiedAt,
                                        Comparator.nullsLast(Comparator.naturalOrder())))
                        .toList();
        if (changed.isEmpty()) {
            return;
        }
        // Who sees to the subscriptions may not know yet that it is a command.
        var commands = Objects.requireNonNullElseGet(since.commands(), clock::instant);
        var asking = changed.stream().filter(i -> counts(entity, attribute, i, commands)).toList();
        make(new Asked(tenant, entity.id(), asked(entity, attribute, asking, id)));
        if (changed.stream().anyMatch(instance -> instance.dataset().isEmpty())) {
            watched.changed(tenant, entity.id(), attribute.name());
        }
        // Behind the commands: after a crash between the two they have the same ids.
        var times = times(changed);
        if (!times.isEmpty()) {
            remember(tenant, entity, attribute, times);
        }
    }

    /** A subscription brings all Entities of a type; most of what one device watches is this. */
    private boolean isNothingToUs(Tenant tenant, NotifiedEntity entity, Instances attribute) {
        return !names.mayAsk(tenant, attribute.name())
                && !watched.isWatched(tenant, entity.id(), attribute.name());
    }

    private static List<Asked.Instance> asked(
            NotifiedEntity entity, Instances attribute, List<Instance> changed, String id) {
        var asked = new ArrayList<Asked.Instance>();
        for (var instance : changed) {
            if (instance.asks()) {
                var time = instance.modifiedAt();
                var change = entity.id() + "\n" + (time == null ? id : time);
                asked.add(new Asked.Instance(attribute.name(), instance.value(), change));
            }
        }
        return asked;
    }

    /** The newest of each instance; what asks for nothing keeps nothing earlier from doing so. */
    private static Map<String, Instant> times(List<Instance> changed) {
        var times = new HashMap<String, Instant>();
        for (var instance : changed) {
            var time = instance.modifiedAt();
            if (time != null && instance.asks()) {
                times.put(instance.dataset(), time);
            }
        }
        return times;
    }

    private void make(Asked asked) {
        try {
            making.make(List.of(asked));
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            LOG.error("no commands are made of a change of {}", asked.entity(), e);
        } catch (RuntimeException e) {
            // A fault of ours would come again with every try of the broker.
            LOG.error("no commands are made of a change of {}", asked.entity(), e);
        }
    }

    private static boolean isNew(
            NotifiedEntity entity,
            Instances attribute,
            Instance instance,
            Map<String, Instant> newest) {
        var time = instance.modifiedAt();
        var known = newest.get(instance.dataset());
        if (time == null || known == null) {
            return true;
        }
        if (time.isBefore(known)) {
            LOG.info(
                    "no command: what {} of {} was at {} comes after what it was at {}",
                    attribute.name(),
                    entity.id(),
                    time,
                    known);
        }
        return time.isAfter(known);
    }

    /** Whatever is known: meanwhile it may have been no command. */
    private static boolean counts(
            NotifiedEntity entity, Instances attribute, Instance instance, Instant since) {
        var time = instance.modifiedAt();
        if (time == null || !time.isBefore(since.minus(TOLERANCE))) {
            return true;
        }
        LOG.info(
                "no command: {} of {} was written at {}, before it was one, or too long ago",
                attribute.name(),
                entity.id(),
                time);
        return false;
    }

    private void remember(
            Tenant tenant, NotifiedEntity entity, Instances attribute, Map<String, Instant> times) {
        try {
            heard.heard(tenant, entity.id(), attribute.name(), times);
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw e;
            }
            LOG.debug("a notification for the removed tenant {}", tenant);
        }
    }
}
