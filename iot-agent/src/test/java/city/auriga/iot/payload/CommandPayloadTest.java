package city.auriga.iot.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CommandPayloadTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    JSON       ;                  ; 1.50          ; {"open":1.50}
                    JSON       ;                  ; "wide"        ; {"open":"wide"}
                    JSON       ;                  ; {"b":1,"a":2} ; {"open":{"b":1,"a":2}}
                    JSON       ; json             ; [1]           ; {"open":[1]}
                    JSON       ; binaryfromjson   ; true          ; {"open":true}
                    JSON       ; text             ; "wide"        ; wide
                    JSON       ; Text             ; {"a":1}       ; {"a":1}
                    JSON       ; binaryfromstring ; "wide"        ; wide
                    JSON       ; binaryfromstring ; ["1","23",2]  ; 1,23,2
                    JSON       ; text             ; ["1",2]       ; ["1",2]
                    JSON       ; binaryfromhex    ; "6f6B"        ; ok
                    JSON       ; binaryfromhex    ; ["111",107]   ; ok
                    ULTRALIGHT ;                  ; "wide"        ; d1@open|wide
                    ULTRALIGHT ;                  ; 2             ; d1@open|2
                    ULTRALIGHT ;                  ; {"b":1,"a":"x"} ; d1@open|b=1|a=x
                    ULTRALIGHT ;                  ; ""            ; d1@open|
                    ULTRALIGHT ; json             ; 2             ; {"open":2}
                    """)
    void isWrittenAsTheDeviceReadsIt(
            Protocol protocol, String kind, String value, String expected) {
        var bytes =
                CommandPayload.encode(
                        protocol,
                        "d1",
                        "open",
                        JsonMapper.builder()
                                .enable(
                                        tools.jackson.databind.DeserializationFeature
                                                .USE_BIG_DECIMAL_FOR_FLOATS)
                                .build()
                                .readTree(value),
                        kind == null ? null : PayloadKind.named(kind).orElseThrow());
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"xyz\"", "\"abc\"", "[256]", "[-1]", "[\"f\"]", "[[1]]"})
    void refusesWhatAreNoBytes(String json) {
        var value = new JsonMapper().readTree(json);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() ->
                        CommandPayload.encode(
                                Protocol.JSON, "d", "c", value, PayloadKind.BINARYFROMHEX));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    JSON       ; {"open":"done","ring":{"n":1}} ; null open "done", null ring {"n":1}
                    JSON       ; []                             ; !
                    JSON       ; {}                             ; !
                    ULTRALIGHT ; d1@open|done                   ; d1 open "done"
                    ULTRALIGHT ; d1@open|a|b                    ; d1 open "a|b"
                    ULTRALIGHT ; d1@open|                       ; d1 open ""
                    ULTRALIGHT ; d1@open|1#d1@ring|x@y          ; d1 open "1", d1 ring "x@y"
                    ULTRALIGHT ; d1@|x                          ; !
                    ULTRALIGHT ; d1@open                        ; !
                    ULTRALIGHT ; open|x                         ; !
                    """)
    void isAnswered(Protocol protocol, String payload, String expected) {
        String found;
        try {
            found =
                    CommandReply.decode(protocol, payload.getBytes(StandardCharsets.UTF_8)).stream()
                            .map(r -> r.device() + " " + r.command() + " " + r.result())
                            .collect(Collectors.joining(", "));
        } catch (PayloadException e) {
            found = "!";
        }
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    ULTRALIGHT ; d1@open|done     ; true
                    ULTRALIGHT ; mail|who@else    ; false
                    ULTRALIGHT ; t|1#d1@open|done ; false
                    JSON       ; {"a":"d1@open"}  ; false
                    """)
    void isToldFromMeasures(Protocol protocol, String payload, boolean expected) {
        assertThat(CommandReply.is(protocol, payload.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(expected);
    }
}
