package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HomeAssistantTest {
    private final ToldInMemory told = new ToldInMemory();
    private final Codec codec = codec("homeassistant");

    private Codec codec(String prefix) {
        return Codecs.create(
                HomeAssistant.NAME,
                Map.of("states", "home/{topic+}, meter/{id}", "prefix", prefix),
                told);
    }

    private String hear(String topic, String payload) {
        return printed(codec, Samples.message(codec, topic, payload));
    }

    private String printed(Codec hearing, Incoming message) {
        return Printed.uplinks(told.take(hearing.decode(message))).replaceAll("\n +", " ");
    }

    private void config(String topic, String members) {
        assertThat(hear("homeassistant/" + topic + "/config", "{" + members + "}")).isEmpty();
    }

    private void hearConfigs() {
        Samples.of(HomeAssistant.NAME).stream()
                .filter(sample -> sample.title().startsWith("1-"))
                .forEach(sample -> assertThat(printed(codec, sample.arriving(codec))).isEmpty());
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
                    removed   -> ''
                    """)
    void configsSayWhatStatesMean(String sample, String printed) {
        hearConfigs();
        var message = Samples.of(HomeAssistant.NAME, sample).arriving(codec);
        assertThat(printed(codec, message)).isEqualTo(printed.replace("''", ""));
        assertThat(printed(codec("homeassistant"), message))
                .as("by another codec")
                .isEqualTo(printed.replace("''", ""));
    }

    /** So it is kept, and can be tried again. */
    @Test
    void whatNoConfigNamesIsNotUnderstood() {
        hearConfigs();
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> hear("home/unheard", "7.5"))
                .withMessage(
                        "no config names the topic 'home/unheard' yet; it is tried again when one"
                                + " does");
        assertThat(hear("home/unheard", "")).isEmpty();
        config("sensor/d_volts", "'stat_t':'home/unheard','unit_of_meas':'V'".replace('\'', '"'));
        assertThat(hear("home/unheard", "7.5")).isEqualTo("d_volts sensor=7.5 VLT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"home/lamp/set", "home/lamp/rgb", "home/lamp/attributes", "home/lamp/x"})
    void whatConfigsNameForOtherThingsIsNoFault(String topic) {
        config(
                "light/lamp",
                """
                "~":"home/lamp","stat_t":"~","cmd_t":"~/set","rgb_stat_t":"~/rgb","json_attributes_topic":"~/attributes",\
                "availability":[{"t":"~/x"}]\
                """);
        assertThat(hear(topic, "whatever")).isEmpty();
    }

    @Test
    void emptyConfigTakesTheComponentAway() {
        hearConfigs();
        assertThat(hear("homeassistant/switch/plug-3_relay/config", "")).isEmpty();
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> hear("home/plug-3/relay", "ON"));
        assertThatExceptionOfType(UnheardException.class)
                .isThrownBy(() -> codec.command(command("plug-3", "relay", "true")));
    }

    @Test
    void configsOfAnotherPrefixAreNotOurs() {
        hearConfigs();
        var other = codec("other/{apikey}");
        var message = Samples.message(other, "home/plug-3/relay", "ON");
        assertThat(printed(other, message)).isEmpty();
        var config =
                Samples.message(
                        other,
                        "other/homes/sensor/x/config",
                        "{\"stat_t\":\"home/x\",\"dev\":{\"ids\":\"x-1\"}}");
        assertThat(printed(other, config)).isEmpty();
        assertThat(printed(other, Samples.message(other, "home/x", "7"))).isEqualTo("x-1 x=7");
    }

    /** Each line: which mode, what is said on topics a and b, and what that means. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiterString = "|",
            textBlock =
                    """
                    latest | b online, a offline           | here gone
                    latest | a offline, b online           | gone here
                    latest | a nonsense                    | -
                    all    | a online                      | -
                    all    | a online, b online            | - here
                    all    | a online, b offline, a online | - gone gone
                    all    | b offline, b online, a online | gone - here
                    all    | a ?, b online                 | - -
                    any    | a offline, b online           | gone here
                    any    | b online, a offline           | here here
                    any    | b online, a offline, b offline | here here gone
                    """)
    void availabilityIsWhatItsTopicsSayTogether(String mode, String said, String printed) {
        config(
                "sensor/s",
                """
                "stat_t":"home/s","dev":{"ids":"d"},"avty_mode":"%s",\
                "avty":[{"t":"home/a"},{"t":"home/b","val_tpl":"{{ value_json.state }}"}]\
                """
                        .formatted(mode));
        var heard =
                said.lines()
                        .flatMap(line -> java.util.Arrays.stream(line.split(", ")))
                        .map(word -> word.split(" "))
                        .map(word ->
                                hear(
                                        "home/" + word[0],
                                        word[0].equals("a")
                                                ? word[1]
                                                : "{\"state\":\"" + word[1] + "\"}"))
                        .map(line -> line.isEmpty() ? "-" : line.replace("d is ", ""))
                        .collect(Collectors.joining(" "));
        assertThat(heard).isEqualTo(printed);
    }

    /** Of all its components, once. */
    @Test
    void bridgesAreThereForAllOfTheirDevices() {
        for (var component : new String[] {"1/t", "1/h", "2/t"}) {
            config(
                    "sensor/" + component,
                    "\"stat_t\":\"home/s/%s\",\"dev\":{\"ids\":\"%s\"},\"avty_t\":\"home/bridge\""
                            .formatted(component, component.charAt(0)));
        }
        assertThat(hear("home/bridge", "offline")).isEqualTo("1 is gone\n2 is gone");
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
                .withMessage("the device has not told what it is");
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"p\": \"sensor\", \"val_tpl\": \"{{ now() }}\"}",
                "7",
                "{\"p\": 1, \"x\": 1}",
                "{\"p\": \"switch\", \"cmd_t\": \"home/#\"}",
                "{\"p\": \"sensor\", \"pl_on\": [1], \"stat_t\": 7}"
            })
    void oneComponentThatIsNotUnderstoodLeavesTheOthers(String broken) {
        assertThat(
                        hear(
                                "homeassistant/device/d/config",
                                "{\"stat_t\":\"home/d\",\"cmps\":{\"a\":"
                                        + broken
                                        + ",\"b\":{\"p\":\"sensor\",\"val_tpl\":\"{{ value_json.b"
                                        + " }}\"}}}"))
                .startsWith("d unexplained: homeassistant/device/d/config: cmps.a");
        assertThat(hear("home/d", "{\"b\":1}")).isEqualTo("d b=1");
    }

    /** What only they tell must not pass for known. */
    @Test
    void topicsOfComponentsThatAreNotUnderstoodAreNotKnown() {
        var broken = "{\"stat_t\":\"home/t\",\"val_tpl\":\"{{ now() }}\"}";
        config("sensor/t", "\"stat_t\":\"home/t\"");
        assertThat(hear("homeassistant/sensor/t/config", broken)).startsWith("t unexplained");
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> hear("home/t", "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"stat_t":"home/x","dev":{"ids":"a\\u0000b"}} -> dev: expected a device with an identifier of ordinary characters
                    {"stat_t":"home/x","dev":{"ids":[7,8]}}       -> ``
                    {"stat_t":"home/x","dev":7}                   -> dev: expected an object, found number 7
                    []                                            -> the payload: expected an object, found array
                    {"stat_t":"home/x"                            -> not JSON
                    """)
    void whatIsNoConfigIsRefused(String config, String message) {
        if (message.isEmpty()) {
            assertThat(hear("homeassistant/sensor/x/config", config)).isEmpty();
        } else {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> hear("homeassistant/sensor/x/config", config))
                    .withMessageStartingWith(message);
        }
    }

    @Test
    void statesThatAreNeitherOnNorOffAreTold() {
        hearConfigs();
        assertThat(hear("home/plug-3/relay", "7"))
                .isEqualTo(
                        "plug-3 unexplained: relay: the state: expected ON or OFF, found string"
                                + " \"7\"");
        assertThat(hear("home/pump/state", "7")).isEqualTo("");
    }

    @Test
    void oneTopicIsOfSoManyComponents() {
        for (int i = 0; i < 20; i++) {
            config("sensor/s" + i, "\"stat_t\":\"home/x\",\"dev\":{\"ids\":\"d\"}");
        }
        assertThat(hear("homeassistant/sensor/more/config", "{\"stat_t\":\"home/x\"}"))
                .contains("AURIGA_IOT_DISCOVERED_TOPIC");
        assertThat(hear("home/x", "1").split("=1")).hasSize(20);
    }

    @Test
    void groupsTellSoMuch() {
        var padding = "\"name\":\"" + "x".repeat(5_000) + "\"";
        var refused =
                IntStream.range(0, 12)
                        .mapToObj(i ->
                                hear(
                                        "homeassistant/sensor/s" + i + "/config",
                                        "{\"stat_t\":\"home/" + i + "\"," + padding + "}"))
                        .filter(text -> text.contains("AURIGA_IOT_DISCOVERED_GROUP"))
                        .count();
        assertThat(refused).isEqualTo(3);
        assertThat(hear("homeassistant/sensor/s0/config", "{\"stat_t\":\"home/0\"}")).isEmpty();
        assertThat(hear("homeassistant/sensor/s11/config", "{\"stat_t\":\"home/11\"}")).isEmpty();
    }

    /** A part of a message may be the state of many, so that it would grow to gigabytes. */
    @Test
    void statesDoNotMultiplyWithoutEnd() {
        var component = "{\"p\":\"sensor\"}";
        var components =
                IntStream.range(0, 20)
                        .mapToObj(i -> "\"c" + i + "\":{\"p\":\"sensor\",\"x\":1}")
                        .collect(Collectors.joining(","));
        assertThat(component).isNotEmpty();
        config("device/d", "\"stat_t\":\"home/x\",\"cmps\":{" + components + "}");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> hear("home/x", "y".repeat(60_000)))
                .withMessageContaining("more than 1000000 characters");
    }

    /** However many look into it. */
    @Test
    void messageIsParsedOnce() {
        var heard = new HeardState("{\"a\":{\"b\":1}}".getBytes(StandardCharsets.UTF_8));
        assertThat(heard.json()).isSameAs(heard.json());
        assertThat(heard.text()).isSameAs(heard.text());
        var broken = new HeardState("{".getBytes(StandardCharsets.UTF_8));
        var first = fault(broken);
        assertThat(fault(broken)).isSameAs(first);
    }

    private static Throwable fault(HeardState heard) {
        return org.assertj.core.api.Assertions.catchThrowable(heard::json);
    }
}
