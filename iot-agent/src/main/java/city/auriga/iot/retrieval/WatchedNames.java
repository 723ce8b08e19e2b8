package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.iot.device.FollowedNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees inside of a write whether a device watches what changes. Nobody is served before it is known
 * what is watched.
 */
public final class WatchedNames extends FollowedNames<Map<WatchedNames.Place, Set<String>>>
        implements ChangeMatcher, ConfigurationListener {
    /** What the change is told to. */
    static final String ID = "urn:auriga:iot:configuration";

    private static final Logger LOG = LoggerFactory.getLogger(WatchedNames.class);
    private static final List<String> MATCH = List.of(ID);

    private final Supplier<ConfigurationSubscriptions> subscriptions;

    /** What is being read, how often at once. */
    private final Map<Place, Integer> loading = new ConcurrentHashMap<>();

    /** An Entity, by which expanded names are known. */
    record Place(Tenant tenant, String entity) {}

    /**
     * @param subscriptions asked for late, because the storage needs this matcher
     */
    public WatchedNames(Supplier<ConfigurationSubscriptions> subscriptions) {
        super("what devices watch");
        this.subscriptions = subscriptions;
    }

    @Override
    public List<String> match(EntityChange change) {
        var places = known();
        if (places == null) {
            return changed(change).isEmpty() ? List.of() : MATCH;
        }
        if (places.isEmpty()) {
            return List.of();
        }
        var names = places.get(new Place(change.tenant(), change.id().value()));
        return names != null && change.attributes().stream().anyMatch(c -> isIn(names, c))
                ? MATCH
                : List.of();
    }

    /** Also if it is not known for sure. */
    boolean isWatched(Tenant tenant, String entity, String name) {
        var places = known();
        var place = new Place(tenant, entity);
        return places == null
                || !isUpToDate()
                || loading.containsKey(place)
                || places.getOrDefault(place, Set.of()).contains(name);
    }

    private static boolean isIn(Set<String> names, AttributeChange change) {
        return names.contains(change.name()) && differs(change);
    }

    /** Expanded names of the Attributes that have another value now. */
    static Set<String> changed(EntityChange change) {
        return change.attributes().stream()
                .filter(WatchedNames::differs)
                .map(AttributeChange::name)
                .collect(Collectors.toSet());
    }

    private static boolean differs(AttributeChange change) {
        return change.datasetId() == null && change.isOfValue();
    }

    /** What is watched of one Entity. */
    void load(Tenant tenant, String entity) {
        change(places -> {
            var names = subscriptions.get().watched(tenant, entity);
            var place = new Place(tenant, entity);
            if (names.isEmpty()) {
                places.remove(place);
            } else {
                places.put(place, Set.copyOf(names));
            }
        });
    }

    @Override
    protected Map<Place, Set<String>> read() {
        var places = new ConcurrentHashMap<Place, Set<String>>();
        for (var watched : subscriptions.get().watched()) {
            places.computeIfAbsent(
                            new Place(watched.tenant(), watched.entity()), _ -> new HashSet<>())
                    .add(watched.name());
        }
        return places;
    }

    @Override
    public void watchedChanged(Tenant tenant, String entity) {
        var place = new Place(tenant, entity);
        loading.merge(place, 1, Integer::sum);
        // Who tells the news waits for nobody.
        Thread.ofVirtual()
                .name("watched-names")
                .start(() -> {
                    try {
                        load(tenant, entity);
                    } catch (NgsiLdException unavailable) {
                        reload();
                    } catch (RuntimeException | Error e) {
                        LOG.error("what is watched of {} could not be read", entity, e);
                        reload();
                    } finally {
                        loading.computeIfPresent(place, (_, n) -> n == 1 ? null : n - 1);
                    }
                });
    }

    @Override
    public void reload() {
        loadSoon();
    }
}
