package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChirpStackTest {
    private static final String TAGS =
            """

              tag_district="north"
              tag_pole_no="12"\
            """;
    private static final String HEAD =
            "0101010101010101 #3ac7e3c4-4401-4b8d-9386-a5c902f9202d @2026-03-01T10:00:00.375Z\n";

    private final Codec codec = Codecs.create(ChirpStack.NAME, Map.of());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    up      -> pm_2_5=11.2 pm_10=20 online=true rssi=-57 snr=9.75 gateway="0016c001f153a14c" spreading_factor=11 frame_counter=4 port=5
                    raw     -> data="016700e6" rssi=-57 snr=9.75 gateway="0016c001f153a14c" spreading_factor=11 frame_counter=5 port=1
                    status  -> margin=7 external_power=false battery=75.5 P1
                    powered -> margin=9 external_power=true
                    located -> location={"type":"Point","coordinates":[-3.7,40.41,650.5]} location_accuracy=12 MTR
                    """)
    void measures(String sample, String values) {
        var expected = HEAD + "  " + values.replaceAll(" (?=\\w+=)", "\n  ") + TAGS;
        assertThat(Samples.decoded(codec, sample)).isEqualTo(expected);
    }

    @Test
    void bytesAreCayenneLppIfAsked() {
        var lpp = Codecs.create(ChirpStack.NAME, Map.of("cayenneLpp", "1"));
        assertThat(Samples.decoded(lpp, "raw")).contains("temperature_1=23.0 CEL\n");
    }

    @Test
    void lostFramesAreCounted() {
        Samples.decoded(codec, "up");
        assertThat(Samples.decoded(codec, "raw")).contains("lost_frames=0");
        assertThat(codec.remembered()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    txack       -> 0101010101010101 id c-1 DELIVERED null
                    ack         -> 0101010101010101 id c-1 OK null
                    nack        -> 0101010101010101 id c-1 ERROR the device did not confirm it
                    log         -> 0101010101010101 id c-1 ERROR Device queue-item discarded because of its size
                    codec-log   -> ''
                    join        -> ''
                    integration -> ''
                    """)
    void tellsWhatBecameOfCommands(String sample, String printed) {
        assertThat(Samples.decoded(codec, sample)).isEqualTo(printed.replace("''", ""));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    up {"object":[]}         -> object: expected an object, found array
                    up {"fCnt":1.5}          -> fCnt: expected a whole number, found number 1.5
                    location {}              -> location is missing
                    ack {"acknowledged":"y"} -> acknowledged: expected true or false, found string "y"
                    """)
    void namesTheMemberThatIsWrong(String request, String error) {
        var parts = request.split(" ", 2);
        var topic = "application/a/device/d/event/" + parts[0];
        var message = Samples.message(codec, topic, parts[1].strip());
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(message))
                .withMessage(error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    40 -> {"confirmed":true,"fPort":1,"object":{"valve":40},"devEui":"0101","id":"c-1"}
                    {"data":"qg==","fPort":7,"confirmed":false,"id":"x"} -> {"confirmed":false,"fPort":7,"data":"qg==","id":"c-1","devEui":"0101"}
                    """)
    void commandIsAnItemOfTheQueue(String value, String body) {
        var command =
                new Command(
                        "0101",
                        "valve",
                        JsonTree.read(value.getBytes(StandardCharsets.UTF_8)),
                        "c-1",
                        Map.of("apikey", "app"),
                        Samples.RECEIVED);
        assertThat(Printed.downlink(codec.command(command).orElseThrow()))
                .isEqualTo("application/app/device/0101/command/down " + body + " qos 0");
    }
}
