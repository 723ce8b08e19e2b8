package city.auriga.api.context;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long an answer may be used again, by what its headers say (RFC 9111, 4.2). */
final class Freshness {
    private static final Pattern MAX_AGE =
            Pattern.compile("(?:^|[\\s,])(s-maxage|max-age)\\s*=\\s*\"?(\\d{1,9})");
    private static final Pattern NEVER = Pattern.compile("(?:^|[\\s,])(no-store|no-cache)\\b");

    private Freshness() {}

    /** Empty if the server does not say. */
    static Optional<Duration> of(HttpHeaders headers, Instant now) {
        var control = String.join(",", headers.allValues("Cache-Control")).toLowerCase(Locale.ROOT);
        if (NEVER.matcher(control).find()) {
            return Optional.of(Duration.ZERO);
        }
        return maxAge(control)
                .or(() -> expires(headers, now))
                .map(time -> time.minus(age(headers)));
    }

    /**
     * The cache of a broker is shared by all of its clients, so that {@code s-maxage} goes first.
     */
    private static Optional<Duration> maxAge(String control) {
        return MAX_AGE.matcher(control)
                .results()
                .max((a, b) -> a.group(1).compareTo(b.group(1)))
                .map(age -> Duration.ofSeconds(Long.parseLong(age.group(2))));
    }

    /** What is no date is over already. */
    private static Optional<Duration> expires(HttpHeaders headers, Instant now) {
        return headers.firstValue("Expires")
                .map(expires ->
                        date(expires)
                                .map(end ->
                                        Duration.between(
                                                headers.firstValue("Date")
                                                        .flatMap(Freshness::date)
                                                        .orElse(now),
                                                end))
                                .orElse(Duration.ZERO));
    }

    private static Duration age(HttpHeaders headers) {
        return headers.firstValue("Age")
                .filter(age -> age.matches("\\d{1,9}"))
                .map(age -> Duration.ofSeconds(Long.parseLong(age)))
                .orElse(Duration.ZERO);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(
                    Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
