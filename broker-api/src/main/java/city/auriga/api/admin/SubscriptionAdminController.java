package city.auriga.api.admin;

import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Page;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.api.delivery.DeliveryOperations;
import city.auriga.api.delivery.DeliveryOperations.Attempt;
import city.auriga.api.delivery.DeliveryStates;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.core.JsonGenerator;

/** How deliveries to subscriptions go: what waits, what failed, and what can be done about it. */
@Controller
@RequestMapping("/admin/subscriptions")
class SubscriptionAdminController {
    private final SubscriptionStore store;
    private final DeliveryStates states;
    private final DeliveryOperations deliveries;
    private final LimitSettings limits;

    SubscriptionAdminController(
            SubscriptionStore store,
            DeliveryStates states,
            DeliveryOperations deliveries,
            LimitSettings limits) {
        this.store = store;
        this.states = states;
        this.deliveries = deliveries;
        this.limits = limits;
    }

    @GetMapping
    @Operation(
            name = "Deliveries of all Subscriptions",
            parameters = {"limit", "offset"})
    Reply list(Tenant tenant, Parameters parameters) {
        var page = Page.parse(parameters, limits);
        var stored = store.list(tenant, page.limit(), page.offset()).page();
        return Reply.json(
                200,
                out -> {
                    out.writeStartArray();
                    for (var subscription : stored) {
                        out.writeStartObject();
                        write(out, key(tenant, subscription), subscription);
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                });
    }

    @GetMapping("/{id}")
    @Operation(name = "Deliveries of a Subscription")
    Reply retrieve(Tenant tenant, @PathVariable String id) {
        var stored = find(tenant, id);
        var key = key(tenant, stored);
        return Reply.json(
                200,
                out -> {
                    out.writeStartObject();
                    write(out, key, stored);
                    out.writeName("lastRequests");
                    out.writeStartArray();
                    // There may have been another one of this id.
                    deliveries.attempts(key).stream()
                            .filter(attempt -> !attempt.at().isBefore(stored.createdAt()))
                            .forEach(attempt -> write(out, attempt));
                    out.writeEndArray();
                    out.writeEndObject();
                });
    }

    @PostMapping("/{id}/test")
    @Operation(name = "Send a test notification", withoutBody = true)
    Reply test(Tenant tenant, @PathVariable String id) {
        var attempt = deliveries.test(key(tenant, find(tenant, id)));
        return Reply.json(200, out -> write(out, attempt));
    }

    @PostMapping("/{id}/hold")
    @Operation(name = "Hold deliveries", withoutBody = true)
    Reply hold(Tenant tenant, @PathVariable String id) {
        deliveries.hold(key(tenant, find(tenant, id)));
        return Reply.noContent();
    }

    @PostMapping("/{id}/release")
    @Operation(name = "Release deliveries", withoutBody = true)
    Reply release(Tenant tenant, @PathVariable String id) {
        deliveries.release(key(tenant, find(tenant, id)));
        return Reply.noContent();
    }

    private SubscriptionStore.Stored find(Tenant tenant, String id) {
        return store.find(tenant, id)
                .orElseThrow(() -> NgsiLdException.notFound("there is no Subscription " + id));
    }

    private static SubscriptionKey key(Tenant tenant, SubscriptionStore.Stored stored) {
        return new SubscriptionKey(tenant, stored.document().get("id").stringValue());
    }

    private void write(JsonGenerator out, SubscriptionKey key, SubscriptionStore.Stored stored) {
        var state = states.current(key, stored.deliveries());
        var waiting = deliveries.waiting(key);
        out.writeStringProperty("id", key.id());
        out.writeBooleanProperty("held", waiting.held());
        out.writeNumberProperty("waitingInMemory", waiting.inMemory());
        out.writeNumberProperty("waitingInBacklog", waiting.inBacklog());
        writeTime(out, "oldestInBacklog", waiting.oldest());
        out.writeNumberProperty("timesSent", state.timesSent());
        out.writeNumberProperty("timesFailed", state.timesFailed());
        writeTime(out, "lastNotification", state.lastNotification());
        writeTime(out, "lastSuccess", state.lastSuccess());
        writeTime(out, "lastFailure", state.lastFailure());
    }

    private static void write(JsonGenerator out, Attempt attempt) {
        out.writeStartObject();
        out.writeStringProperty("notification", attempt.notificationId());
        writeTime(out, "at", attempt.at());
        out.writeNumberProperty("milliseconds", attempt.took().toMillis());
        out.writeBooleanProperty("taken", attempt.failure().isEmpty());
        attempt.failure().ifPresent(reason -> out.writeStringProperty("failure", reason));
        out.writeEndObject();
    }

    private static void writeTime(JsonGenerator out, String member, @Nullable Instant time) {
        if (time != null) {
            out.writeStringProperty(member, DateTimes.format(time));
        }
    }
}
