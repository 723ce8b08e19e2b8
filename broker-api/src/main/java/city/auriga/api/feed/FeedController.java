package city.auriga.api.feed;

import city.auriga.api.binding.Contexts;
import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Origin;
import city.auriga.api.binding.Parameters;
import city.auriga.api.delivery.DeliveryRules;
import city.auriga.api.delivery.MessageWriter;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.NotificationWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import tools.jackson.databind.node.JsonNodeFactory;

/** Changes as they happen, for pages that show them: no operation of the standard. */
@Controller
class FeedController {
    private static final Logger LOG = LoggerFactory.getLogger(FeedController.class);

    private final OpenFeeds feeds;
    private final FeedSettings settings;
    private final Contexts contexts;
    private final DeliveryRules rules;
    private final MessageWriter messages;
    private final InstantSource clock;

    FeedController(
            OpenFeeds feeds,
            FeedSettings settings,
            Contexts contexts,
            DeliveryRules rules,
            MessageWriter messages,
            InstantSource clock) {
        this.feeds = feeds;
        this.settings = settings;
        this.contexts = contexts;
        this.rules = rules;
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * Answers as long as the client stays. A page's EventSource cannot set headers: what they name
     * can be said in {@code tenant} and {@code jsonldContext}, too.
     */
    @GetMapping("/ngsi-ld/v1/events")
    @Operation(
            name = "Follow Changes",
            parameters = {
                "id",
                "idPattern",
                "type",
                "q",
                "expandValues",
                "jsonKeys",
                "scopeQ",
                "georel",
                "geometry",
                "coordinates",
                "geoproperty",
                "watchedAttributes",
                "notificationTrigger",
                "pick",
                "omit",
                "datasetId",
                "lang",
                "format",
                "options",
                "jsonldContext",
                "tenant"
            },
            produces = Media.EVENT_STREAM)
    void follow(
            Tenant tenant,
            Parameters parameters,
            Context linked,
            Origin origin,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        var wish =
                FeedParameters.parse(
                        tenant, parameters, context(tenant, parameters, linked, origin));
        EventStream.prepare(response);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        var feed = feeds.open(wish.key(), wish.subscription());
        try {
            write(feed, response);
        } catch (IOException gone) {
            LOG.debug("the client of {} is gone: {}", feed.key(), gone.getMessage());
        } finally {
            feeds.close(feed);
        }
    }

    private Context context(Tenant tenant, Parameters parameters, Context linked, Origin origin) {
        return parameters
                .find("jsonldContext")
                .map(url ->
                        contexts.ofRequest(
                                tenant, JsonNodeFactory.instance.stringNode(url), origin))
                .orElse(linked);
    }

    private void write(Feed feed, HttpServletResponse response)
            throws IOException, InterruptedException {
        var stream = EventStream.begin(response);
        var next = feed.next(settings.keepAlive());
        while (next != null) {
            if (next.lost() > 0) {
                stream.named("lost", Long.toString(next.lost()));
            }
            if (next.told() != null) {
                write(stream, feed, next.told());
            }
            // Not every change that is looked at is written.
            if (stream.silence().compareTo(settings.keepAlive()) >= 0) {
                stream.keepAlive();
            }
            if (feed.isEmpty()) {
                stream.flush();
            }
            next = feed.next(settings.keepAlive().minus(stream.silence()));
        }
    }

    private void write(EventStream stream, Feed feed, Feed.Told told)
            throws IOException, InterruptedException {
        var key = feed.key();
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try {
            if (rules.matches(key, feed.subscription(), told.change(), now)) {
                var id = NotificationWriter.id(told.outboxId(), key.id());
                stream.event(id, body(feed, id, told, now));
            }
        } catch (NgsiLdException e) {
            LOG.debug("a change cannot be told to {}: {}", key, e.getMessage());
            stream.named("lost", "1");
        }
    }

    private String body(Feed feed, String id, Feed.Told told, Instant now)
            throws InterruptedException {
        return messages.ofChange(
                        feed.key().tenant(),
                        feed.subscription(),
                        new MessageWriter.Told(id, told.change(), now))
                .body();
    }
}
