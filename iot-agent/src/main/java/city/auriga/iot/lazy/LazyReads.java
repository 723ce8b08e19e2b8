package city.auriga.iot.lazy;

import city.auriga.core.device.DeviceListener;
import city.auriga.core.entity.OnDemand;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Projection;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.LazyTargets;
import city.auriga.iot.device.Sender;
import city.auriga.iot.lazy.Questions.Reply;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks devices for what somebody is about to read of their Entities. */
public final class LazyReads implements OnDemand, DeviceListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LazyReads.class);

    /** Where a device roams to is seen after this time. */
    private static final Duration TRUSTED = Duration.ofSeconds(10);

    /** For those who wait for several, and know of each of them by the end. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** How many ask the database at once; waiting itself is not bounded. */
    private static final int LOOK_UPS = 8;

    private static final int LOOK_UPS_OF_ONE = 4;

    /** How long nobody tries again to find the devices of an Entity. */
    private static final Duration FAILED = Duration.ofSeconds(4);

    private final LazyTargets targets;
    private final EntityDevices devices;
    private final QuestionSending sending;
    private final Questions questions;
    private final LazySettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LookUps lookUps = new LookUps(LOOK_UPS, LOOK_UPS_OF_ONE);
    private final Cache<Place, List<Sender>> known =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(TRUSTED).build();
    private final Cache<Place, Boolean> failed =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(FAILED).build();

    /** Counts what was provisioned, so that an answer from before it is not kept. */
    private final AtomicLong provisioned = new AtomicLong();

    private record Place(Tenant tenant, EntityId entity) {}

    /**
     * What one Entity came to.
     *
     * @param missing expanded names
     */
    private record Asked(boolean news, Set<String> missing) {}

    public LazyReads(
            LazyTargets targets,
            EntityDevices devices,
            QuestionSending sending,
            Questions questions,
            LazySettings settings) {
        this.targets = targets;
        this.devices = devices;
        this.sending = sending;
        this.questions = questions;
        this.settings = settings;
    }

    @Override
    public Answers ask(Tenant tenant, List<Entity> entities, Projection projection) {
        var shown = targets.among(tenant, entities, projection);
        if (shown.isEmpty()) {
            return Answers.NONE;
        }
        var read =
                new Read(
                        tenant,
                        projection,
                        devices.quick(),
                        System.nanoTime() + settings.timeout().toNanos());
        int most = Math.min(shown.size(), settings.entities());
        var asked =
                shown.subList(0, most).stream()
                        .map(entity ->
                                CompletableFuture.supplyAsync(() -> read.ask(entity), threads))
                        .toList();
        boolean news = false;
        var missing = new HashMap<EntityId, Set<String>>();
        for (int i = 0; i < shown.size(); i++) {
            var entity = shown.get(i);
            var came =
                    i < most
                            ? awaited(asked.get(i), read.end, read.notAsked(entity))
                            : read.notAsked(entity);
            news |= came.news;
            if (!came.missing.isEmpty()) {
                missing.put(entity.id(), came.missing);
            }
        }
        return new Answers(news, missing);
    }

    private static Asked awaited(CompletableFuture<Asked> future, long end, Asked late) {
        try {
            return future.get(end - System.nanoTime() + GRACE_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return late;
        } catch (ExecutionException e) {
            LOG.error("a device is not asked", e.getCause());
            return late;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return late;
        }
    }

    /** What one reader wants, until then. */
    private final class Read {
        private final Tenant tenant;
        private final Projection projection;
        private final EntityDevices devices;
        private final long end;

        Read(Tenant tenant, Projection projection, EntityDevices devices, long end) {
            this.tenant = tenant;
            this.projection = projection;
            this.devices = devices;
            this.end = end;
        }

        Asked ask(Entity entity) {
            var found = find(new Place(tenant, entity.id()));
            // Looking takes its time, too; nobody is asked for readers who are gone.
            if (found.isEmpty() || end - System.nanoTime() <= 0) {
                return notAsked(entity);
            }
            var pending = new ArrayList<Pending>();
            for (var device : found.get()) {
                var names = names(device);
                if (!names.isEmpty()) {
                    pending.add(new Pending(names, questions.ask(device, names.values())));
                }
            }
            return settled(pending, end);
        }

        /** By its devices if they are known; else by its type. */
        Asked notAsked(Entity entity) {
            var remembered = known.getIfPresent(new Place(tenant, entity.id()));
            return new Asked(
                    false,
                    remembered == null
                            ? targets.names(tenant, entity, projection)
                            : remembered.stream()
                                    .flatMap(device -> names(device).keySet().stream())
                                    .collect(Collectors.toSet()));
        }

        /** What is shown, if the device can be asked, on the wire by expanded names. */
        private Map<String, String> names(Sender device) {
            var names = new LinkedHashMap<String, String>();
            var context = device.profile().context();
            for (var rule : device.profile().lazy()) {
                var name = context.expand(rule.name());
                if (projection.keeps(name)) {
                    names.put(name, rule.asked());
                }
            }
            return sending.isPossible(device) ? names : Map.of();
        }

        /** Empty if that is not to be known in time. */
        private Optional<List<Sender>> find(Place place) {
            var remembered = known.getIfPresent(place);
            if (remembered != null) {
                return Optional.of(remembered);
            }
            if (failed.getIfPresent(place) != null) {
                return Optional.empty();
            }
            try {
                return lookUps.take(place.tenant, end, () -> look(place));
            } catch (NgsiLdException e) {
                LOG.debug("the devices of {} are not asked: {}", place.entity, e.getMessage());
                failed.put(place, true);
                return Optional.empty();
            }
        }

        private List<Sender> look(Place place) {
            long before = provisioned.get();
            var found =
                    devices.of(place.tenant, place.entity.value()).stream()
                            .filter(device -> device.profile().isAsked())
                            .toList();
            if (before == provisioned.get()) {
                known.put(place, found);
            }
            return found;
        }
    }

    /**
     * What a device is asked for.
     *
     * @param names on the wire, by the expanded names of what they become
     */
    private record Pending(Map<String, String> names, CompletableFuture<Reply> reply) {}

    private static Asked settled(List<Pending> pending, long end) {
        var missing = new HashSet<String>();
        var found = new HashSet<String>();
        boolean news = false;
        for (var one : pending) {
            var reply = reply(one.reply, end);
            news |= reply.isNews();
            one.names.forEach(
                    (name, asked) -> (reply.came().contains(asked) ? found : missing).add(name));
        }
        missing.removeAll(found);
        return new Asked(news, missing);
    }

    private static Reply reply(CompletableFuture<Reply> reply, long end) {
        try {
            return reply.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Reply.SILENT;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Reply.SILENT;
        }
    }

    @Override
    public void groupsChanged() {
        provisioned.incrementAndGet();
        known.invalidateAll();
        failed.invalidateAll();
    }

    /** It may be of any Entity. */
    @Override
    public void deviceChanged(String apikey, String id) {
        groupsChanged();
    }

    @Override
    public void reload() {
        groupsChanged();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
