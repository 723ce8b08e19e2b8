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

class Zigbee2MqttTest {
    private final Codec codec = Codecs.create(Zigbee2Mqtt.NAME, Map.of());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    state    -> 0x00158d0001dc126a @2026-03-01T10:00:00+01:00 battery=100 humidity=44.72 P1 temperature=27.34 CEL weather_pressure=987.1 A97 linkquality=115 voltage=3005 update_state="idle"
                    unlisted -> cellar/door @1772359200123 contact=false action="single"
                    lamp     -> 0x90fd9ffffe6494fc state="ON" brightness=215 color_x=0.4 color_y=0.3 power=4.5 WTT
                    one-value -> 0x00158d0001dc126a temperature=21.5 CEL
                    no-action -> ''
                    gone     -> 0x00158d0001dc126a is gone
                    here     -> cellar/door is here
                    set      -> ''
                    set-one  -> ''
                    get      -> ''
                    bridge-state -> ''
                    """)
    void knowsDevicesByTheListOfTheBridge(String sample, String printed) {
        assertThat(Samples.decoded(codec, "1-devices")).isEmpty();
        assertThat(Samples.decoded(codec, sample).replaceAll("\n +", " "))
                .isEqualTo(printed.replace("''", ""));
    }

    @Test
    void withoutTheListTheNameIsTheKey() {
        assertThat(Samples.decoded(codec, "state")).startsWith("hall/climate @");
        assertThat(Samples.decoded(codec, "gone")).isEqualTo("hall/climate is gone");
        assertThat(Samples.decoded(codec, "set")).isEmpty();
    }

    @Test
    void eachBridgeHasItsOwnList() {
        var codec = Codecs.create(Zigbee2Mqtt.NAME, Map.of("base", "{apikey}/z"));
        var list = Samples.of(Zigbee2Mqtt.NAME, "1-devices").payload();
        codec.decode(Samples.message(codec, "one/z/bridge/devices", list));
        assertThat(Printed.uplinks(codec.decode(Samples.message(codec, "one/z/lamp", "{\"a\":1}"))))
                .startsWith("0x90fd9ffffe6494fc");
        assertThat(Printed.uplinks(codec.decode(Samples.message(codec, "two/z/lamp", "{\"a\":1}"))))
                .startsWith("lamp");
    }

    @Test
    void listsAreRememberedWithinBounds() {
        var codec = new Zigbee2Mqtt("{apikey}", 30);
        var list = Samples.of(Zigbee2Mqtt.NAME, "1-devices").payload();
        for (int i = 0; i < 100; i++) {
            codec.decode(Samples.message(codec, "b" + i + "/bridge/devices", list));
        }
        assertThat(codec.remembered()).isBetween(1L, 30L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    lamp [1]                 -> the payload: expected an object, found array
                    lamp/availability asleep -> state: expected online or offline, found 'asleep'
                    bridge/devices [{"ieee_address":7,"friendly_name":"a"}] -> [0].ieee_address: expected a text, found number 7
                    """)
    void namesTheMemberThatIsWrong(String request, String error) {
        var parts = request.split(" ", 2);
        var message = Samples.message(codec, "zigbee2mqtt/" + parts[0], parts[1].strip());
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
                    {"level":"error","message":"z2m: Publish 'set' 'state' to 'lamp' failed: 'Error: no route'"} -> 0x01 command state ERROR Error: no route
                    {"level":"error","message":"Publish 'set' 'state' to 'other/one' failed: 'Error: it's away'"} -> other/one command state ERROR Error: it's away
                    {"level":"info","message":"Publish 'set' 'state' to 'lamp' failed: 'x'"}   -> ``
                    {"level":"error","message":"Publish 'get' 'state' to 'lamp' failed: 'x'"}  -> ``
                    {"level":"error"}                                                          -> ``
                    """)
    void logTellsWhichCommandsFailed(String entry, String printed) {
        var list = "[{\"ieee_address\":\"0x01\",\"friendly_name\":\"lamp\"}]";
        codec.decode(Samples.message(codec, "zigbee2mqtt/bridge/devices", list));
        assertThat(
                        Printed.uplinks(
                                codec.decode(
                                        Samples.message(
                                                codec, "zigbee2mqtt/bridge/logging", entry))))
                .isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0x90fd9ffffe6494fc, zigbee2mqtt/0x90fd9ffffe6494fc/set
                    cellar/door,        zigbee2mqtt/cellar/door/set
                    """)
    void commandSetsAProperty(String device, String topic) {
        var command =
                new Command(
                        device,
                        "color",
                        JsonTree.read("{\"x\":0.4}".getBytes(StandardCharsets.UTF_8)),
                        "c-1",
                        Map.of(),
                        Samples.RECEIVED);
        assertThat(Printed.downlink(codec.command(command).orElseThrow()))
                .isEqualTo(topic + " {\"color\":{\"x\":0.4}} qos 1");
    }

    @Test
    void statesFollowTheListOfTheirBridge() {
        var list = Samples.of("zigbee2mqtt", "1-devices").arriving(codec);
        var state = Samples.of("zigbee2mqtt", "state").arriving(codec);
        assertThat(codec.order(state)).isEqualTo(codec.order(list)).isEqualTo("zigbee2mqtt/");
    }
}
