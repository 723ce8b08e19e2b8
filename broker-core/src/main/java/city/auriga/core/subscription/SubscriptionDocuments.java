package city.auriga.core.subscription;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The life of a subscription document: created (5.8.1), updated (5.8.2, 5.5.8), shown (5.8.3). */
public final class SubscriptionDocuments {
    private static final String JSONLD_CONTEXT = "jsonldContext";

    private SubscriptionDocuments() {}

    /**
     * The stored form of a new subscription.
     *
     * @param generatedId used if the client gives none
     */
    public static ObjectNode create(JsonNode body, Context context, String generatedId) {
        var document = SubscriptionTerms.expand(body, context);
        if (!document.has("id")) {
            document.put("id", generatedId);
        }
        document.set(SubscriptionTerms.CONTEXT, notificationContext(document, context.source()));
        return document;
    }

    /**
     * The stored form after a PATCH: each first-level member of the fragment replaces the stored
     * one, null or the NGSI-LD Null removes it. The names of the fragment are read with its
     * own @context; notifications keep theirs.
     */
    public static ObjectNode update(ObjectNode stored, JsonNode fragment, Context context) {
        var changes = SubscriptionTerms.expand(fragment, context);
        if (changes.has("id") && !changes.get("id").equals(stored.get("id"))) {
            throw NgsiLdException.badData(
                    "$.id", "the body is about " + changes.get("id") + ", the path about another");
        }
        var merged = stored.deepCopy();
        changes.properties()
                .forEach(change -> {
                    var member = change.getKey();
                    var value = change.getValue();
                    if (value.isNull() || NgsiLdNull.isNull(value)) {
                        remove(merged, member);
                    } else {
                        merged.set(member, value);
                    }
                });
        merged.set(
                SubscriptionTerms.CONTEXT,
                notificationContext(merged, stored.get(SubscriptionTerms.CONTEXT)));
        return merged;
    }

    private static void remove(ObjectNode document, String member) {
        if (member.equals("type") || member.equals("notification") || member.equals("id")) {
            throw NgsiLdException.badData("$." + member, "'" + member + "' cannot be removed");
        }
        document.remove(member);
        if (member.equals("q")) {
            document.remove(SubscriptionTerms.Q_TERMS);
        }
    }

    /** The stored form, with the URL that stands for its @context (5.2.12, jsonldContext). */
    public static ObjectNode withContextUrl(ObjectNode stored, String url) {
        var named = stored.deepCopy();
        named.put(JSONLD_CONTEXT, url);
        named.put(SubscriptionTerms.CONTEXT, url);
        return named;
    }

    private static JsonNode notificationContext(ObjectNode document, JsonNode otherwise) {
        return document.path(JSONLD_CONTEXT).isString() ? document.get(JSONLD_CONTEXT) : otherwise;
    }

    /** A subscription as its clients see it, but for what the broker knows of its deliveries. */
    public static ObjectNode show(ObjectNode stored, Context context, Instant now) {
        var shown = SubscriptionTerms.compact(stored, context);
        boolean active =
                !stored.path("isActive").isBoolean() || stored.get("isActive").booleanValue();
        if (active) {
            shown.remove("isActive");
        }
        if (!shown.has("notificationTrigger")) {
            var triggers = shown.putArray("notificationTrigger");
            Trigger.DEFAULT.forEach(trigger -> triggers.add(trigger.term()));
        }
        boolean expired =
                shown.path("expiresAt").isString()
                        && DateTimes.find(shown.get("expiresAt").stringValue())
                                .filter(time -> !time.isAfter(now))
                                .isPresent();
        shown.put("status", expired ? "expired" : active ? "active" : "paused");
        return shown;
    }

    /**
     * @throws NgsiLdException BadRequestData for a subscription that would expire before it exists
     */
    public static void requireFuture(Subscription subscription, Instant now) {
        if (subscription.isExpired(now)) {
            throw NgsiLdException.badData("$.expiresAt", "the time is over already");
        }
    }
}
