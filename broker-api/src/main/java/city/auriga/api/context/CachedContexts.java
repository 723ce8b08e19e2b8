package city.auriga.api.context;

import city.auriga.api.binding.Contexts;
import city.auriga.api.binding.Origin;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Processed @contexts, kept by the value that names them: for all tenants, or for one if a document
 * is the tenant's own. Safe for all threads.
 */
@Component
class CachedContexts implements Contexts {
    /** How long another process may still use an @context that is deleted here. */
    private static final Duration OWN_CHECK = Duration.ofSeconds(1);

    private static final Origin NO_CLIENT = new Origin("", "", -1);

    private final ContextLibrary library;
    private final InstantSource clock;
    private final Cache<JsonNode, Entry> shared;
    private final Cache<Key, Entry> own;
    private final Once<Key, Entry> work = new Once<>();

    /** What was processed before it last changed counts for nothing. */
    private final AtomicLong epoch = new AtomicLong();

    private record Key(Tenant tenant, JsonNode value) {}

    /**
     * @param goodUntil milliseconds of the clock
     * @param freshUntil when a server must be asked again, not before {@code goodUntil}
     */
    private record Entry(
            Context context,
            List<Usage> usages,
            List<String> ownIds,
            long epoch,
            long goodUntil,
            long freshUntil) {
        Entry goodUntil(long end) {
            return new Entry(context, usages, ownIds, epoch, Math.min(end, freshUntil), freshUntil);
        }
    }

    CachedContexts(ContextLibrary library, InstantSource clock) {
        this.library = library;
        this.clock = clock;
        int size = library.settings().cache();
        this.shared = Caffeine.newBuilder().maximumSize(size).build();
        this.own = Caffeine.newBuilder().maximumSize(size).build();
    }

    @Override
    public Context ofRequest(Tenant tenant, JsonNode value, Origin origin) {
        long now = clock.millis();
        var entry = entry(tenant, value, origin, now);
        for (var usage : entry.usages) {
            usage.count(now);
        }
        return entry.context;
    }

    @Override
    public Context get(Tenant tenant, JsonNode value) {
        return entry(tenant, value, NO_CLIENT, clock.millis()).context;
    }

    @Override
    public String url(Tenant tenant, Context context, Origin origin) {
        var source = context.source();
        if (source.isArray() && source.size() == 1) {
            source = source.get(0);
        }
        return source.isString()
                ? source.stringValue()
                : origin.of(
                        OwnUrl.PATH + library.own().implicit(tenant, source, clock.instant()).id());
    }

    /** From now on, nothing is used that was processed before. */
    void forget() {
        epoch.incrementAndGet();
    }

    private Entry entry(Tenant tenant, JsonNode value, Origin origin, long now) {
        var known = shared.getIfPresent(value);
        if (known != null && isGood(known, now)) {
            return known;
        }
        var key = new Key(tenant, value);
        known = own.getIfPresent(key);
        return known != null && isGood(known, now)
                ? known
                : work.get(key, () -> renewed(key, origin));
    }

    private boolean isGood(Entry entry, long now) {
        return now < entry.goodUntil && entry.epoch == epoch.get();
    }

    private Entry renewed(Key key, Origin origin) {
        var now = clock.instant();
        var known = own.getIfPresent(key);
        var entry =
                known != null && isStillTrue(key.tenant, known, now)
                        ? known.goodUntil(now.plus(OWN_CHECK).toEpochMilli())
                        : process(key, origin, now);
        if (entry.ownIds.isEmpty()) {
            shared.put(key.value, entry);
        } else {
            own.put(key, entry);
        }
        return entry;
    }

    /** An @context of the tenant's own never changes, but another process may have deleted it. */
    private boolean isStillTrue(Tenant tenant, Entry entry, Instant now) {
        return entry.epoch == epoch.get()
                && now.toEpochMilli() < entry.freshUntil
                && entry.ownIds.stream().allMatch(id -> library.own().find(tenant, id).isPresent());
    }

    private Entry process(Key key, Origin origin, Instant now) {
        long startEpoch = epoch.get();
        var loading = new ContextLoading(library, key.tenant, origin, now);
        try {
            var context = new ContextParser(loading).parse(key.value);
            var fresh = millis(loading.freshUntil());
            var entry =
                    new Entry(
                            context, loading.usages(), loading.ownIds(), startEpoch, fresh, fresh);
            return loading.ownIds().isEmpty()
                    ? entry
                    : entry.goodUntil(now.plus(OWN_CHECK).toEpochMilli());
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.BAD_REQUEST_DATA) {
                loading.forgetFetched();
            }
            throw e;
        }
    }

    private static long millis(Instant time) {
        return time.equals(Instant.MAX) ? Long.MAX_VALUE : time.toEpochMilli();
    }
}
