package city.auriga.api.context;

import city.auriga.api.binding.Origin;
import city.auriga.core.jsonld.ContextDocuments;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Finds the documents of one @context and remembers which they were. In this order: one of the
 * tenant's own, a local copy, a remote one. What it holds is bounded, and it waits for its turn
 * before it processes much, but has none while it waits for another server; so it must be closed
 * when the @context is processed.
 */
final class ContextLoading implements ContextDocuments, AutoCloseable {
    /** Characters that need no turn. */
    private static final int SMALL = 64 * 1024;

    private final ContextLibrary library;
    private final Tenant tenant;
    private final Origin origin;
    private final Instant startedAt;
    private final Map<String, JsonNode> found = new HashMap<>();
    private final List<Usage> usages = new ArrayList<>();
    private final List<String> ownIds = new ArrayList<>();
    private final List<CachedDocument> remote = new ArrayList<>();
    private int loads;
    private long length;
    private boolean hasTurn;

    /** For turns, which is no fault of the servers. */
    private Duration waited = Duration.ZERO;

    /**
     * @param value of the @context, as the request has it
     */
    ContextLoading(
            ContextLibrary library,
            Tenant tenant,
            Origin origin,
            Instant startedAt,
            JsonNode value) {
        this.library = library;
        this.tenant = tenant;
        this.origin = origin;
        this.startedAt = startedAt;
        this.length = ContextContent.length(value);
    }

    @Override
    public JsonNode load(String url) {
        if (++loads > library.settings().imports()) {
            throw NgsiLdException.badData(
                    "@context",
                    "it is made of more than "
                            + library.settings().imports()
                            + " documents, or they include each other");
        }
        return found.computeIfAbsent(url, this::find);
    }

    private JsonNode find(String url) {
        var value = own(url, OwnUrl.parse(url));
        length += ContextContent.length(value);
        if (length > library.settings().totalSize().toBytes()) {
            throw NgsiLdException.badData(
                    "@context",
                    "all documents that it is made of have together more than "
                            + library.settings().totalSize().toBytes()
                            + " bytes, which is the limit");
        }
        if (length > SMALL) {
            awaitTurn();
        }
        return document(value);
    }

    private void awaitTurn() {
        if (!hasTurn) {
            long start = System.nanoTime();
            library.loadings().begin();
            hasTurn = true;
            waited = waited.plusNanos(System.nanoTime() - start);
        }
    }

    @Override
    public void close() {
        if (hasTurn) {
            hasTurn = false;
            library.loadings().end();
        }
    }

    private JsonNode own(String url, Optional<OwnUrl> reference) {
        if (reference.isPresent()) {
            var stored = library.own().find(tenant, reference.get().id());
            if (stored.isPresent()) {
                ownIds.add(stored.get().id());
                return stored.get().value();
            }
            if (library.own().isHere(reference.get(), origin)) {
                throw Unavailable.of(url, "the tenant has no such @context on this broker");
            }
        }
        return elsewhere(url);
    }

    private JsonNode elsewhere(String url) {
        var pinned = library.pinned().find(url);
        if (pinned.isPresent()) {
            usages.add(pinned.get().usage());
            return pinned.get().value();
        }
        var document = library.remote().fresh(url).orElseGet(() -> fetched(url));
        remote.add(document);
        usages.add(document.usage());
        return document.value();
    }

    private CachedDocument fetched(String url) {
        // A server that is slow must not hold up those who need another one, or none.
        close();
        return library.remote().get(url, startedAt.plus(library.settings().timeout()).plus(waited));
    }

    private static JsonNode document(JsonNode value) {
        return JsonNodeFactory.instance.objectNode().set("@context", value);
    }

    /** What was fetched for an @context that turned out to be none is not used again. */
    void forgetFetched() {
        remote.stream()
                .filter(document -> !document.createdAt().isBefore(startedAt))
                .forEach(library.remote()::remove);
    }

    /** Of the documents that are not the tenant's own. */
    List<Usage> usages() {
        return List.copyOf(usages);
    }

    /** Characters of the value and of all documents. */
    long length() {
        return length;
    }

    /** The ids of the tenant's own among the documents. */
    List<String> ownIds() {
        return List.copyOf(ownIds);
    }

    /** Until when no server needs to be asked again. */
    Instant freshUntil() {
        return remote.stream()
                .map(CachedDocument::expiresAt)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
