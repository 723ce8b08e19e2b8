package city.auriga.api.subscription;

import city.auriga.api.binding.Contexts;
import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Page;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.api.delivery.EndpointGuard;
import city.auriga.core.entity.Tenants;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionDocuments;
import city.auriga.core.subscription.SubscriptionReader;
import city.auriga.core.subscription.SubscriptionStore;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions (6.10, 6.11). */
@Controller
@RequestMapping("/ngsi-ld/v1/subscriptions")
class SubscriptionController {
    private static final String PATH = "/ngsi-ld/v1/subscriptions";

    private final SubscriptionStore store;
    private final KnownSubscriptions known;
    private final SubscriptionReplies replies;
    private final Tenants tenants;
    private final Contexts contexts;
    private final LimitSettings limits;
    private final EndpointGuard endpoints;
    private final SubscriptionReader reader = new SubscriptionReader();

    SubscriptionController(
            SubscriptionStore store,
            KnownSubscriptions known,
            SubscriptionReplies replies,
            Tenants tenants,
            Contexts contexts,
            LimitSettings limits,
            EndpointGuard endpoints) {
        this.store = store;
        this.known = known;
        this.replies = replies;
        this.tenants = tenants;
        this.contexts = contexts;
        this.limits = limits;
        this.endpoints = endpoints;
    }

    /** 6.10.3.1 Create Subscription. */
    @PostMapping
    @Operation(name = "Create Subscription", createsTenant = true)
    Reply create(Tenant tenant, Payload payload, Instant now) {
        var document =
                SubscriptionDocuments.create(
                        payload.body(),
                        payload.context(),
                        "urn:ngsi-ld:Subscription:" + UUID.randomUUID());
        var subscription = reader.read(document);
        SubscriptionDocuments.requireFuture(subscription, now);
        endpoints.require(subscription.endpoint());
        requireContext(tenant, subscription, payload);
        var id = tenants.creating(tenant, () -> store(tenant, subscription, payload, now));
        known.changed(tenant, id);
        return Reply.created("subscriptions", id);
    }

    /** Its id, when it is stored with its @context. */
    private String store(Tenant tenant, Subscription read, Payload payload, Instant now) {
        var subscription = named(tenant, read, payload);
        if (!store.create(tenant, subscription.id(), subscription.document(), now)) {
            throw new NgsiLdException(
                    Problem.ALREADY_EXISTS,
                    "the Subscription " + subscription.id() + " exists already",
                    "$.id");
        }
        return subscription.id();
    }

    /** The @context of the request is known to be good; another one is used for the first time. */
    private void requireContext(Tenant tenant, Subscription subscription, Payload payload) {
        if (!subscription.context().equals(payload.context().source())) {
            contexts.ofRequest(tenant, subscription.context(), payload.origin());
        }
    }

    /** An @context without a URL gets one, to be named in notifications (5.13.1). */
    private Subscription named(Tenant tenant, Subscription subscription, Payload payload) {
        contexts.keep(tenant, subscription.context());
        if (subscription.context().isString()) {
            return subscription;
        }
        var url = contexts.url(tenant, payload.context(), payload.origin());
        return reader.read(SubscriptionDocuments.withContextUrl(subscription.document(), url));
    }

    /** 6.10.3.2 Query Subscriptions. */
    @GetMapping
    @Operation(
            name = "Query Subscriptions",
            parameters = {"limit", "offset", "count", "options"},
            produces = {Media.JSON, Media.LD_JSON})
    Reply list(Tenant tenant, Parameters parameters, Context context, Media media, Instant now) {
        var page = Page.parse(parameters, limits);
        boolean sysAttrs = SubscriptionReplies.sysAttrs(parameters);
        var listing = store.list(tenant, page.limit(), page.offset());
        var reply =
                Reply.of(
                        media,
                        context,
                        out -> {
                            out.writeStartArray();
                            listing.page()
                                    .forEach(s ->
                                            replies.write(
                                                    out, tenant, s, context, media, sysAttrs, now));
                            out.writeEndArray();
                        });
        boolean hasNext = page.offset() + listing.page().size() < listing.total();
        return page.decorate(reply, PATH, parameters, media, hasNext, listing.total());
    }

    /** 6.11.3.1 Retrieve Subscription. */
    @GetMapping("/{id}")
    @Operation(
            name = "Retrieve Subscription",
            parameters = "options",
            produces = {Media.JSON, Media.LD_JSON})
    Reply retrieve(
            Tenant tenant,
            @PathVariable String id,
            Parameters parameters,
            Context context,
            Media media,
            Instant now) {
        boolean sysAttrs = SubscriptionReplies.sysAttrs(parameters);
        var stored = find(tenant, id);
        return Reply.of(
                media,
                context,
                out -> replies.write(out, tenant, stored, context, media, sysAttrs, now));
    }

    /** 6.11.3.2 Update Subscription. */
    @PatchMapping("/{id}")
    @Operation(name = "Update Subscription")
    Reply update(Tenant tenant, @PathVariable String id, Payload payload, Instant now) {
        while (!update(tenant, id, find(tenant, id), payload, now)) {
            // Somebody else was quicker: the fragment is for what there is now.
        }
        known.changed(tenant, id);
        return Reply.noContent();
    }

    /**
     * @return false if it has been replaced meanwhile
     */
    private boolean update(
            Tenant tenant,
            String id,
            SubscriptionStore.Stored stored,
            Payload payload,
            Instant now) {
        ObjectNode document =
                SubscriptionDocuments.update(stored.document(), payload.body(), payload.context());
        var subscription = reader.read(document);
        if (payload.body().has("expiresAt")) {
            SubscriptionDocuments.requireFuture(subscription, now);
        }
        if (payload.body().has("notification")) {
            endpoints.require(subscription.endpoint());
        }
        contexts.keep(tenant, subscription.context());
        return store.replace(tenant, id, document, stored.modifiedAt(), now);
    }

    /** 6.11.3.3 Delete Subscription. */
    @DeleteMapping("/{id}")
    @Operation(name = "Delete Subscription")
    Reply delete(Tenant tenant, @PathVariable String id) {
        if (!store.delete(tenant, Uri.require(id, "id"))) {
            throw unknown(id);
        }
        known.changed(tenant, id);
        return Reply.noContent();
    }

    private SubscriptionStore.Stored find(Tenant tenant, String id) {
        return store.find(tenant, Uri.require(id, "id")).orElseThrow(() -> unknown(id));
    }

    private static NgsiLdException unknown(String id) {
        return NgsiLdException.notFound("there is no Subscription " + id);
    }
}
