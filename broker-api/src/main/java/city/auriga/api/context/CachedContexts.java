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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private final Cache<Key, Entry> entries;
    private final Once<Question, Entry> work = new Once<>();

    private final Epochs epochs = new Epochs();

    /**
     * @param tenant null for all
     */
    private record Key(@Nullable Tenant tenant, JsonNode value) {}

    private record Question(Tenant tenant, JsonNode value) {
        Key forAll() {
            return new Key(null, value);
        }

        Key own() {
            return new Key(tenant, value);
        }
    }

    /**
     * @param usages of its documents, but for the tenant's own
     * @param weight bytes of memory, by estimation
     * @param goodUntil milliseconds of the clock
     * @param freshUntil when a server must be asked again, not before {@code goodUntil}
     */
    private record Entry(
            Context context,
            List<Usage> usages,
            List<String> ownIds,
            Epochs.Epoch epoch,
            int weight,
            long goodUntil,
            long freshUntil) {
        Entry goodUntil(long end) {
            return new Entry(
                    context, usages, ownIds, epoch, weight, Math.min(end, freshUntil), freshUntil);
        }

        boolean isFrom(Epochs.Epoch now) {
            return (ownIds.isEmpty() || epoch.own() == now.own())
                    && (usages.isEmpty() || epoch.cached() == now.cached());
        }
    }

    CachedContexts(ContextLibrary library, InstantSource clock) {
        this.library = library;
        this.clock = clock;
        this.entries =
                Caffeine.newBuilder()
                        .maximumWeight(library.settings().cacheHalf())
                        .<Key, Entry>weigher((key, entry) -> entry.weight)
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Context ofRequest(Tenant tenant, JsonNode value, Origin origin) {
        long now = clock.millis();
        var entry = entry(tenant, value, origin, now);
        for (var usage : entry.usages) {
            usage.count(now);
        }
        for (var id : entry.ownIds) {
            library.own().count(tenant, id, now);
        }
        return entry.context;
    }

    @Override
    public Context get(Tenant tenant, JsonNode value) {
        return entry(tenant, value, NO_CLIENT, clock.millis()).context;
    }

    @Override
    public Optional<String> replyUrl(Tenant tenant, Context context, Origin origin) {
        var source = single(context);
        return source.isString()
                ? Optional.of(source.stringValue())
                : library.own()
                        .forReply(tenant, source, clock.instant())
                        .map(stored -> origin.of(OwnUrl.PATH + stored.id()));
    }

    @Override
    public String url(Tenant tenant, Context context, Origin origin) {
        var source = single(context);
        return source.isString()
                ? source.stringValue()
                : origin.of(
                        OwnUrl.PATH + library.own().implicit(tenant, source, clock.instant()).id());
    }

    private static JsonNode single(Context context) {
        var source = context.source();
        return source.isArray() && source.size() == 1 ? source.get(0) : source;
    }

    @Override
    public void keep(Tenant tenant, JsonNode value) {
        entry(tenant, value, NO_CLIENT, clock.millis())
                .ownIds
                .forEach(id -> library.own().keep(tenant, id));
    }

    /** Bytes of memory, by estimation. */
    long weight() {
        return entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** From now on, nothing is used that was processed with an own document of the tenant. */
    void forgetOwn(Tenant tenant) {
        epochs.endOwn(tenant);
    }

    /** From now on, nothing is used that was processed with a document of another server. */
    void forgetCached() {
        epochs.endCached();
    }

    private Entry entry(Tenant tenant, JsonNode value, Origin origin, long now) {
        var question = new Question(tenant, value);
        var known = entries.getIfPresent(question.forAll());
        if (known != null && isGood(tenant, known, now)) {
            return known;
        }
        known = entries.getIfPresent(question.own());
        return known != null && isGood(tenant, known, now)
                ? known
                : work.get(question, () -> renewed(question, origin));
    }

    private boolean isGood(Tenant tenant, Entry entry, long now) {
        return now < entry.goodUntil && entry.isFrom(epochs.now(tenant));
    }

    private Entry renewed(Question question, Origin origin) {
        var now = clock.instant();
        var known = entries.getIfPresent(question.own());
        var entry =
                known != null && isStillTrue(question.tenant, known, now)
                        ? known.goodUntil(now.plus(OWN_CHECK).toEpochMilli())
                        : process(question, origin, now);
        if (isWorthKeeping(question.value)) {
            entries.put(entry.ownIds.isEmpty() ? question.forAll() : question.own(), entry);
        }
        return entry;
    }

    /** What one client sends inside of a request must not drive out what others use. */
    private boolean isWorthKeeping(JsonNode value) {
        return value.isString()
                || ContextContent.length(value) <= library.settings().cacheInline().toBytes();
    }

    /** An @context of the tenant's own never changes, but another process may have deleted it. */
    private boolean isStillTrue(Tenant tenant, Entry entry, Instant now) {
        return entry.isFrom(epochs.now(tenant))
                && now.toEpochMilli() < entry.freshUntil
                && entry.ownIds.stream().allMatch(id -> library.own().find(tenant, id).isPresent());
    }

    private Entry process(Question question, Origin origin, Instant now) {
        if (!origin.equals(NO_CLIENT)) {
            library.settings().requireSize(question.value, "@context");
        }
        var start = epochs.now(question.tenant);
        try (var loading =
                new ContextLoading(library, question.tenant, origin, now, question.value)) {
            var entry = process(question, loading, start);
            return entry.ownIds.isEmpty()
                    ? entry
                    : entry.goodUntil(now.plus(OWN_CHECK).toEpochMilli());
        }
    }

    private static Entry process(Question question, ContextLoading loading, Epochs.Epoch start) {
        try {
            var context = new ContextParser(loading).parse(question.value);
            return entry(context, loading, start);
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.BAD_REQUEST_DATA) {
                loading.forgetFetched();
            }
            throw e;
        }
    }

    private static Entry entry(Context context, ContextLoading loading, Epochs.Epoch start) {
        var fresh = millis(loading.freshUntil());
        long weight = ContextContent.weightProcessed(loading.length());
        return new Entry(
                context,
                loading.usages(),
                loading.ownIds(),
                start,
                (int) Math.min(weight, Integer.MAX_VALUE),
                fresh,
                fresh);
    }

    private static long millis(Instant time) {
        return time.equals(Instant.MAX) ? Long.MAX_VALUE : time.toEpochMilli();
    }
}
