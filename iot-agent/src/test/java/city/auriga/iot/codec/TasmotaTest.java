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

class TasmotaTest {
    private final Codec codec = Codecs.create(Tasmota.NAME, Map.of());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    sensor  -> plug @2026-03-01T10:00:00 DS18B20_Id="0316A2794C1F" DS18B20_Temperature=20.6 CEL BME280_Temperature=21.0 CEL BME280_Humidity=44.1 P1 BME280_DewPoint=8.4 CEL BME280_Pressure=1009.3 A97 ENERGY_TotalStartTime="2025-01-01T00:00:00" ENERGY_Total=12.34 KWH ENERGY_Today=0.5 KWH ENERGY_Power=47 WTT ENERGY_ApparentPower=51 ENERGY_Voltage=230 VLT ENERGY_Current=0.22 AMP
                    state   -> plug @2026-03-01T10:00:00 Uptime="1T02:03:04" UptimeSec=93784 Heap=25 SleepMode="Dynamic" POWER="ON" Wifi_AP=1 Wifi_SSId="city" Wifi_RSSI=72 Wifi_Signal=-64
                    status  -> plug @2026-03-01T10:00:00 SI7021_Temperature=64.4 FAH SI7021_Humidity=51.2 P1
                    power   -> plug POWER1="OFF"
                    online  -> plug is here
                    offline -> plug is gone
                    result  -> plug POWER1="ON" plug command POWER1 OK ON
                    unknown -> plug command PWER ERROR Unknown
                    info    -> ''
                    """)
    void decodes(String sample, String printed) {
        assertThat(Samples.decoded(codec, sample).replaceAll("\n *", " "))
                .isEqualTo(printed.replace("''", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    tele/p/LWT Asleep      -> LWT: expected Online or Offline, found 'Asleep'
                    tele/p/SENSOR 5        -> the payload: expected an object, found number 5
                    stat/p/STATUS8 {}      -> StatusSNS is missing
                    tele/p/SENSOR {"A":{"Temperature":1},"TempUnit":5} -> TempUnit: expected a text, found number 5
                    """)
    void namesTheMemberThatIsWrong(String request, String error) {
        var parts = request.split(" ", 2);
        var message = Samples.message(codec, parts[0], parts[1].strip());
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
                    "ON" -> cmnd/plug/Power ON qos 1
                    50   -> cmnd/plug/Power 50 qos 1
                    null -> cmnd/plug/Power  qos 1
                    """)
    void commandIsText(String value, String downlink) {
        assertThat(Printed.downlink(codec.command(command("Power", value)).orElseThrow()))
                .isEqualTo(downlink);
    }

    @Test
    void orderOfTheTopicIsTheOperators() {
        var codec = Codecs.create(Tasmota.NAME, Map.of("fullTopic", "{apikey}/%topic%/%prefix%/"));
        assertThat(codec.patterns())
                .containsExactly("{apikey}/{device}/tele/{kind}", "{apikey}/{device}/stat/{kind}");
        assertThat(codec.command(command("Dimmer", "5")).orElseThrow().topic())
                .isEqualTo("k/plug/cmnd/Dimmer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codecs.create(Tasmota.NAME, Map.of("fullTopic", "tasmota/")));
    }

    @Test
    void commandThatCannotBeALevelIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.command(command("Power/#", "1")));
    }

    private static Command command(String name, String value) {
        return new Command(
                "plug",
                name,
                JsonTree.read(value.getBytes(StandardCharsets.UTF_8)),
                "c-1",
                Map.of("apikey", "k"),
                Samples.RECEIVED);
    }
}
