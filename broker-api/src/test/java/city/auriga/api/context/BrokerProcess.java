package city.auriga.api.context;

import city.auriga.api.binding.Origin;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The @contexts of one process among several on a database. */
final class BrokerProcess implements AutoCloseable {
    static final Origin ORIGIN = new Origin("http://broker.example", "broker.example", 80);

    private final Fetching fetching;
    private final OwnContexts own;
    private final CachedContexts contexts;
    private final KnownContexts known;

    BrokerProcess(ContextStore store, List<Path> pinned) {
        var settings = Fetching.settings(null, null, pinned);
        this.fetching = new Fetching(settings);
        this.own = new OwnContexts(store, settings, Fetching.HTTP, fetching.clock());
        var library =
                new ContextLibrary(
                        own,
                        new PinnedDocuments(settings, fetching.clock()),
                        fetching.documents(),
                        new Loadings(settings),
                        settings);
        this.contexts = new CachedContexts(library, fetching.clock());
        this.known = new KnownContexts(library, contexts, fetching.clock());
    }

    OwnContexts own() {
        return own;
    }

    CachedContexts contexts() {
        return contexts;
    }

    RemoteDocuments remote() {
        return fetching.documents();
    }

    KnownContexts known() {
        return known;
    }

    Context use(Tenant tenant, String url) {
        return use(tenant, JsonNodeFactory.instance.stringNode(url));
    }

    Context use(Tenant tenant, JsonNode value) {
        return contexts.ofRequest(tenant, value, ORIGIN);
    }

    /** As an error: its type and its message. */
    String refusal(Tenant tenant, JsonNode value) {
        try {
            return "none, but " + use(tenant, value).source();
        } catch (NgsiLdException e) {
            return e.problem() + ": " + e.getMessage();
        }
    }

    void pass(Duration time) {
        fetching.pass(time);
    }

    @Override
    public void close() {
        own.close();
        fetching.close();
    }
}
