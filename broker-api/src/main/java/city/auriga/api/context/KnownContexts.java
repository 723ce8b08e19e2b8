package city.auriga.api.context;

import city.auriga.api.binding.Origin;
import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.jsonld.ContextStore.Stored;
import city.auriga.core.jsonld.ContextStore.Summary;
import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * All @contexts that a tenant can see (5.13): its own, and those of remote servers that this
 * process has at hand, among them local copies and the core.
 */
@Component
class KnownContexts {
    private static final String CORE_ID = ContextMetadata.localId(CoreContext.URL);

    private final ContextLibrary library;
    private final CachedContexts processed;
    private final InstantSource clock;
    private final Instant startedAt;

    KnownContexts(ContextLibrary library, CachedContexts processed, InstantSource clock) {
        this.library = library;
        this.processed = processed;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** What an id of a client leads to. */
    sealed interface Known {
        record Core() implements Known {}

        record Own(Stored stored) implements Known {}

        record Pinned(PinnedDocuments.Pinned document) implements Known {}

        record Cached(CachedDocument document) implements Known {}
    }

    /** All, the oldest of the tenant's own first. */
    List<ContextMetadata> list(Tenant tenant, Origin origin) {
        var all = new ArrayList<ContextMetadata>();
        library.own().list(tenant).forEach(summary -> all.add(own(summary, origin)));
        Stream.concat(
                        Stream.<Known>of(new Known.Core()),
                        Stream.concat(
                                library.pinned().all().stream().map(Known.Pinned::new),
                                library.remote().all().stream().map(Known.Cached::new)))
                .map(known -> metadata(known, origin))
                .sorted((a, b) -> a.url().compareTo(b.url()))
                .forEach(all::add);
        return all;
    }

    /**
     * @param id local id, or the URL of one that is cached
     */
    Optional<Known> find(Tenant tenant, String id) {
        if (id.equals(CORE_ID) || CoreContext.isCore(id)) {
            return Optional.of(new Known.Core());
        }
        return library.own()
                .describe(tenant, id)
                .<Known>map(Known.Own::new)
                .or(() -> pinned(id))
                .or(() -> cached(id));
    }

    private Optional<Known> pinned(String id) {
        Predicate<PinnedDocuments.Pinned> hasId = p -> ContextMetadata.localId(p.url()).equals(id);
        return library.pinned()
                .find(id)
                .or(() -> library.pinned().all().stream().filter(hasId).findFirst())
                .map(Known.Pinned::new);
    }

    private Optional<Known> cached(String id) {
        Predicate<CachedDocument> hasId = c -> ContextMetadata.localId(c.url()).equals(id);
        return library.remote()
                .find(id)
                .or(() -> library.remote().all().stream().filter(hasId).findFirst())
                .map(Known.Cached::new);
    }

    ContextMetadata metadata(Known known, Origin origin) {
        return switch (known) {
            case Known.Core() ->
                    new ContextMetadata(
                            CoreContext.URL,
                            CORE_ID,
                            ContextKind.CACHED,
                            startedAt,
                            null,
                            null,
                            null,
                            "the core @context, built in");
            case Known.Own(var stored) -> own(stored.summary(), origin);
            case Known.Pinned(var document) ->
                    new ContextMetadata(
                            document.url(),
                            ContextMetadata.localId(document.url()),
                            ContextKind.CACHED,
                            document.readAt(),
                            null,
                            document.usage().lastUsage(),
                            document.usage().hits(),
                            "a local copy, never fetched");
            case Known.Cached(var document) ->
                    new ContextMetadata(
                            document.url(),
                            ContextMetadata.localId(document.url()),
                            ContextKind.CACHED,
                            document.createdAt(),
                            document.expiresAt(),
                            document.usage().lastUsage(),
                            document.usage().hits(),
                            null);
        };
    }

    private static ContextMetadata own(Summary stored, Origin origin) {
        return new ContextMetadata(
                origin.of(OwnUrl.PATH + stored.id()),
                stored.id(),
                stored.kind(),
                stored.createdAt(),
                null,
                stored.lastUsage(),
                stored.hits(),
                null);
    }

    /** A client asked for it: that is a use, too. */
    void countServed(Tenant tenant, Known known) {
        long now = clock.millis();
        switch (known) {
            case Known.Core() -> {}
            case Known.Own(var stored) -> library.own().count(tenant, stored.id(), now);
            case Known.Pinned(var document) -> document.usage().count(now);
            case Known.Cached(var document) -> document.usage().count(now);
        }
    }

    /**
     * Takes one out (5.13.5).
     *
     * @throws NgsiLdException BadRequestData for what must stay
     */
    void delete(Tenant tenant, Known known) {
        boolean gone =
                switch (known) {
                    case Known.Core() -> throw stays("the core @context", CoreContext.URL);
                    case Known.Pinned(var document) -> throw stays("a local copy", document.url());
                    case Known.Own(var stored) -> deleteOwn(tenant, stored);
                    case Known.Cached(var document) -> deleteCached(document);
                };
        if (!gone) {
            throw NgsiLdException.notFound("the @context is gone already");
        }
    }

    private boolean deleteOwn(Tenant tenant, Stored stored) {
        boolean gone = library.own().delete(tenant, stored.id());
        processed.forgetOwn(tenant);
        return gone;
    }

    private boolean deleteCached(CachedDocument document) {
        boolean gone = library.remote().remove(document.url());
        processed.forgetCached();
        return gone;
    }

    private static NgsiLdException stays(String what, String url) {
        return NgsiLdException.badData("id", url + " is " + what + " and cannot be deleted");
    }

    /**
     * Fetches a cached one again, and replaces it if that succeeds (5.13.5.4).
     *
     * @throws NgsiLdException BadRequestData if it is none; LdContextNotAvailable if it cannot be
     *     had
     */
    void reload(Tenant tenant, Known known, Origin origin) {
        switch (known) {
            case Known.Core() -> {}
            case Known.Own(var stored) ->
                    throw NgsiLdException.badData(
                            "reload",
                            "only an @context of kind Cached can be reloaded, this one is "
                                    + stored.kind().term());
            case Known.Pinned(var document) -> {
                var fresh =
                        valid(
                                () -> library.pinned().readAgain(document),
                                tenant,
                                origin,
                                PinnedDocuments.Pinned::value);
                library.pinned().replace(fresh);
                processed.forgetCached();
            }
            case Known.Cached(var document) -> {
                var deadline = clock.instant().plus(library.settings().timeout());
                var fresh =
                        valid(
                                () -> library.remote().download(document.url(), deadline),
                                tenant,
                                origin,
                                CachedDocument::value);
                library.remote().replace(fresh);
                processed.forgetCached();
            }
        }
    }

    private <T> T valid(
            Supplier<T> fetch, Tenant tenant, Origin origin, Function<T, JsonNode> value) {
        try {
            var fresh = fetch.get();
            check(tenant, value.apply(fresh), origin);
            return fresh;
        } catch (NgsiLdException e) {
            throw new NgsiLdException(Problem.LD_CONTEXT_NOT_AVAILABLE, e.getMessage(), e.member());
        }
    }

    private void check(Tenant tenant, JsonNode value, Origin origin) {
        try (var loading = new ContextLoading(library, tenant, origin, clock.instant(), value)) {
            var _ = new ContextParser(loading).parse(value);
        }
    }
}
