package city.auriga.api.delivery;

import city.auriga.api.binding.Contexts;
import city.auriga.api.binding.RequestContexts;
import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.Join;
import city.auriga.core.entity.LinkedRetrieval;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.representation.LinkedEntity;
import city.auriga.core.subscription.Endpoint;
import city.auriga.core.subscription.NotificationWriter;
import city.auriga.core.subscription.Subscription;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Makes messages of what subscriptions are told. */
@Component
public class MessageWriter {
    /** Headers that the broker alone sets. */
    private static final Set<String> OURS = Set.of("content-type", "ngsild-tenant");

    private final Contexts contexts;
    private final LinkedRetrieval links;
    private final Semaphore joins;
    private final JsonMapper json = new JsonMapper();

    MessageWriter(
            Contexts contexts,
            EntityStore entities,
            LimitSettings limits,
            DeliverySettings settings) {
        this.contexts = contexts;
        this.links = new LinkedRetrieval(entities, limits.linkedEntities());
        this.joins = new Semaphore(settings.joins());
    }

    /**
     * A change and the id of its notification.
     *
     * @param at when it is sent
     */
    public record Told(String notificationId, EntityChange change, Instant at) {}

    /**
     * The notification of one change.
     *
     * @throws city.auriga.core.problem.NgsiLdException if it cannot be written: for now, if that is
     *     ServiceUnavailable or LdContextNotAvailable
     */
    public Message ofChange(Tenant tenant, Subscription subscription, Told told)
            throws InterruptedException {
        var image = List.of(NotificationWriter.image(told.change()));
        return shown(
                tenant,
                subscription,
                image,
                told.change().after() != null,
                told.at(),
                (writer, out, shown) ->
                        writer.write(out, told.notificationId(), told.change(), shown, told.at()));
    }

    /**
     * A notification of Entities as they are.
     *
     * @param id of the notification
     * @param at when it is sent
     */
    Message ofEntities(
            Tenant tenant, Subscription subscription, String id, List<Entity> found, Instant at)
            throws InterruptedException {
        return shown(
                tenant,
                subscription,
                found,
                true,
                at,
                (writer, out, shown) -> writer.write(out, id, shown, at));
    }

    @FunctionalInterface
    private interface Body {
        void write(NotificationWriter writer, JsonGenerator out, List<LinkedEntity> shown);
    }

    /** With what they link to, if the subscription asks for it and they are still there. */
    private Message shown(
            Tenant tenant,
            Subscription subscription,
            List<Entity> found,
            boolean areThere,
            Instant at,
            Body body)
            throws InterruptedException {
        var content = subscription.content();
        if (content.join().mode() == Join.Mode.NONE || !areThere) {
            var alone =
                    found.stream().map(e -> LinkedEntity.alone(e, content.projection())).toList();
            return write(tenant, subscription, alone, body);
        }
        // What is linked may be much: of all subscriptions together only a few hold it at once.
        joins.acquire();
        try {
            var linked =
                    links.join(
                            tenant,
                            found,
                            content.projection(),
                            content.join(),
                            content::shows,
                            at);
            return write(tenant, subscription, linked, body);
        } finally {
            joins.release();
        }
    }

    private Message write(
            Tenant tenant, Subscription subscription, List<LinkedEntity> shown, Body body) {
        var context = contexts.get(tenant, subscription.context());
        var writer = new NotificationWriter(subscription, context);
        var text = new ByteArrayOutputStream(1024);
        try (var out = json.createGenerator(text)) {
            body.write(writer, out, shown);
        }
        return new Message(
                subscription.endpoint(),
                headers(tenant, subscription, context, writer),
                text.toString(StandardCharsets.UTF_8));
    }

    private static List<Map.Entry<String, String>> headers(
            Tenant tenant, Subscription subscription, Context context, NotificationWriter writer) {
        var endpoint = subscription.endpoint();
        var headers = new ArrayList<Map.Entry<String, String>>();
        headers.add(Map.entry("Content-Type", endpoint.accept()));
        boolean link =
                endpoint.accept().equals(Endpoint.JSON)
                        || (endpoint.accept().equals(Endpoint.GEO_JSON)
                                && writer.prefersPlainBody());
        if (link) {
            context.url().ifPresent(url -> headers.add(Map.entry("Link", link(url))));
        }
        if (!tenant.isDefault()) {
            headers.add(Map.entry("NGSILD-Tenant", tenant.name()));
        }
        endpoint.receiverInfo().stream()
                .filter(h -> !OURS.contains(h.getKey().toLowerCase(Locale.ROOT)))
                .forEach(headers::add);
        return headers;
    }

    private static String link(String url) {
        return "<"
                + url
                + ">; rel=\""
                + RequestContexts.RELATION
                + "\"; type=\"application/ld+json\"";
    }
}
