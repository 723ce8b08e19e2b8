package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    v3/{apikey}/devices/{device}/up, v3/a@t/devices/d/up,  apikey=a@t device=d
                    v3/{apikey}/devices/{device}/up, v3/a/devices/d/down,  -
                    v3/{apikey}/devices/{device}/up, v3/a/devices/d/up/x,  -
                    v3/{apikey}/devices/{device}/up, v3/a/devices/d,       -
                    v3/{apikey}/devices/{device}/up, v3//devices/d/up,     -
                    zigbee2mqtt/{device+},           zigbee2mqtt/a/b/c,    device=a/b/c
                    zigbee2mqtt/{device+},           zigbee2mqtt/a,        device=a
                    zigbee2mqtt/{device+},           zigbee2mqtt,          -
                    zigbee2mqtt/{device+},           zigbee2mqtt/a//c,     -
                    /plant/{line},                   /plant/1,             line=1
                    /plant/{line},                   plant/1,              -
                    {a}/{b},                         $SYS/broker,          -
                    {a+},                            $SYS/broker,          -
                    $share/{b},                      $share/x,             b=x
                    a/{b},                           a/$x,                 b=$x
                    a/b,                             a/b,                  ''
                    """)
    void matches(String pattern, String topic, String captures) {
        var found = TopicPattern.parse(pattern).match(topic).map(TopicPatternTest::print);
        assertThat(found.orElse(null)).isEqualTo(captures);
    }

    private static String print(Map<String, String> captures) {
        return String.join(
                " ",
                captures.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    ``            -> it is empty
                    a//b          -> a level is empty
                    a/            -> a level is empty
                    a/+/b         -> '+': write {name} for '+' and a last {name+} for '#'
                    a/#           -> '#': write {name} for '+' and a last {name+} for '#'
                    a/dev-{id}    -> 'dev-{id}': a capture is a whole level, such as {name}
                    a/{}          -> '{}': expected a name of letters, digits and '_' in braces, found ''
                    a/{9}         -> '{9}': expected a name of letters, digits and '_' in braces, found '9'
                    a/{b}/{b}     -> {b} stands there twice
                    a/{b+}/c      -> {b+} must be the last level
                    """)
    void refuses(String pattern, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicPattern.parse(pattern))
                .withMessageStartingWith("topic '" + pattern + "': " + reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            textBlock =
                    """
                    v3/{apikey}/devices/{device}/up, v3/+/devices/+/up
                    zigbee2mqtt/{device+},           zigbee2mqtt/#
                    /a/{b}/{c+},                     /a/+/#
                    a/b,                             a/b
                    """)
    void subscribesToAFilter(String pattern, String filter) {
        assertThat(TopicPattern.parse(pattern).filter()).isEqualTo(filter);
    }

    @Test
    void captureCanBeFixed() {
        var pattern = TopicPattern.parse("v3/{apikey}/{device+}");
        assertThat(pattern.with("apikey", "k").with("device", "a/b")).hasToString("v3/k/a/b");
        assertThat(pattern.with("other", "k")).isEqualTo(pattern);
        for (var value : List.of("", "a/b", "+", "#", "{x}", "\0")) {
            assertThatIllegalArgumentException().isThrownBy(() -> pattern.with("apikey", value));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            textBlock =
                    """
                    a/{b},     a/c,       true
                    a/{b},     {x}/c,     true
                    a/{b},     a/c/d,     false
                    a/b,       a/c,       false
                    a/{b+},    a/c/d,     true
                    a/{b+},    a,         false
                    a/{b+},    {x+},      true
                    {a},       $SYS,      false
                    {a+},      $SYS/x,    false
                    a/{b},     a/$x,      true
                    {a}/b,     /b,        false
                    """)
    void tellsConflicts(String one, String other, boolean conflict) {
        var first = TopicPattern.parse(one);
        var second = TopicPattern.parse(other);
        assertThat(first.conflictsWith(second)).isEqualTo(conflict);
        assertThat(second.conflictsWith(first)).isEqualTo(conflict);
    }

    @Property(tries = 2_000)
    void whatTwoPatternsMatchIsAConflict(
            @ForAll("patterns") TopicPattern one,
            @ForAll("patterns") TopicPattern other,
            @ForAll("topics") String topic) {
        if (one.match(topic).isPresent() && other.match(topic).isPresent()) {
            assertThat(one.conflictsWith(other)).isTrue();
        }
    }

    @Property
    void patternReadsWhatItPrints(@ForAll("patterns") TopicPattern pattern) {
        assertThat(TopicPattern.parse(pattern.toString())).isEqualTo(pattern);
    }

    @Property
    void nothingButIllegalArgument(@ForAll String text) {
        try {
            assertThat(TopicPattern.parse(text).match(text)).isNotNull();
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageContaining(text);
        }
    }

    @Provide
    static Arbitrary<TopicPattern> patterns() {
        return TopicArbitraries.patterns();
    }

    @Provide
    static Arbitrary<String> topics() {
        return TopicArbitraries.topics();
    }
}
