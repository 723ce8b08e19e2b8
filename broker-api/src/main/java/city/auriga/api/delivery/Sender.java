package city.auriga.api.delivery;

import city.auriga.api.binding.Contexts;
import city.auriga.api.binding.RequestContexts;
import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.Join;
import city.auriga.core.entity.LinkedRetrieval;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.LinkedEntity;
import city.auriga.core.subscription.Endpoint;
import city.auriga.core.subscription.NotificationWriter;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.core.subscription.Subscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends one notification over HTTP (6.3.8). */
@Component
class Sender {
    /** Headers that the HTTP client sets itself and refuses from others. */
    private static final Set<String> OWN_HEADERS =
            Set.of(
                    "connection",
                    "content-length",
                    "content-type",
                    "date",
                    "expect",
                    "host",
                    "upgrade");

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final HttpClient client;
    private final DeliverySettings settings;
    private final Contexts contexts;
    private final LinkedRetrieval links;
    private final JsonMapper json = new JsonMapper();

    Sender(
            DeliverySettings settings,
            Contexts contexts,
            EntityStore entities,
            LimitSettings limits) {
        this.links = new LinkedRetrieval(entities, limits.linkedEntities());
        this.settings = settings;
        this.contexts = contexts;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.timeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * @return what went wrong; empty if the receiver took it (any 2xx)
     */
    Optional<String> send(
            Subscription subscription, PendingNotification pending, Instant notifiedAt)
            throws InterruptedException {
        try {
            var request = request(subscription, pending, notifiedAt);
            var response = client.send(request, HttpResponse.BodyHandlers.discarding());
            return response.statusCode() / 100 == 2
                    ? Optional.empty()
                    : Optional.of("the receiver answered " + response.statusCode());
        } catch (IOException e) {
            return Optional.of(
                    e.getClass().getSimpleName()
                            + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        } catch (NgsiLdException e) {
            return Optional.of("it cannot be written now: " + e.getMessage());
        } catch (RuntimeException unforeseen) {
            // It must not end the deliveries of this subscription for ever.
            LOG.error("cannot send to {}", subscription.endpoint().uri(), unforeseen);
            return Optional.of("an error that we did not foresee: " + unforeseen);
        }
    }

    private List<LinkedEntity> shown(Subscription subscription, EntityChange change, Instant now) {
        var content = subscription.content();
        var image = NotificationWriter.image(change);
        return content.join().mode() == Join.Mode.NONE || change.after() == null
                ? List.of(LinkedEntity.alone(image, content.projection()))
                : links.join(
                        change.tenant(),
                        List.of(image),
                        content.projection(),
                        content.join(),
                        content::shows,
                        now);
    }

    private HttpRequest request(
            Subscription subscription, PendingNotification pending, Instant notifiedAt) {
        var context = contexts.get(pending.change().tenant(), subscription.context());
        var writer = new NotificationWriter(subscription, context);
        var body = new ByteArrayOutputStream(1024);
        try (var out = json.createGenerator(body)) {
            writer.write(
                    out,
                    NotificationWriter.id(pending.outboxId(), subscription.id()),
                    pending.change(),
                    shown(subscription, pending.change(), notifiedAt),
                    notifiedAt);
        }
        var endpoint = subscription.endpoint();
        var request =
                HttpRequest.newBuilder(endpoint.uri())
                        .timeout(
                                endpoint.timeout() == null
                                        ? settings.timeout()
                                        : endpoint.timeout())
                        .header("Content-Type", endpoint.accept())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
        boolean link =
                endpoint.accept().equals(Endpoint.JSON)
                        || (endpoint.accept().equals(Endpoint.GEO_JSON)
                                && writer.prefersPlainBody());
        if (link) {
            context.url()
                    .ifPresent(url ->
                            request.header(
                                    "Link",
                                    "<"
                                            + url
                                            + ">; rel=\""
                                            + RequestContexts.RELATION
                                            + "\"; type=\"application/ld+json\""));
        }
        Tenant tenant = pending.change().tenant();
        if (!tenant.isDefault()) {
            request.header("NGSILD-Tenant", tenant.name());
        }
        endpoint.receiverInfo().stream()
                .filter(h -> !OWN_HEADERS.contains(h.getKey().toLowerCase(Locale.ROOT)))
                .forEach(h -> request.header(h.getKey(), h.getValue()));
        return request.build();
    }
}
