package city.auriga.api.admin;

import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.api.delivery.DeliveryOperations;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Undelivered;
import city.auriga.core.subscription.Undelivered.Choice;
import city.auriga.core.subscription.Undelivered.Letter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.core.JsonGenerator;

/** Notifications that were given up: which, why, and what shall become of them. */
@Controller
@RequestMapping("/admin/dead-letters")
class DeadLetterController {
    private final Undelivered undelivered;
    private final DeliveryOperations deliveries;
    private final LimitSettings limits;

    DeadLetterController(
            Undelivered undelivered, DeliveryOperations deliveries, LimitSettings limits) {
        this.undelivered = undelivered;
        this.deliveries = deliveries;
        this.limits = limits;
    }

    /** The oldest first; further ones begin after the last number. */
    @GetMapping
    @Operation(
            name = "Dead letters",
            parameters = {"subscription", "after", "limit"})
    Reply list(Tenant tenant, Parameters parameters) {
        var letters =
                undelivered.list(
                        tenant,
                        parameters.find("subscription").orElse(null),
                        parameters.find("after").map(text -> number(text, "after")).orElse(0L),
                        limit(parameters));
        return Reply.json(
                200,
                out -> {
                    out.writeStartArray();
                    letters.forEach(letter -> write(out, letter));
                    out.writeEndArray();
                });
    }

    @PostMapping("/{number}/replay")
    @Operation(name = "Send a dead letter again", withoutBody = true)
    Reply replay(Tenant tenant, @PathVariable String number) {
        if (!deliveries.replay(tenant, new Choice.One(number(number, "number")))) {
            throw unknown(number);
        }
        return Reply.noContent();
    }

    @PostMapping("/replay")
    @Operation(
            name = "Send all dead letters of a Subscription again",
            parameters = "subscription",
            withoutBody = true)
    Reply replayAll(Tenant tenant, Parameters parameters) {
        deliveries.replay(tenant, ofSubscription(parameters));
        return Reply.noContent();
    }

    @DeleteMapping("/{number}")
    @Operation(name = "Delete a dead letter")
    Reply delete(Tenant tenant, @PathVariable String number) {
        if (undelivered.delete(tenant, new Choice.One(number(number, "number"))) == 0) {
            throw unknown(number);
        }
        return Reply.noContent();
    }

    @DeleteMapping
    @Operation(name = "Delete all dead letters of a Subscription", parameters = "subscription")
    Reply deleteAll(Tenant tenant, Parameters parameters) {
        undelivered.delete(tenant, ofSubscription(parameters));
        return Reply.noContent();
    }

    private static Choice ofSubscription(Parameters parameters) {
        return new Choice.OfSubscription(
                parameters
                        .find("subscription")
                        .orElseThrow(() ->
                                NgsiLdException.badData(
                                        "subscription", "say of which Subscription")));
    }

    private int limit(Parameters parameters) {
        long limit =
                parameters
                        .find("limit")
                        .map(text -> number(text, "limit"))
                        .orElse((long) limits.pageSize());
        if (limit < 1 || limit > limits.maxPageSize()) {
            throw NgsiLdException.badData(
                    "limit", "expected 1 to " + limits.maxPageSize() + ", found " + limit);
        }
        return (int) limit;
    }

    private static long number(String text, String member) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw NgsiLdException.badData(member, "expected a number, found '" + text + "'");
        }
    }

    private static NgsiLdException unknown(String number) {
        return NgsiLdException.notFound(
                        "there is no dead letter " + number + " of an active Subscription")
                .at("number");
    }

    private static void write(JsonGenerator out, Letter letter) {
        out.writeStartObject();
        out.writeNumberProperty("number", letter.number());
        out.writeStringProperty("subscription", letter.subscription().id());
        out.writeStringProperty("notification", letter.notificationId());
        out.writeNumberProperty("attempts", letter.attempts());
        out.writeStringProperty("reason", letter.reason());
        out.writeStringProperty("since", DateTimes.format(letter.since()));
        var request = letter.request();
        if (request != null) {
            out.writeName("request");
            out.writeStartObject();
            out.writeStringProperty("uri", request.uri());
            out.writeName("headers");
            out.writeStartArray();
            request.headers().forEach(h -> out.writeString(h.getKey() + ": " + h.getValue()));
            out.writeEndArray();
            out.writeStringProperty("body", request.body());
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
