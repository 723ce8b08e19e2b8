package city.auriga.api.context;

import city.auriga.api.binding.Origin;
import city.auriga.api.config.HttpSettings;
import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.jsonld.ContextStore.Stored;
import city.auriga.core.jsonld.ContextStore.Uses;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The @contexts that this broker serves to a tenant (5.13.1: Hosted, ImplicitlyCreated). Uses are
 * counted in memory and written back now and then.
 */
@Component
class OwnContexts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnContexts.class);
    private static final Pattern ID = Pattern.compile("urn:uuid:[0-9a-f-]{36}");

    private final ContextStore store;
    private final ContextSettings settings;
    private final HttpSettings http;
    private final Map<Key, Usage> usages = new ConcurrentHashMap<>();

    private record Key(Tenant tenant, String id) {}

    OwnContexts(ContextStore store, ContextSettings settings, HttpSettings http) {
        this.store = store;
        this.settings = settings;
        this.http = http;
    }

    /** Whether a URL leads to this broker, so that there is no need to ask over HTTP. */
    boolean isHere(OwnUrl url, Origin origin) {
        return url.leadsHere(http, origin);
    }

    Optional<Stored> find(Tenant tenant, String id) {
        return ID.matcher(id).matches() ? store.find(tenant, id) : Optional.empty();
    }

    /** All of a tenant, with the uses that were counted up to now. */
    List<Stored> list(Tenant tenant) {
        writeBack();
        return store.list(tenant);
    }

    /** One with the uses that were counted up to now. */
    Optional<Stored> describe(Tenant tenant, String id) {
        if (ID.matcher(id).matches()) {
            writeBack();
        }
        return find(tenant, id);
    }

    /** Keeps what a client adds (5.13.2). */
    Stored host(Tenant tenant, JsonNode value, Instant now) {
        var context = Stored.of("urn:uuid:" + UUID.randomUUID(), ContextKind.HOSTED, value, now);
        add(tenant, context);
        return context;
    }

    /** Keeps an array or an object that needs a URL: the same one under the same id. */
    Stored implicit(Tenant tenant, JsonNode value, Instant now) {
        var name = UUID.nameUUIDFromBytes(value.toString().getBytes(StandardCharsets.UTF_8));
        var id = "urn:uuid:" + name;
        return store.find(tenant, id)
                .orElseGet(() -> {
                    var context = Stored.of(id, ContextKind.IMPLICITLY_CREATED, value, now);
                    add(tenant, context);
                    return context;
                });
    }

    private void add(Tenant tenant, Stored context) {
        if (!store.add(tenant, context, settings.stored())
                && store.find(tenant, context.id()).isEmpty()) {
            throw NgsiLdException.badData(
                    "@context",
                    "the tenant has "
                            + settings.stored()
                            + " @contexts on this broker, which is the limit; delete some");
        }
    }

    boolean delete(Tenant tenant, String id) {
        usages.remove(new Key(tenant, id));
        return store.delete(tenant, id);
    }

    /** Where uses of an @context are counted. */
    Usage usage(Tenant tenant, String id) {
        return usages.computeIfAbsent(new Key(tenant, id), key -> new Usage());
    }

    @Scheduled(fixedDelay = 10_000)
    void writeBack() {
        usages.forEach((key, usage) -> {
            long hits = usage.takeHits();
            var last = usage.lastUsage();
            if (hits > 0 && last != null) {
                write(usage, new Uses(key.tenant, key.id, hits, last));
            }
        });
    }

    private void write(Usage usage, Uses uses) {
        try {
            store.record(List.of(uses));
        } catch (NgsiLdException unavailable) {
            LOG.debug("uses of @contexts wait for the database");
            usage.giveBack(uses.hits());
        }
    }

    @Override
    public void close() {
        writeBack();
    }
}
