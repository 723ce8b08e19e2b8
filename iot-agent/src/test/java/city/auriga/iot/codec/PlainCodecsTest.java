package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import city.auriga.iot.payload.PayloadException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codecs of no ecosystem: CSV, CBOR, text, hexadecimal digits, and the agent's own languages. */
class PlainCodecsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    csv named      -> box @2026-03-01T10:00:00Z temperature=20.50 wind__speed=3 note="a \\"b\\"" box @2026-03-01T10:01:00Z temperature=20.75 note="x"
                    text number    -> box value=20.50
                    text attribute -> box mode="auto on"
                    hex attribute  -> box raw="6162"
                    json many      -> box t=1.50 o={"a":[1]} box @2026-03-01T10:00:00Z t=2
                    ultralight many -> box t=15 box @2026-03-01T10:00:00Z k="abc"
                    cbor map       -> box t=20.5 n=-1 b="AQI=" o={"x":[true]} nan=null
                    """)
    void decodes(String sample, String printed) {
        var parts = sample.split(" ");
        var codec = Codecs.create(parts[0], Map.of());
        assertThat(Samples.decoded(codec, parts[1]).replaceAll("\n *", " ")).isEqualTo(printed);
    }

    @Test
    void columnsOfCsvCanBeTheOperators() {
        var codec = Codecs.create("csv", Map.of("columns", "t, h", "separator", ";"));
        assertThat(Printed.uplinks(codec.decode(Samples.message(codec, "csv/k/d", "1;2\n\n3;4"))))
                .isEqualTo("d\n  t=1\n  h=2\nd\n  t=3\n  h=4");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a,b|1            -> line 2: expected 2 fields, found 1
                    a|"1             -> not CSV
                    ``               -> the payload is empty
                    """)
    void refusesBrokenCsv(String payload, String error) {
        var codec = Codecs.create("csv", Map.of());
        var message = Samples.message(codec, "csv/k/d", payload.replace('|', '\n'));
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(message))
                .withMessageStartingWith(error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            textBlock =
                    """
                    a1
                    ff
                    8101
                    ''
                    a1616101ff
                    """)
    void refusesBrokenCbor(String digits) {
        var codec = Codecs.create("cbor", Map.of());
        var message = Samples.message(codec, "cbor/k/d", HexFormat.of().parseHex(digits));
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> codec.decode(message));
    }

    @Test
    void nestingOfCborIsBounded() {
        var codec = Codecs.create("cbor", Map.of());
        var payload = HexFormat.of().parseHex("81".repeat(100_000) + "01");
        var message = Samples.message(codec, "cbor/k/d", payload);
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> codec.decode(message));
    }

    @Test
    void unknownCodecIsRefusedWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codecs.create("morse", Map.of()))
                .withMessageContaining("zigbee2mqtt");
    }

    @Test
    void everyCodecHasItsNameAndReadablePatterns() {
        for (var name : Codecs.names()) {
            var codec = Codecs.create(name, Map.of());
            assertThat(codec.name()).isEqualTo(name);
            assertThat(codec.patterns().stream().map(TopicPattern::parse)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    °C,    CEL
                    %,     P1
                    µg/m³, GQ
                    μg/m³, GQ
                    ' hPa', A97
                    m/s,   MTS
                    furlong, -
                    """)
    void unitsHaveCodes(String text, String code) {
        assertThat(Units.code(text).orElse(null)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    temperature, temperature
                    PM2.5,       PM2_5
                    2m temp,     value_2m_temp
                    _x,          value__x
                    größe,       größe
                    '',          value_
                    """)
    void namesCanNameAttributes(String name, String usable) {
        assertThat(AttributeNames.of(name)).isEqualTo(usable);
    }
}
