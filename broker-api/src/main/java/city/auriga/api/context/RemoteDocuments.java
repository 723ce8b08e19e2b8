package city.auriga.api.context;

import city.auriga.api.context.Fetched.Validators;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The remote @context documents that this process has at hand (5.13.1, Cached). What was fetched is
 * kept as long as its server says, within bounds, then asked for again; a failure never is kept.
 */
@Component
class RemoteDocuments {
    private final ContextClient client;
    private final ContextSettings settings;
    private final InstantSource clock;
    private final Cache<String, CachedDocument> documents;
    private final Once<String, CachedDocument> fetches = new Once<>();

    RemoteDocuments(ContextClient client, ContextSettings settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.documents =
                Caffeine.newBuilder()
                        .maximumWeight(settings.cacheHalf())
                        .<String, CachedDocument>weigher((url, document) -> document.weight())
                        .executor(Runnable::run)
                        .build();
    }

    /** Bytes of memory, by estimation. */
    long weight() {
        return documents.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** The document at hand; empty if it has to be fetched. */
    Optional<CachedDocument> fresh(String url) {
        return Optional.ofNullable(documents.getIfPresent(url))
                .filter(known -> known.isFresh(clock.instant()));
    }

    /** The document at hand, or fetched now. */
    CachedDocument get(String url, Instant deadline) {
        return fresh(url).orElseGet(() -> fetches.get(url, () -> refreshed(url, deadline)));
    }

    private CachedDocument refreshed(String url, Instant deadline) {
        // Somebody may have fetched it while this one was on its way here.
        return fresh(url).orElseGet(() -> fetched(url, deadline));
    }

    private CachedDocument fetched(String url, Instant deadline) {
        var known = documents.getIfPresent(url);
        var validators = known == null ? Validators.NONE : known.validators();
        var document = document(url, client.fetch(url, validators, deadline), known);
        documents.put(url, document);
        return document;
    }

    private CachedDocument document(String url, Fetched fetched, @Nullable CachedDocument known) {
        var now = clock.instant();
        var end = now.plus(settings.bounded(fetched.freshFor().orElse(settings.cacheTime())));
        if (fetched.value() != null) {
            var usage = known == null ? new Usage() : known.usage();
            return new CachedDocument(url, fetched.value(), now, end, fetched.validators(), usage);
        }
        if (known == null) {
            throw Unavailable.of(url, "the server answers 304 though nobody has a copy");
        }
        return known.freshUntil(end);
    }

    /**
     * Downloads a document anew; the one at hand stays until it is {@linkplain #replace replaced}.
     */
    CachedDocument download(String url, Instant deadline) {
        return document(
                url, client.fetch(url, Validators.NONE, deadline), documents.getIfPresent(url));
    }

    void replace(CachedDocument document) {
        documents.put(document.url(), document);
    }

    /** Whether there was one. */
    boolean remove(String url) {
        return documents.asMap().remove(url) != null;
    }

    /** Takes a document out, unless it has been replaced meanwhile. */
    void remove(CachedDocument document) {
        documents.asMap().remove(document.url(), document);
    }

    Optional<CachedDocument> find(String url) {
        return Optional.ofNullable(documents.asMap().get(url));
    }

    List<CachedDocument> all() {
        return List.copyOf(documents.asMap().values());
    }
}
