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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
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

    private final LazyTargets targets;
    private final EntityDevices devices;
    private final QuestionSending sending;
    private final Questions questions;
    private final LazySettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore lookUps = new Semaphore(LOOK_UPS);
    private final Cache<Place, List<Sender>> known =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(TRUSTED).build();

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
        long end = System.nanoTime() + settings.timeout().toNanos();
        var asked = new LinkedHashMap<Entity, CompletableFuture<Asked>>();
        for (var entity : shown.subList(0, Math.min(shown.size(), settings.entities()))) {
            asked.put(
                    entity,
                    CompletableFuture.supplyAsync(
                            () -> askSafely(tenant, entity, projection, end), threads));
        }
        boolean news = false;
        var missing = new HashMap<EntityId, Set<String>>();
        for (var entity : shown) {
            var future = asked.get(entity);
            var nothing = new Asked(false, targets.names(tenant, entity, projection));
            var came = future == null ? nothing : awaited(future, end, nothing);
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

    private Asked askSafely(Tenant tenant, Entity entity, Projection projection, long end) {
        try {
            return ask(devices(new Place(tenant, entity.id())), projection, end);
        } catch (NgsiLdException e) {
            LOG.debug("the devices of {} are not asked: {}", entity.id(), e.getMessage());
            return new Asked(false, targets.names(tenant, entity, projection));
        }
    }

    /**
     * What a device is asked for.
     *
     * @param names on the wire, by the expanded names of what they become
     */
    private record Pending(Map<String, String> names, CompletableFuture<Reply> reply) {}

    /** Waits until all have answered, or will not. */
    private Asked ask(List<Sender> ofEntity, Projection projection, long end) {
        var pending = new ArrayList<Pending>();
        for (var device : ofEntity) {
            var names = new LinkedHashMap<String, String>();
            var context = device.profile().context();
            for (var rule : device.profile().lazy()) {
                var name = context.expand(rule.name());
                if (projection.keeps(name)) {
                    names.put(name, rule.asked());
                }
            }
            if (!names.isEmpty() && sending.isPossible(device)) {
                pending.add(new Pending(names, questions.ask(device, names.values())));
            }
        }
        return settled(pending, end);
    }

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

    private List<Sender> devices(Place place) {
        var remembered = known.getIfPresent(place);
        if (remembered != null) {
            return remembered;
        }
        long before = provisioned.get();
        lookUps.acquireUninterruptibly();
        try {
            var found =
                    devices.of(place.tenant, place.entity.value()).stream()
                            .filter(device -> device.profile().isAsked())
                            .toList();
            if (before == provisioned.get()) {
                known.put(place, found);
            }
            return found;
        } finally {
            lookUps.release();
        }
    }

    @Override
    public void groupsChanged() {
        provisioned.incrementAndGet();
        known.invalidateAll();
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
