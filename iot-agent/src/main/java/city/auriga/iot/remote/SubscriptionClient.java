package city.auriga.iot.remote;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.iot.remote.BrokerClient.Answer;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sees to it that subscriptions at the broker are as they have to be. Blocks. */
final class SubscriptionClient {
    private static final String PATH = "/subscriptions/";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final Set<String> STOPPED = Set.of("paused", "expired");
    private static final int LONGEST_REASON = 300;

    private final BrokerClient broker;

    SubscriptionClient(BrokerClient broker) {
        this.broker = broker;
    }

    /** What the broker does not want. */
    static final class RefusedException extends Exception {
        private static final Set<Integer> ANOTHER_TIME = Set.of(401, 403, 404, 408, 429);

        private final int status;

        RefusedException(String what, Answer answer) {
            this.status = answer.status();
            super(what + ": the broker answered " + answer.status() + said(answer));
        }

        private static String said(Answer answer) {
            var text = answer.body().strip();
            return text.isEmpty()
                    ? ""
                    : ": " + text.substring(0, Math.min(text.length(), LONGEST_REASON));
        }

        /** Whether it may want it when somebody has put right what is wrong with it, or with us. */
        boolean isAnotherTime() {
            return status >= 500 || ANOTHER_TIME.contains(status);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** Makes one that was not there before. */
    void make(Made made) throws IOException, InterruptedException, RefusedException {
        var answer = exchange(made, "POST", "/subscriptions", CommandSubscription.document(made));
        if (!isGood(answer) && answer.status() != CONFLICT) {
            throw new RefusedException("a subscription cannot be made", answer);
        }
    }

    /**
     * How one was found.
     *
     * @param mended whether something was to be done
     * @param lastFailure when a notification could not be sent, as the broker says it; empty if it
     *     does not
     */
    record Found(boolean mended, String lastFailure) {}

    /** Makes it as it has to be, if somebody has deleted or changed it. */
    Found mend(Made made) throws IOException, InterruptedException, RefusedException {
        var answer = exchange(made, "GET", PATH + made.id(), null);
        if (answer.status() == NOT_FOUND) {
            make(made);
            return new Found(true, "");
        }
        if (!isGood(answer)) {
            throw new RefusedException("a subscription cannot be looked at", answer);
        }
        var there = read(answer);
        if (!watches(there, made)) {
            remove(made);
            make(made);
            return new Found(true, "");
        }
        var notification = there.path("notification");
        var failure = notification.path("lastFailure").asString("");
        if (notification.path("endpoint").path("uri").asString("").equals(made.endpoint())) {
            return new Found(false, failure);
        }
        var change = CommandSubscription.notification(made);
        var changed = exchange(made, "PATCH", PATH + made.id(), change);
        if (!isGood(changed)) {
            throw new RefusedException("a subscription cannot be changed", changed);
        }
        return new Found(true, failure);
    }

    /** Somebody may have paused it, or have made it watch something else. */
    private static boolean watches(JsonNode there, Made made) {
        return there.path("isActive").asBoolean(true)
                && !STOPPED.contains(there.path("status").asString(""))
                && !there.has("expiresAt")
                && isOnly(there.path("watchedAttributes"), made.attribute())
                && isOnly(there.path("entities").path(0).path("type"), made.type());
    }

    /** A broker may show an array of one as that one, and names as the core @context has them. */
    private static boolean isOnly(JsonNode shown, String name) {
        var one = shown.isArray() && shown.size() == 1 ? shown.get(0) : shown;
        return one.isMissingNode()
                || (one.isString() && ContextParser.core().expand(one.stringValue()).equals(name));
    }

    /** Afterwards it is not there. */
    void remove(Made made) throws IOException, InterruptedException, RefusedException {
        var answer = exchange(made, "DELETE", PATH + made.id(), null);
        if (!isGood(answer) && answer.status() != NOT_FOUND) {
            throw new RefusedException("a subscription cannot be removed", answer);
        }
    }

    private Answer exchange(Made made, String method, String path, @Nullable ObjectNode body)
            throws IOException, InterruptedException {
        var bytes = body == null ? null : SpoolDocument.bytes(body);
        return broker.exchange(made.tenant(), method, path, bytes);
    }

    private static boolean isGood(Answer answer) {
        return answer.status() / 100 == 2;
    }

    private static JsonNode read(Answer answer) throws RefusedException {
        try {
            return new JsonMapper().readTree(answer.body());
        } catch (JacksonException e) {
            throw new RefusedException("a subscription cannot be read", answer);
        }
    }
}
