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
import java.util.ArrayDeque;
import java.util.HashSet;
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

    /** How often a use for a reply is noted at once, in the time that it is kept unused. */
    private static final int USES_NOTED = 24;

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

    /** Keeps what a client adds (5.13.2), and what of the tenant's own it includes. */
    Stored host(Tenant tenant, JsonNode value, Instant now) {
        var context = Stored.of("urn:uuid:" + UUID.randomUUID(), ContextKind.HOSTED, value, now);
        keepIncluded(tenant, value);
        keep(tenant, context);
        return context;
    }

    /**
     * Keeps an array or an object that needs a URL, and what of the tenant's own it includes: the
     * same one under the same id.
     */
    Stored implicit(Tenant tenant, JsonNode value, Instant now) {
        var context = made(value, now);
        keepIncluded(tenant, value);
        keep(tenant, context);
        return context;
    }

    /** What is included is there or not: nothing is fetched for what is only kept. */
    private void keepIncluded(Tenant tenant, JsonNode value) {
        var waiting = new ArrayDeque<>(OwnUrl.included(value));
        var seen = new HashSet<String>();
        // What is made of more documents cannot be used.
        while (!waiting.isEmpty() && seen.size() < settings.imports()) {
            var id = waiting.remove();
            if (seen.add(id)) {
                find(tenant, id)
                        .ifPresent(included -> {
                            keepMade(tenant, included);
                            waiting.addAll(OwnUrl.included(included.value()));
                        });
            }
        }
    }

    /** As {@link #implicit}, but for a while; empty if it is too large for that. */
    Optional<Stored> forReply(Tenant tenant, JsonNode value, Instant now) {
        var context = made(value, now);
        var recent = now.minus(settings.replyTime().dividedBy(USES_NOTED));
        if (!store.keepForReply(tenant, context, settings.forReplies(), recent)) {
            return Optional.empty();
        }
        uses.count(tenant, context.id(), now.toEpochMilli());
        return Optional.of(context);
    }

    private static Stored made(JsonNode value, Instant now) {
        var name = UUID.nameUUIDFromBytes(value.toString().getBytes(StandardCharsets.UTF_8));
        return Stored.of("urn:uuid:" + name, ContextKind.IMPLICITLY_CREATED, value, now);
    }

    /**
     * From now on it does not go by itself, even if it was made for a reply.
     *
     * @throws NgsiLdException LdContextNotAvailable if it has gone just now
     */
    void keep(Tenant tenant, String id) {
        keepMade(tenant, find(tenant, id).orElseThrow(() -> isGone(id)));
    }

    private void keepMade(Tenant tenant, Stored context) {
        if (context.kind() == ContextKind.IMPLICITLY_CREATED) {
            keep(tenant, context);
        }
    }

    private static NgsiLdException isGone(String id) {
        return Unavailable.of(id, "the tenant has no such @context on this broker");
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
