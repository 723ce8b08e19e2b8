package city.auriga.iot.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationRequestTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    JSON       ; {"type":"configuration","fields":["a","b","a"]} ; once [a, b]
                    JSON       ; {"fields":["a"],"type":"subscription","x":1}    ; lasting [a]
                    JSON       ; {"type":"subscription","fields":[]}    ; lasting []
                    JSON       ; {"type":"configuration","fields":[]}   ; fields: expected at least one name, found none
                    JSON       ; {"type":"configuration"}               ; fields: expected an array of names, found nothing
                    JSON       ; {"type":"configuration","fields":"a"}  ; fields: expected an array of names, found "a"
                    JSON       ; {"type":"configuration","fields":[1]}  ; fields: expected an array of names, found [1]
                    JSON       ; {"type":"configuration","fields":[""]} ; fields: an empty name in []
                    JSON       ; {"type":"config","fields":["a"]}       ; type: expected configuration or subscription, found 'config'
                    JSON       ; {"type":7,"fields":["a"]}              ; type: expected configuration or subscription, found '7'
                    JSON       ; {"fields":["a"]}                       ; type: expected configuration or subscription, found ''
                    JSON       ; []                                     ; expected an object with type and fields, found array
                    ULTRALIGHT ; configuration|a|b\\|c                   ; once [a, b|c]
                    ULTRALIGHT ; subscription|a                         ; lasting [a]
                    ULTRALIGHT ; subscription                           ; lasting []
                    ULTRALIGHT ; configuration                          ; fields: expected at least one name, found none
                    ULTRALIGHT ; configuration|a||b                     ; fields: an empty name in [a, , b]
                    ULTRALIGHT ; t|15                                   ; expected configuration or subscription, found 't'
                    """)
    void isReadOrRefused(Protocol protocol, String payload, String expected) {
        assertThat(read(protocol, payload)).isEqualTo(expected);
    }

    @Test
    void asksForNoMoreThanAHundredFields() {
        var fields = IntStream.rangeClosed(1, 101).mapToObj(i -> "f" + i).toList();
        assertThat(read(Protocol.ULTRALIGHT, "subscription|" + String.join("|", fields)))
                .isEqualTo("fields: expected at most 100, found 101");
    }

    private static String read(Protocol protocol, String payload) {
        try {
            var request =
                    ConfigurationRequest.decode(protocol, payload.getBytes(StandardCharsets.UTF_8));
            return (request.lasting() ? "lasting " : "once ") + request.fields();
        } catch (PayloadException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    JSON       ; {"a":"200","b":{"c":[1.50]}} ; {"a":"200","b":{"c":[1.5]},"dt":"20160125T082703Z"}
                    JSON       ; {}                           ; {"dt":"20160125T082703Z"}
                    ULTRALIGHT ; {"a":"200","b":80}           ; d1@configuration|a=200|b=80|dt=20160125T082703Z
                    ULTRALIGHT ; {}                           ; d1@configuration|dt=20160125T082703Z
                    """)
    void isAnsweredWithTheTime(Protocol protocol, String values, String expected) {
        var members =
                new JsonMapper()
                        .readTree(values).properties().stream()
                                .collect(
                                        Collectors.toMap(
                                                java.util.Map.Entry::getKey,
                                                java.util.Map.Entry::getValue,
                                                (a, b) -> b,
                                                LinkedHashMap<String, JsonNode>::new));
        var payload =
                ConfigurationPayload.encode(
                        protocol, "d1", members, Instant.parse("2016-01-25T08:27:03.9Z"));
        assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(expected);
    }
}
