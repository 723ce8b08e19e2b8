package city.auriga.core.subscription;

import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions in memory, by tenant and by what a change must be of to concern them: an
 * Entity, or a type and an Attribute. A change looks only at those that it may concern. Safe for
 * all threads: one that is replaced while a change is matched counts as it was, or as it is.
 */
public final class SubscriptionIndex implements ChangeMatcher {
    private final Map<Tenant, OfTenant> tenants = new ConcurrentHashMap<>();
    private volatile boolean complete;

    /**
     * What a change must be of.
     *
     * @param entity its id; null for any
     * @param type one of its types; null for any
     * @param attribute the name of one that it changes; null for any
     */
    private record Place(
            @Nullable String entity, @Nullable String type, @Nullable String attribute) {
        Place of(@Nullable String changed) {
            return new Place(entity, type, changed);
        }
    }

    private static final Place ANYWHERE = new Place(null, null, null);

    /** The subscriptions of one tenant. */
    private static final class OfTenant {
        private final Map<String, Subscription> byId = new ConcurrentHashMap<>();
        private final Map<Place, Map<String, Subscription>> byPlace = new ConcurrentHashMap<>();
        private final StampedLock lock = new StampedLock();

        void put(Subscription subscription) {
            long stamp = lock.writeLock();
            try {
                move(subscription);
            } finally {
                lock.unlockWrite(stamp);
            }
        }

        private void move(Subscription subscription) {
            var places = places(subscription);
            places.forEach(place ->
                    byPlace.compute(
                            place,
                            (p, there) -> {
                                var all =
                                        there == null
                                                ? new ConcurrentHashMap<String, Subscription>(2)
                                                : there;
                                all.put(subscription.id(), subscription);
                                return all;
                            }));
            var old = byId.put(subscription.id(), subscription);
            if (old != null) {
                var gone = new HashSet<>(places(old));
                gone.removeAll(places);
                leave(old.id(), gone);
            }
        }

        void remove(String id) {
            long stamp = lock.writeLock();
            try {
                var old = byId.remove(id);
                if (old != null) {
                    leave(id, places(old));
                }
            } finally {
                lock.unlockWrite(stamp);
            }
        }

        private void leave(String id, Set<Place> places) {
            places.forEach(place ->
                    byPlace.computeIfPresent(
                            place,
                            (p, there) -> {
                                there.remove(id);
                                return there.isEmpty() ? null : there;
                            }));
        }

        /** Of one instant, so that one that moves to another place is found at one of both. */
        Collection<Subscription> candidates(EntityChange change) {
            long stamp = lock.tryOptimisticRead();
            if (stamp != 0) {
                var found = look(change);
                if (lock.validate(stamp)) {
                    return found;
                }
            }
            stamp = lock.readLock();
            try {
                return look(change);
            } finally {
                lock.unlockRead(stamp);
            }
        }

        private Collection<Subscription> look(EntityChange change) {
            var found = new LinkedHashMap<String, Subscription>();
            var names = new HashSet<String>();
            for (AttributeChange attribute : change.attributes()) {
                names.add(attribute.name());
            }
            add(found, ANYWHERE, names);
            add(found, new Place(change.id().value(), null, null), names);
            for (var type : change.image().types()) {
                add(found, new Place(null, type, null), names);
            }
            return found.values();
        }

        private void add(Map<String, Subscription> found, Place place, Set<String> names) {
            found.putAll(byPlace.getOrDefault(place, Map.of()));
            for (var name : names) {
                found.putAll(byPlace.getOrDefault(place.of(name), Map.of()));
            }
        }
    }

    /** Where a change that concerns a subscription is at least once. */
    private static Set<Place> places(Subscription subscription) {
        if (subscription.timeInterval() != null) {
            return Set.of();
        }
        var entities = new HashSet<Place>();
        for (EntityQuery.Selector selector : subscription.query().selectors()) {
            var types = selector.types();
            if (!selector.ids().isEmpty()) {
                for (var id : selector.ids()) {
                    entities.add(new Place(id, null, null));
                }
            } else if (types == null || types.isAny()) {
                entities.add(ANYWHERE);
            } else {
                types.alternatives()
                        .forEach(all -> entities.add(new Place(null, all.getFirst(), null)));
            }
        }
        if (entities.isEmpty()) {
            entities.add(ANYWHERE);
        }
        if (subscription.watched().isEmpty()) {
            return entities;
        }
        var places = new HashSet<Place>();
        entities.forEach(
                entity -> subscription.watched().forEach(name -> places.add(entity.of(name))));
        return places;
    }

    public void put(Tenant tenant, Subscription subscription) {
        tenants.computeIfAbsent(tenant, t -> new OfTenant()).put(subscription);
    }

    public void remove(Tenant tenant, String id) {
        var all = tenants.get(tenant);
        if (all != null) {
            all.remove(id);
        }
    }

    /** Puts all subscriptions of a tenant in the place of those it had. */
    public void replaceAll(Tenant tenant, Collection<Subscription> subscriptions) {
        var all = tenants.computeIfAbsent(tenant, t -> new OfTenant());
        var ids = new HashSet<String>();
        for (var subscription : subscriptions) {
            all.put(subscription);
            ids.add(subscription.id());
        }
        all.byId.keySet().stream().filter(id -> !ids.contains(id)).forEach(all::remove);
    }

    /** Tenants that have or had subscriptions. */
    public Set<Tenant> tenants() {
        return Set.copyOf(tenants.keySet());
    }

    /** Ids of the subscriptions of a tenant. */
    public Set<String> ids(Tenant tenant) {
        var all = tenants.get(tenant);
        return all == null ? Set.of() : Set.copyOf(all.byId.keySet());
    }

    public Optional<Subscription> find(Tenant tenant, String id) {
        return Optional.ofNullable(tenants.get(tenant)).map(all -> all.byId.get(id));
    }

    /** All that there are have been read: from now on it can be said that nobody is concerned. */
    public void complete() {
        complete = true;
    }

    public boolean isComplete() {
        return complete;
    }

    /** How many there are, of all tenants. */
    public int size() {
        return tenants.values().stream().mapToInt(all -> all.byId.size()).sum();
    }

    @Override
    public List<String> match(EntityChange change) {
        var all = tenants.get(change.tenant());
        if (all == null || all.byId.isEmpty()) {
            return List.of();
        }
        var candidates = all.candidates(change);
        if (candidates.isEmpty()) {
            return List.of();
        }
        var events = new ChangeEvents(change);
        var matched = new ArrayList<String>();
        for (var subscription : candidates) {
            if (matches(subscription, change, events)) {
                matched.add(subscription.id());
            }
        }
        return matched;
    }

    /** 5.8.6: cheapest tests first; conditions are tested on the new state. */
    static boolean matches(Subscription subscription, EntityChange change, ChangeEvents events) {
        return subscription.active()
                && !subscription.isExpired(change.at())
                && events.concern(subscription.triggers(), subscription.watched())
                && Evaluator.matches(known(subscription), change.image(), LinkedEntities.NONE);
    }

    /** What can be decided inside of a write, which must not wait for other Entities. */
    private static EntityQuery known(Subscription subscription) {
        return subscription.followsLinks()
                ? subscription.query().withQ(null)
                : subscription.query();
    }
}
