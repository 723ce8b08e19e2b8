package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeAssistantTest {
    private final Codec codec =
            Codecs.create(HomeAssistant.NAME, Map.of("states", "home/{topic+}, meter/{id}"));

    private String hear(String topic, String payload) {
        return Printed.uplinks(codec.decode(Samples.message(codec, topic, payload)))
                .replaceAll("\n +", " ");
    }

    private void hearConfigs() {
        Samples.of(HomeAssistant.NAME).stream()
                .filter(sample -> sample.title().startsWith("1-"))
                .forEach(sample -> assertThat(codec.decode(sample.arriving(codec))).isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    state     -> 0x00158d0001dc126a contact=true temperature=21.4 CEL
                    garden    -> 01ad motion=true
                    relay     -> plug-3 relay=false
                    plug-gone -> plug-3 is gone
                    pump      -> pump-1 pressure=2.31 BAR limit=4
                    lamp      -> lamp light=true light_brightness=120 light_color_x=0.4
                    gone      -> 0x00158d0001dc126a is gone
                    other     -> ''
                    removed   -> ''
                    """)
    void configsSayWhatStatesMean(String sample, String printed) {
        hearConfigs();
        assertThat(Samples.decoded(codec, sample).replaceAll("\n +", " "))
                .isEqualTo(printed.replace("''", ""));
    }

    @Test
    void deviceIsThereIfAllOfItsAvailabilitiesAre() {
        hearConfigs();
        assertThat(hear("home/hall/availability", "{\"state\":\"offline\"}")).endsWith("is gone");
        assertThat(hear("home/bridge/state", "{\"state\":\"online\"}")).endsWith("is gone");
        assertThat(hear("home/hall/availability", "{\"state\":\"online\"}")).endsWith("is here");
        assertThat(hear("home/hall/availability", "{\"state\":\"?\"}")).isEmpty();
    }

    @Test
    void stateWaitsForItsConfig() {
        assertThat(hear("home/a", "7.5")).isEmpty();
        var config = "{\"stat_t\":\"home/a\",\"dev\":{\"ids\":\"d\"},\"unit_of_meas\":\"V\"}";
        assertThat(hear("homeassistant/sensor/d_volts/config", config))
                .isEqualTo("d @2026-03-01T10:00:30Z volts=7.5 VLT");
        assertThat(hear("homeassistant/sensor/d_volts/config", config)).isEmpty();
        assertThat(hear("home/a", "8")).isEqualTo("d volts=8 VLT");
    }

    @Test
    void emptyConfigTakesTheComponentAway() {
        hearConfigs();
        long before = codec.remembered();
        assertThat(hear("homeassistant/switch/plug-3_relay/config", "")).isEmpty();
        assertThat(codec.remembered()).isEqualTo(before - 1);
        assertThat(hear("home/plug-3/relay", "ON")).isEmpty();
        assertThat(hear("home/plug-3/status", "up")).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    plug-3 | relay   | true            | home/plug-3/relay/set ON qos 0 retained
                    plug-3 | relay   | "OFF"           | home/plug-3/relay/set OFF qos 0 retained
                    pump-1 | limit   | 3.5             | home/pump/limit {"limit": 3.5 } qos 1
                    pump-1 | restart | null            | home/pump/restart PRESS qos 1
                    lamp   | light   | false           | home/lamp/set {"state":"OFF"} qos 1
                    lamp   | light   | {"brightness":9} | home/lamp/set {"brightness":9} qos 1
                    """)
    void commandGoesWhereTheConfigSays(String device, String name, String value, String printed) {
        hearConfigs();
        assertThat(Printed.downlink(codec.command(command(device, name, value)).orElseThrow()))
                .isEqualTo(printed);
    }

    private static Command command(String device, String name, String value) {
        var json = JsonTree.read(value.getBytes(StandardCharsets.UTF_8));
        return new Command(device, name, json, "c-1", Map.of(), Samples.RECEIVED);
    }

    @Test
    void commandWithoutAConfigWaits() {
        assertThatExceptionOfType(UnheardException.class)
                .isThrownBy(() -> codec.command(command("plug-3", "relay", "true")))
                .withMessageContaining("command_topic for 'relay'");
        assertThat(codec.commandPatterns()).containsExactly("home/{topic+}", "meter/{id}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {{ value_json.a * 2 }}          -> x unexplained: homeassistant/sensor/x/t/config: val_tpl: expected {{ value }} or {{ value_json.x.y }}, found '{{ value_json.a * 2 }}'
                    {{ value | lower }}             -> x unexplained: homeassistant/sensor/x/t/config: val_tpl: expected {{ value }} or {{ value_json.x.y }}, found '{{ value | lower }}'
                    {% if value %}1{% endif %}      -> x unexplained: homeassistant/sensor/x/t/config: val_tpl: expected {{ value }} or {{ value_json.x.y }}, found '{% if value %}1{% endif %}'
                    {{ value_json.a.b['c'][0] | float(0) | round(1) }} -> ``
                    {{value}}                       -> ``
                    """)
    void templatesThatAreNotUnderstoodAreTold(String template, String printed) {
        assertThat(
                        hear(
                                "homeassistant/sensor/x/t/config",
                                "{\"stat_t\":\"home/x\",\"val_tpl\":\"" + template + "\"}"))
                .isEqualTo(printed);
    }

    @Test
    void oneComponentThatIsNotUnderstoodLeavesTheOthers() {
        assertThat(
                        hear(
                                "homeassistant/device/d/config",
                                """
                                {"stat_t": "home/d", "cmps": {
                                  "a": {"p": "sensor", "val_tpl": "{{ now() }}"},
                                  "b": {"p": "sensor", "val_tpl": "{{ value_json.b }}"}}}\
                                """))
                .startsWith("d unexplained: homeassistant/device/d/config: cmps.a.val_tpl");
        assertThat(hear("home/d", "{\"b\":1}")).isEqualTo("d b=1");
    }

    @Test
    void statesThatAreNeitherOnNorOffAreTold() {
        hearConfigs();
        assertThat(hear("home/plug-3/relay", "7"))
                .isEqualTo(
                        "plug-3 unexplained: relay: the state: expected ON or OFF, found string"
                                + " \"7\"");
    }

    @Test
    void configsAreRememberedWithinBounds() {
        var small = new HomeAssistant("ha", List.of("home/{topic+}"), 10_000);
        var config = "{\"stat_t\":\"home/x\"}";
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        small.decode(Samples.message(small, "ha/sensor/s" + i + "/config", config));
                    }
                })
                .withMessage("the configs of this group are more than 10000 bytes");
        assertThat(small.remembered()).isBetween(1L, 20L);
    }
}
