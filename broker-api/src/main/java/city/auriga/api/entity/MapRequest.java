package city.auriga.api.entity;

import city.auriga.api.binding.Parameters;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.JsonMembers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether a request wants an EntityMap, and which (6.4.3.2).
 *
 * @param wanted whether a map is to be made
 * @param reference location or id of one that was made before; null if the request has none
 * @param lifetime null if the request does not suggest one
 */
record MapRequest(boolean wanted, @Nullable String reference, @Nullable Duration lifetime) {
    static final String HEADER = "NGSILD-EntityMap";
    private static final Pattern DURATION =
            Pattern.compile("P(?=.)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(?=.).*)?");

    static MapRequest of(Parameters parameters, @Nullable String header) {
        return new MapRequest(
                parameters.flag("entityMap"),
                header,
                parameters
                        .find("entityMapLifetime")
                        .map(text -> positive(text, "entityMapLifetime"))
                        .orElse(null));
    }

    static MapRequest of(JsonNode body, @Nullable String header) {
        if (!body.isObject()) {
            return new MapRequest(false, header, null);
        }
        var members = JsonMembers.of(body, "$");
        return new MapRequest(
                members.flag("entityMap").orElse(false),
                header,
                members.text("entityMapLifetime")
                        .map(text -> positive(text, members.path("entityMapLifetime")))
                        .orElse(null));
    }

    boolean isNone() {
        return !wanted && reference == null;
    }

    /** The id that a location ends with. */
    @Nullable String id() {
        return reference == null ? null : reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static Duration positive(String text, String member) {
        var duration = duration(text, member);
        if (duration.isNegative() || duration.isZero()) {
            throw NgsiLdException.badData(
                    member, "expected a duration above zero, found '" + text + "'");
        }
        return duration;
    }

    /** An ISO 8601 duration; months and years count from the same day, whichever it is. */
    private static Duration duration(String text, String member) {
        try {
            if (DURATION.matcher(text).matches()) {
                int time = text.indexOf('T');
                var days = time < 0 ? text : text.substring(0, time);
                var period = days.length() > 1 ? Period.parse(days) : Period.ZERO;
                var start = LocalDateTime.of(2000, 1, 1, 0, 0);
                var calendar =
                        Duration.between(
                                start.atOffset(ZoneOffset.UTC),
                                start.plus(period).atOffset(ZoneOffset.UTC));
                return time < 0
                        ? calendar
                        : calendar.plus(Duration.parse("P" + text.substring(time)));
            }
        } catch (DateTimeException | ArithmeticException notADuration) {
            // answered below
        }
        throw NgsiLdException.badData(
                member, "expected an ISO 8601 duration such as PT10M, found '" + text + "'");
    }
}
