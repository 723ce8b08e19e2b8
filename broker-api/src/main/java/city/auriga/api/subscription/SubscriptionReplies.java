package city.auriga.api.subscription;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Parameters;
import city.auriga.api.delivery.DeliveryStates;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Tenant;
import city.auriga.core.subscription.SubscriptionDocuments;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionStore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes subscriptions as clients see them: names compacted, status and counters added (5.2.12,
 * 5.2.14).
 */
@Component
class SubscriptionReplies {
    private static final JsonMapper JSON = new JsonMapper();

    private final DeliveryStates states;

    SubscriptionReplies(DeliveryStates states) {
        this.states = states;
    }

    static boolean sysAttrs(Parameters parameters) {
        return !parameters.keywords("options", List.of("sysAttrs")).isEmpty();
    }

    void write(
            JsonGenerator out,
            Tenant tenant,
            SubscriptionStore.Stored stored,
            Context context,
            Media media,
            boolean sysAttrs,
            Instant now) {
        var id = stored.document().path("id").asString();
        var shown = SubscriptionDocuments.show(stored.document(), context, now);
        if (shown.get("notification") instanceof ObjectNode notification) {
            addDeliveries(
                    notification,
                    states.current(new SubscriptionKey(tenant, id), stored.deliveries()));
        }
        if (sysAttrs) {
            shown.put("createdAt", DateTimes.format(stored.createdAt()));
            shown.put("modifiedAt", DateTimes.format(stored.modifiedAt()));
        }
        if (media == Media.LD_JSON) {
            shown.set("@context", context.source());
        }
        JSON.writeTree(out, shown);
    }

    private static void addDeliveries(
            ObjectNode notification, SubscriptionStore.DeliveryState state) {
        if (state.timesSent() > 0) {
            notification.put("timesSent", state.timesSent());
            notification.put("status", isFailed(state) ? "failed" : "ok");
        }
        if (state.timesFailed() > 0) {
            notification.put("timesFailed", state.timesFailed());
        }
        put(notification, "lastNotification", state.lastNotification());
        put(notification, "lastSuccess", state.lastSuccess());
        put(notification, "lastFailure", state.lastFailure());
    }

    private static boolean isFailed(SubscriptionStore.DeliveryState state) {
        return state.lastFailure() != null
                && (state.lastSuccess() == null
                        || state.lastFailure().isAfter(state.lastSuccess()));
    }

    private static void put(ObjectNode notification, String member, @Nullable Instant time) {
        if (time != null) {
            notification.put(member, DateTimes.format(time));
        }
    }
}
