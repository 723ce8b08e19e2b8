package city.auriga.iot.payload;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    /json/k/d/attrs,        JSON,       k,    d,   -
                    json/k/d/attrs,         JSON,       k,    d,   -
                    /ul/k/d/attrs,          ULTRALIGHT, k,    d,   -
                    ul/k/d/attrs/t,         ULTRALIGHT, k,    d,   t
                    /json/k/d/attrs/t,      JSON,       k,    d,   t
                    /k/d/attrs,             -,          k,    d,   -
                    k/d/attrs,              -,          k,    d,   -
                    /k/d/attrs/t,           -,          k,    d,   t
                    /json/d/attrs,          -,          json, d,   -
                    /json/k/attrs/attrs,    -,          json, k,   attrs
                    """)
    void readsTheTopicsOfMeasures(
            String text, Protocol protocol, String apikey, String device, String attribute) {
        assertThat(Topic.parse(text)).contains(new Topic(protocol, apikey, device, attribute));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    /json/k/d/cmdexe,       JSON,       k,    d
                    ul/k/d/cmdexe,          ULTRALIGHT, k,    d
                    k/d/cmdexe,             -,          k,    d
                    /json/d/cmdexe,         -,          json, d
                    """)
    void readsTheTopicsOfAnswersToCommands(
            String text, Protocol protocol, String apikey, String device) {
        assertThat(Topic.parse(text))
                .contains(new Topic(protocol, apikey, device, null, MessageKind.RESULTS));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    /json/k/d/configuration/commands,             JSON,       k,    d
                    ul/k/d/configuration/commands,                ULTRALIGHT, k,    d
                    k/d/configuration/commands,                   -,          k,    d
                    /json/d/configuration/commands,               -,          json, d
                    /json/k/configuration/configuration/commands, JSON,       k,    configuration
                    """)
    void readsTheTopicsOfRequestsForConfiguration(
            String text, Protocol protocol, String apikey, String device) {
        assertThat(Topic.parse(text))
                .contains(new Topic(protocol, apikey, device, null, MessageKind.CONFIGURATION));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    /json/k/d/cmdexe/open
                    /json/k/d/cmd
                    /json/k/d/configuration
                    /json/k/d/configuration/values
                    /json/k/d/configuration/commands/a
                    /configuration/commands
                    /json/k//attrs
                    //k/d/attrs
                    /json/k/d/attrs/
                    /json/k/d/attrs/a/b
                    /k/d
                    attrs
                    $SYS/broker/uptime
                    """)
    void leavesOtherTopicsAlone(String text) {
        assertThat(Topic.parse(text)).isEmpty();
    }

    @Property
    void neverFails(@ForAll String text) {
        assertThat(Topic.parse(text)).isNotNull();
    }
}
