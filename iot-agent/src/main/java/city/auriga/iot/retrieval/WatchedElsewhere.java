package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.device.ConfigurationSubscriptions.WatchedType;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** Notes which devices have to be told of changes that another broker tells of. */
public final class WatchedElsewhere {
    private final ConfigurationSubscriptions subscriptions;
    private final WatchedNames names;
    private final InstantSource clock;

    public WatchedElsewhere(
            ConfigurationSubscriptions subscriptions, WatchedNames names, InstantSource clock) {
        this.subscriptions = subscriptions;
        this.names = names;
        this.clock = clock;
    }

    /** What another broker has to tell of. Blocks. */
    public List<WatchedType> types() {
        return subscriptions.watchedTypes();
    }

    /**
     * The other broker may not have told of changes: those who watch it are told. Blocks.
     *
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public void mayHaveChanged(WatchedType watched) {
        var now = now();
        subscriptions.changed(watched, now, now.plus(WatchedChanges.FIRST_RETRY));
    }

    /** Whether somebody watches an Attribute of an Entity; also if that is not known. */
    public boolean isWatched(Tenant tenant, String entity, String attribute) {
        return names.isWatched(tenant, entity, attribute);
    }

    /**
     * When it returns, it is stored that those who watch the Attribute have to be told. Blocks.
     *
     * @param attribute expanded
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public void changed(Tenant tenant, String entity, String attribute) {
        if (isWatched(tenant, entity, attribute)) {
            var now = now();
            var retry = now.plus(WatchedChanges.FIRST_RETRY);
            var _ = subscriptions.changed(tenant, entity, Set.of(attribute), now, retry, true);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
