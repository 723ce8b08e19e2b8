package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.iot.payload.PayloadException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CayenneLppTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    03670110056700ff         -> temperature_3=27.2 temperature_5=25.5
                    0167ffd7                 -> temperature_1=-4.1
                    0671 04d2 fb2e 0000      -> accelerometer_6_x=1.234 accelerometer_6_y=-1.234 accelerometer_6_z=0.000
                    0188 06765f f2960a 0003e8 -> gps_1={"type":"Point","coordinates":[-87.9094,42.3519,10.00]} location={"type":"Point","coordinates":[-87.9094,42.3519,10.00]}
                    000001 ff0100            -> digital_in_0=1 digital_out_255=0
                    0202 8000                -> analog_in_2=-327.68
                    0165 ffff                -> luminosity_1=65535
                    0168 a1                  -> relative_humidity_1=80.5
                    0173 2710                -> barometric_pressure_1=1000.0
                    0187 ff0001              -> colour_1_red=255 colour_1_green=0 colour_1_blue=1
                    """)
    void decodes(String digits, String values) {
        var draft = new MeasureDraft();
        CayenneLpp.decode(bytes(digits), draft);
        assertThat(
                        draft.finish(null).values().entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining(" ")))
                .isEqualTo(values);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    01       -> CayenneLPP: a channel without a type at byte 0
                    016700   -> CayenneLPP: expected 2 bytes at byte 2, found the end
                    01880676 -> CayenneLPP: expected 3 bytes at byte 2, found the end
                    0142ff   -> CayenneLPP: unknown type 66 at byte 1
                    """)
    void refuses(String digits, String error) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> CayenneLpp.decode(bytes(digits), new MeasureDraft()))
                .withMessage(error);
    }

    private static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
