package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111, 4.2: headers and the seconds for which an answer is fresh. */
class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    Cache-Control: max-age=60                                     -> 60
                    Cache-Control: MAX-AGE=60                                     -> 60
                    Cache-Control: public, max-age="60"                           -> 60
                    Cache-Control: max-age = 60                                   -> 60
                    Cache-Control: max-age=60, s-maxage=5                         -> 5
                    Cache-Control: s-maxage=5, max-age=60                         -> 5
                    Cache-Control: max-age=60 | Age: 20                           -> 40
                    Cache-Control: max-age=60 | Age: 90                           -> -30
                    Cache-Control: max-age=60 | Age: soon                         -> 60
                    Cache-Control: no-cache                                       -> 0
                    Cache-Control: max-age=60, no-store                           -> 0
                    Cache-Control: public | Cache-Control: max-age=7              -> 7
                    Cache-Control: max-age=x                                      -> unknown
                    Cache-Control: public                                         -> unknown
                    Cache-Control: x-max-age=5                                    -> unknown
                    Expires: Fri, 01 May 2026 10:01:00 GMT                        -> 60
                    Expires: Fri, 01 May 2026 10:01:00 GMT | Date: Fri, 01 May 2026 10:00:30 GMT -> 30
                    Expires: Fri, 01 May 2026 10:01:00 GMT | Cache-Control: max-age=5 -> 5
                    Expires: Fri, 01 May 2026 09:59:00 GMT                        -> -60
                    Expires: 0                                                    -> 0
                    ETag: "1"                                                     -> unknown
                    """)
    void of(String headers, String seconds) {
        var map = new HashMap<String, List<String>>();
        for (var header : headers.split(" \\| ")) {
            var parts = header.split(": ", 2);
            map.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
        }
        var fresh = Freshness.of(HttpHeaders.of(map, (name, value) -> true), NOW);
        assertThat(fresh.map(Duration::toSeconds).map(String::valueOf).orElse("unknown"))
                .isEqualTo(seconds);
    }
}
