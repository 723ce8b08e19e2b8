package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenMlTest {
    private final Codec codec = Codecs.create(SenMl.NAME, Map.of());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    pack     -> box @2010-06-08T18:01:16.001Z voltage=120.1 VLT open=true label="north" data="aGkg" box @2010-06-08T18:01:11.001Z current=1.2 AMP box @2010-06-08T18:01:12.001Z current=1.3 AMP
                    sums     -> box @2026-03-01T10:00:00Z temperature=20.5 CEL energy=20 energy_sum=105
                    relative -> box @2026-03-01T09:59:30Z level=40 P1
                    """)
    void resolvesTheBase(String sample, String printed) {
        assertThat(Samples.decoded(codec, sample).replaceAll("\n *", " ")).isEqualTo(printed);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    [{"bn":"urn:dev:ow:10e2:","n":"t","v":1}] -> urn:dev:ow:10e2 t=1
                    [{"bn":"urn:dev:ow:10e2","v":1}]          -> urn:dev:ow:10e2 value=1
                    [{"n":"urn:dev:ow:10e2","v":1}]           -> urn:dev:ow:10e2 value=1
                    """)
    void withoutATopicTheNameIsTheDevice(String payload, String printed) {
        var bytes = payload.getBytes(StandardCharsets.UTF_8);
        var message = new Incoming("other", Map.of(), bytes, Samples.RECEIVED);
        assertThat(Printed.uplinks(codec.decode(message)).replaceAll(" @\\S+\n *", " "))
                .isEqualTo(printed);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                             -> the payload: expected an array of objects, found object
                    [{"bver":11,"n":"a","v":1}]    -> [0].bver: expected at most 10, found 11
                    [{"n":"a","v":1},{"x_":1}]     -> [1].x_ is not understood
                    [{"v":1}]                      -> [0].n is missing
                    [{"n":"a","v":"1"}]            -> [0].v: expected a number of ordinary size, found string "1"
                    [{"bt":1e300,"n":"a","v":1}]   -> [0].t and its base are no time
                    [{"bv":1e-999999999,"n":"a","v":1}] -> [0].bv: expected a number of ordinary size, found number 1E-999999999
                    """)
    void namesTheMemberThatIsWrong(String payload, String error) {
        var message = Samples.message(codec, "senml/k/d", payload);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(message))
                .withMessage(error);
    }
}
