package city.auriga.core.subscription;

import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All subscriptions in memory, by tenant and by the types they select, so that a change looks only
 * at candidates. Safe for all threads: matching reads an immutable snapshot.
 */
public final class SubscriptionIndex implements ChangeMatcher {
    private final Map<Tenant, ByType> tenants = new ConcurrentHashMap<>();

    /** The subscriptions of one tenant. */
    private record ByType(
            Map<String, Subscription> byId,
            Map<String, List<Subscription>> byType,
            List<Subscription> ofAnyType) {
        static ByType of(Map<String, Subscription> byId) {
            var byType = new HashMap<String, List<Subscription>>();
            var ofAnyType = new ArrayList<Subscription>();
            for (var subscription : byId.values()) {
                var types = types(subscription);
                if (types.isEmpty()) {
                    ofAnyType.add(subscription);
                }
                types.forEach(type ->
                        byType.computeIfAbsent(type, t -> new ArrayList<>()).add(subscription));
            }
            return new ByType(byId, byType, ofAnyType);
        }
    }

    /**
     * For each alternative of a subscription one type that its entities must have; empty if there
     * is none for some.
     */
    private static Set<String> types(Subscription subscription) {
        var types = new LinkedHashSet<String>();
        for (EntityQuery.Selector selector : subscription.query().selectors()) {
            if (selector.types() == null || selector.types().isAny()) {
                return Set.of();
            }
            selector.types().alternatives().forEach(all -> types.add(all.getFirst()));
        }
        return types;
    }

    public void put(Tenant tenant, Subscription subscription) {
        tenants.compute(
                tenant,
                (t, old) -> {
                    var byId =
                            new HashMap<>(old == null ? Map.<String, Subscription>of() : old.byId);
                    byId.put(subscription.id(), subscription);
                    return ByType.of(byId);
                });
    }

    public void remove(Tenant tenant, String id) {
        tenants.computeIfPresent(
                tenant,
                (t, old) -> {
                    var byId = new HashMap<>(old.byId);
                    byId.remove(id);
                    return byId.isEmpty() ? null : ByType.of(byId);
                });
    }

    /** Puts all subscriptions of a tenant in the place of those it had. */
    public void replaceAll(Tenant tenant, Collection<Subscription> subscriptions) {
        var byId = new HashMap<String, Subscription>();
        subscriptions.forEach(s -> byId.put(s.id(), s));
        tenants.put(tenant, ByType.of(byId));
    }

    /** Tenants with subscriptions. */
    public Set<Tenant> tenants() {
        return Set.copyOf(tenants.keySet());
    }

    public Optional<Subscription> find(Tenant tenant, String id) {
        return Optional.ofNullable(tenants.get(tenant)).map(all -> all.byId.get(id));
    }

    @Override
    public List<String> match(EntityChange change) {
        var all = tenants.get(change.tenant());
        if (all == null) {
            return List.of();
        }
        var candidates = candidates(all, change);
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

    private static Collection<Subscription> candidates(ByType all, EntityChange change) {
        var types = change.image().types();
        if (types.size() == 1 && all.ofAnyType.isEmpty()) {
            return all.byType.getOrDefault(types.getFirst(), List.of());
        }
        var candidates = new LinkedHashSet<>(all.ofAnyType);
        types.forEach(type -> candidates.addAll(all.byType.getOrDefault(type, List.of())));
        return candidates;
    }

    /** 5.8.6: cheapest tests first; conditions are tested on the new state. */
    private static boolean matches(
            Subscription subscription, EntityChange change, ChangeEvents events) {
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
