package city.auriga.iot.remote;

import city.auriga.iot.remote.BrokerClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the answer to a batch upsert means for what was sent. Only an answer that says that the data
 * are wrong is the end of them: what is wrong with addresses, tokens or the broker itself, somebody
 * will put right. A refusal that may be of somebody before the broker counts as a failure.
 */
sealed interface Verdict {
    /** The broker has all of it. */
    record Taken() implements Verdict {}

    /**
     * It has all but some.
     *
     * @param refused the reason by id of the Entity
     * @param later those that it may take another time, and why it did not
     */
    record Partly(Map<String, String> refused, Map<String, String> later) implements Verdict {}

    /** It has none; something of it is wrong, or it is too much at once. */
    record Refused(String reason) implements Verdict {}

    /**
     * It has perhaps none, and may take it another time.
     *
     * @param pause that the broker asks for; null if it does not say
     */
    record Later(String reason, @Nullable Duration pause) implements Verdict {}

    /** It failed, perhaps with one Entity only, perhaps with all that it is asked now. */
    record Failed(String reason) implements Verdict {}

    /** The data are wrong if the broker itself says so: bad request, conflict, unprocessable. */
    Set<Integer> DATA_ARE_WRONG = Set.of(400, 409, 422);

    int TOO_LARGE = 413;

    /** Nobody is made to wait longer by what a broker asks for. */
    Duration LONGEST = Duration.ofHours(1);

    /** Of a broker's words, as much as somebody will read. */
    int LONGEST_REASON = 500;

    /** Whether some of it is to be sent again. */
    default boolean isAnotherTime() {
        return switch (this) {
            case Taken _, Refused _ -> false;
            case Partly partly -> !partly.later.isEmpty();
            case Failed _, Later _ -> true;
        };
    }

    static Verdict of(Answer answer, Instant now) {
        int status = answer.status();
        if (status == 207) {
            return partly(answer);
        }
        var reason = "the broker answered " + status + said(answer.body());
        if (status / 100 == 2) {
            // A page for people is of somebody else.
            return answer.body().stripLeading().startsWith("<")
                    ? new Later(reason, null)
                    : new Taken();
        }
        if (status == TOO_LARGE) {
            return new Refused(reason);
        }
        if (DATA_ARE_WRONG.contains(status)) {
            return isOfBroker(answer) ? new Refused(reason) : new Failed(reason);
        }
        // Who is overloaded or away says so in other words, or when it will be back.
        return status == 500 && answer.retryAfter() == null
                ? new Failed(reason)
                : new Later(reason, pause(answer.retryAfter(), now));
    }

    /**
     * Whether what was answered is in the words of a broker, JSON, which may be cut off. A proxy,
     * or a server that expects TLS, answers 400 to whatever comes.
     */
    static boolean isOfBroker(Answer answer) {
        var body = answer.body().stripLeading();
        return body.startsWith("{") || body.startsWith("[");
    }

    private static Verdict partly(Answer answer) {
        var document = document(answer.body());
        var errors = document.path("errors");
        if (!errors.isArray() || (errors.isEmpty() && document.path("success").isEmpty())) {
            // What it has must be found out.
            return new Refused("the broker answered 207" + said(answer.body()));
        }
        var refused = new LinkedHashMap<String, String>();
        var later = new LinkedHashMap<String, String>();
        for (var error : errors) {
            var id = error.path("entityId").asString(error.path("id").asString(""));
            if (id.isEmpty()) {
                // Whose it is must be found out.
                return new Refused("the broker answered 207" + said(answer.body()));
            }
            var problem = error.path("error");
            (isTransient(problem) ? later : refused)
                    .put(id, "the broker answered" + said(problem.toString()));
        }
        refused.keySet().removeAll(later.keySet());
        return refused.isEmpty() && later.isEmpty() ? new Taken() : new Partly(refused, later);
    }

    private static JsonNode document(String body) {
        try {
            return new JsonMapper().readTree(body);
        } catch (JacksonException cutOff) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static boolean isTransient(JsonNode problem) {
        int status = problem.path("status").asInt(0);
        return status >= 500
                || status == 429
                || problem.path("type").asString("").endsWith("InternalError");
    }

    private static String said(String body) {
        var text = body.strip();
        return text.isEmpty()
                ? ""
                : ": "
                        + (text.length() > LONGEST_REASON
                                ? text.substring(0, LONGEST_REASON)
                                : text);
    }

    private static @Nullable Duration pause(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return null;
        }
        var asked = asked(retryAfter.strip(), now);
        return asked == null || asked.isNegative()
                ? null
                : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static @Nullable Duration asked(String retryAfter, Instant now) {
        try {
            return retryAfter.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
