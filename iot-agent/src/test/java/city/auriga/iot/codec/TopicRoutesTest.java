package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import city.auriga.iot.codec.TopicPattern.Capture;
import city.auriga.iot.codec.TopicPattern.Level;
import city.auriga.iot.codec.TopicPattern.Literal;
import city.auriga.iot.codec.TopicPattern.Rest;
import city.auriga.iot.codec.TopicRoutes.Route;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRoutesTest {
    private static final TopicRoutes<String> ROUTES =
            TopicRoutes.of(
                    Map.of(
                            TopicPattern.parse("a/b/c"), "text",
                            TopicPattern.parse("a/{x}/c"), "capture",
                            TopicPattern.parse("a/{x}/d"), "other",
                            TopicPattern.parse("a/{r+}"), "rest",
                            TopicPattern.parse("{r+}"), "all"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    a/b/c,   text
                    a/x/c,   capture
                    a/b/d,   other
                    a/b/e,   rest
                    a/b/c/d, rest
                    a,       all
                    b/b/c,   all
                    $a/b,    -
                    """)
    void textWinsOverCapturesAndCapturesOverRests(String topic, String value) {
        assertThat(ROUTES.find(topic).map(Route::value).orElse(null)).isEqualTo(value);
    }

    @Test
    void bringsTheCaptures() {
        assertThat(ROUTES.find("a/b/d")).contains(new Route<>("other", Map.of("x", "b")));
    }

    @Test
    void refusesTwoOfTheSameTopics() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TopicRoutes.of(
                                Map.of(
                                        TopicPattern.parse("a/{x}"),
                                        1,
                                        TopicPattern.parse("a/{y}"),
                                        2)))
                .withMessageContaining("are the same");
    }

    @Property(tries = 2_000)
    void findsWhatALinearScanFinds(
            @ForAll("routes") Map<TopicPattern, String> routes, @ForAll("topics") String topic) {
        var scanned =
                routes.entrySet().stream()
                        .filter(route -> route.getKey().match(topic).isPresent())
                        .min(Comparator.comparing(route -> rank(route.getKey())))
                        .map(route ->
                                new Route<>(
                                        route.getValue(),
                                        route.getKey().match(topic).orElseThrow()));
        Optional<Route<String>> found = TopicRoutes.of(routes).find(topic);
        assertThat(found).isEqualTo(scanned);
    }

    /** Level by level: text is 0, a capture 1, a rest 2. */
    private static String rank(TopicPattern pattern) {
        return pattern.levels().stream().map(TopicRoutesTest::rank).collect(Collectors.joining());
    }

    private static String rank(Level level) {
        return switch (level) {
            case Literal _ -> "0";
            case Capture _ -> "1";
            case Rest _ -> "2";
        };
    }

    @Provide
    static Arbitrary<Map<TopicPattern, String>> routes() {
        return TopicArbitraries.patterns().list().ofMaxSize(12).map(TopicRoutesTest::distinct);
    }

    private static Map<TopicPattern, String> distinct(List<TopicPattern> patterns) {
        var routes = new LinkedHashMap<String, TopicPattern>();
        patterns.forEach(pattern -> routes.putIfAbsent(pattern.filter(), pattern));
        return routes.values().stream()
                .collect(Collectors.toMap(pattern -> pattern, TopicPattern::toString));
    }

    @Provide
    static Arbitrary<String> topics() {
        return TopicArbitraries.topics();
    }
}
