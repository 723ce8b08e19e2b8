package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TheThingsStackTest {
    private final Codec codec = codec(Map.of());

    private static Codec codec(Map<String, String> parameters) {
        return Codecs.create(TheThingsStack.NAME, parameters);
    }

    @Test
    void decodedPayloadIsLaidFlatAndTheNetworkAddsWhatItKnows() {
        assertThat(Samples.decoded(codec, "decoded"))
                .isEqualTo(
                        """
                        lot-7 #AXBSH1Pk6Z0G166RlH16CQ==/41 @2026-03-01T10:00:00.2Z
                          occupied=true
                          air_temperature=18.50
                          raw=[1,2]
                          at={"type":"Point","coordinates":[-3.7,40.4]}
                          rssi=-88
                          snr=0
                          gateway="roof-south"
                          spreading_factor=9
                          frame_counter=41
                          port=2
                          battery=98.4 P1
                          location={"type":"Point","coordinates":[-3.703,40.417,667]}\
                        """);
    }

    @Test
    void normalizedPayloadWinsAndEachOfItsMeasurementsHasItsTime() {
        assertThat(Samples.decoded(codec, "normalized"))
                .isEqualTo(
                        """
                        lot-7 #AXBSH1Pk6Z0G166RlH16CQ==/0 @2026-03-01T09:50:00Z
                          air_temperature=21.5
                          air_relativeHumidity=40
                          frame_counter=0
                          port=1
                        lot-7 #AXBSH1Pk6Z0G166RlH16CQ==/0/1 @2026-03-01T10:00:00.2Z
                          battery=3.1
                          frame_counter=0
                          port=1\
                        """);
    }

    @ParameterizedTest(name = "cayenneLpp={0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    none -> frm_payload="016700e602880676..."
                    2,3  -> frm_payload="016700e602880676..."
                    1,2  -> temperature_1=23.0 CEL gps_2={"type":"Point","coordinates":[-87.9094,42.3519,10.00]} location={"type":"Point","coordinates":[-87.9094,42.3519,10.00]}
                    all  -> temperature_1=23.0 CEL gps_2={"type":"Point","coordinates":[-87.9094,42.3519,10.00]} location={"type":"Point","coordinates":[-87.9094,42.3519,10.00]}
                    """)
    void bytesAreCayenneLppOnlyWhereAnOperatorSaysSo(String ports, String values) {
        var printed = Samples.decoded(codec(Map.of("cayenneLpp", ports)), "raw");
        assertThat(printed.replaceAll("\n +", " ").replaceAll("(016700e602880676)\\w+", "$1..."))
                .contains(" " + values + " frame_counter=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    join   -> ''
                    queued -> ''
                    simulated -> ''
                    sent   -> lot-7 id c-1 DELIVERED null
                    ack    -> lot-7 id c-1 OK null
                    nack   -> lot-7 id c-1 ERROR the device did not confirm it
                    failed -> lot-7 id c-1 ERROR no downlink paths
                    """)
    void tellsWhatBecameOfCommands(String sample, String printed) {
        assertThat(Samples.decoded(codec, sample)).isEqualTo(printed.replace("''", ""));
    }

    @Test
    void simulatedUplinksCountIfWanted() {
        assertThat(Samples.decoded(codec(Map.of("simulated", "true")), "simulated"))
                .contains("frm_payload=\"01\"");
    }

    @Test
    void solvedLocationIsAMeasure() {
        assertThat(Samples.decoded(codec, "located"))
                .isEqualTo(
                        """
                        lot-7 @2026-03-01T10:00:00.412345678Z
                          location={"type":"Point","coordinates":[-3.71,40.42]}
                          location_accuracy=30 MTR\
                        """);
    }

    @Test
    void webhookHasNoTopic() {
        var sample = Samples.of(TheThingsStack.NAME, "decoded");
        var message = new Incoming("", Map.of(), sample.payload(), Samples.RECEIVED);
        assertThat(Printed.uplinks(codec.decode(message))).startsWith("lot-7 #");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    s1, 5, -
                    s1, 6, 0
                    s1, 6, 0
                    s1, 9, 2
                    s1, 9, 2
                    s1, 8, -
                    s2, 3, -
                    s2, 4, 0
                    """)
    void countsLostFrames(String session, int frame, Integer lost) {
        var found = COUNTERS.lostBefore("d", session, frame);
        assertThat(found.isPresent() ? (Integer) (int) found.getAsLong() : null).isEqualTo(lost);
    }

    private static final FrameCounters COUNTERS = new FrameCounters(10);

    @Test
    void framesAreRememberedOfSoManyDevices() {
        var counters = new FrameCounters(50);
        for (int i = 0; i < 5_000; i++) {
            counters.lostBefore("d" + i, "", 1);
        }
        assertThat(counters.size()).isBetween(1L, 50L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    []                                   -> the payload: expected an object, found array
                    {"uplink_message":5}                 -> uplink_message: expected an object, found number 5
                    {"uplink_message":{"f_cnt":"x"}}     -> uplink_message.f_cnt: expected a whole number, found string "x"
                    {"uplink_message":{"rx_metadata":[{},7]}} -> uplink_message.rx_metadata[1]: expected an object, found number 7
                    {"uplink_message":{"frm_payload":"%"}} -> uplink_message.frm_payload: expected base64
                    {"uplink_message":{"rx_metadata":[{"rssi":1e999999999}]}} -> uplink_message.rx_metadata[0].rssi: expected a number of ordinary size, found number 1E+999999999
                    {"location_solved":{}}               -> location_solved.location is missing
                    {"location_solved":{"location":{"latitude":91}}} -> location_solved.location.latitude: expected degrees between -90 and 90, found 91
                    """)
    void namesTheMemberThatIsWrong(String payload, String error) {
        var message = Samples.message(codec, "v3/a/devices/d/up", payload);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(message))
                .withMessage(error);
    }

    @Test
    void namesThatGrowTooLongAreRefused() {
        var payload =
                "{\"uplink_message\":{\"decoded_payload\":{\""
                        + "n".repeat(255)
                        + "\":{\"a\":1}}}}";
        var message = Samples.message(codec, "v3/a/devices/d/up", payload);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(message))
                .withMessageContaining("longer than 256");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"open":true} -> "f_port":15,"priority":"NORMAL","confirmed":true,"decoded_payload":{"valve":{"open":true}}
                    {"frm_payload":"vu8=","f_port":3} -> "f_port":3,"priority":"NORMAL","confirmed":true,"frm_payload":"vu8="
                    """)
    void commandIsADownlink(String value, String downlink) {
        var command =
                new Command(
                        "lot-7",
                        "valve",
                        JsonTree.read(value.getBytes(StandardCharsets.UTF_8)),
                        "c-1",
                        Map.of("apikey", "parking@city"),
                        Samples.RECEIVED);
        assertThat(Printed.downlink(codec(Map.of("port", "15")).command(command).orElseThrow()))
                .isEqualTo(
                        "v3/parking@city/devices/lot-7/down/push {\"downlinks\":[{"
                                + downlink
                                + ",\"correlation_ids\":[\"auriga:command:c-1\"]}]} qos 0");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            textBlock =
                    """
                    cayenneLpp, some
                    port,       0
                    confirmed,  yes
                    unheard,    1
                    """)
    void refusesParameters(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec(Map.of(name, value)))
                .withMessageStartingWith("parameter " + name);
    }
}
