package city.auriga.api.context;

import city.auriga.api.binding.Origin;
import city.auriga.api.config.HttpSettings;
import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.jsonld.ContextStore.Stored;
import city.auriga.core.jsonld.ContextStore.Summary;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    private final InstantSource clock;
    private final OwnUses uses;

    OwnContexts(
            ContextStore store, ContextSettings settings, HttpSettings http, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.uses = new OwnUses(store);
    }

    /** Whether a URL leads to this broker, so that there is no need to ask over HTTP. */
    boolean isHere(OwnUrl url, Origin origin) {
        return url.leadsHere(http, origin);
    }

    Optional<Stored> find(Tenant tenant, String id) {
        return ID.matcher(id).matches() ? store.find(tenant, id) : Optional.empty();
    }

    /** All of a tenant, with the uses that were counted up to now. */
    List<Summary> list(Tenant tenant) {
        uses.writeBack(tenant);
        return store.list(tenant);
    }

    /** One with the uses that were counted up to now. */
    Optional<Stored> describe(Tenant tenant, String id) {
        uses.writeBack(tenant, id);
        return find(tenant, id);
    }

    /** Keeps what a client adds (5.13.2). */
    Stored host(Tenant tenant, JsonNode value, Instant now) {
        var context = Stored.of("urn:uuid:" + UUID.randomUUID(), ContextKind.HOSTED, value, now);
        keep(tenant, context);
        return context;
    }

    /** Keeps an array or an object that needs a URL: the same one under the same id. */
    Stored implicit(Tenant tenant, JsonNode value, Instant now) {
        var context = made(value, now);
        keep(tenant, context);
        return context;
    }

    /** As {@link #implicit}, but for a while; empty if it is too large for that. */
    Optional<Stored> forReply(Tenant tenant, JsonNode value, Instant now) {
        var context = made(value, now);
        if (!store.keepForReply(tenant, context, settings.forReplies())) {
            return Optional.empty();
        }
        uses.count(tenant, context.id(), now.toEpochMilli());
        return Optional.of(context);
    }

    private static Stored made(JsonNode value, Instant now) {
        var name = UUID.nameUUIDFromBytes(value.toString().getBytes(StandardCharsets.UTF_8));
        return Stored.of("urn:uuid:" + name, ContextKind.IMPLICITLY_CREATED, value, now);
    }

    /** From now on it does not go by itself, even if it was made for a reply. */
    void keep(Tenant tenant, String id) {
        find(tenant, id)
                .filter(stored -> stored.kind() == ContextKind.IMPLICITLY_CREATED)
                .ifPresent(stored -> keep(tenant, stored));
    }

    private void keep(Tenant tenant, Stored context) {
        if (!store.keep(tenant, context, settings.kept())) {
            throw NgsiLdException.badData(
                    "@context",
                    "with this one the tenant has more than "
                            + settings.stored()
                            + " @contexts on this broker, or more than "
                            + settings.storedSize().toBytes()
                            + " bytes of them, which is the limit; delete some");
        }
    }

    boolean delete(Tenant tenant, String id) {
        uses.forget(tenant, id);
        return store.delete(tenant, id);
    }

    void count(Tenant tenant, String id, long nowMillis) {
        uses.count(tenant, id, nowMillis);
    }

    /** How many have uses that are not in the database yet. */
    int uncounted() {
        return uses.size();
    }

    @Scheduled(fixedDelay = 10_000)
    void writeBack() {
        uses.writeBack();
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void deleteUnused() {
        uses.writeBack();
        try {
            store.deleteUnused(clock.instant().minus(settings.replyTime()));
        } catch (NgsiLdException unavailable) {
            LOG.debug("unused @contexts wait for the database");
        }
    }

    @Override
    public void close() {
        uses.writeBack();
    }
}
