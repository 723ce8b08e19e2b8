package city.auriga.iot.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class PayloadsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"t":1.50,"on":true}             -> t=1.50 on=true
                    {"n":123456789012345678901234.5} -> n=123456789012345678901234.5
                    {"a":{"b":[1]},"c":null}         -> a={"b":[1]} c=null
                    [{"t":1},{"t":2}]                -> t=1 # t=2
                    []                               -> ``
                    {"t":1,"TimeInstant":"2026-01-01T00:00:00Z"} -> @"2026-01-01T00:00:00Z" t=1
                    {"id":"x","type":"y"}            -> measure_id="x" measure_type="y"
                    {"t":1,"t":2}                    -> t=2
                    """)
    void decodesJson(String payload, String measures) {
        assertThat(
                        print(
                                Payloads.decode(
                                        Protocol.JSON, PayloadType.IOTAGENT, null, bytes(payload))))
                .isEqualTo(measures);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    t|15|k|abc                         -> t=15 k="abc"
                    gps|1.2/3.4#gps|1.1/3.3            -> gps="1.2/3.4" # gps="1.1/3.3"
                    2016-06-13T00:35:30Z|lle|100       -> @"2016-06-13T00:35:30Z" lle=100
                    2016-06-13T00:35:30Z|a|1#b|2       -> @"2016-06-13T00:35:30Z" a=1 # b=2
                    |t|15                              -> t=15
                    o|{"a":1}|l|[1,2]|b|true|n|null    -> o={"a":1} l=[1,2] b=true n=null
                    mail|me@home.org                   -> mail="me@home.org"
                    p|a\\|b|q|c\\#d                    -> p="a|b" q="c#d"
                    n|1e76020076001                    -> n="1e76020076001"
                    n|NaN|i|-Infinity                  -> n="NaN" i="-Infinity"
                    """)
    void decodesUltraLight(String payload, String measures) {
        assertThat(
                        print(
                                Payloads.decode(
                                        Protocol.ULTRALIGHT,
                                        PayloadType.IOTAGENT,
                                        null,
                                        bytes(payload))))
                .isEqualTo(measures);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    JSON ; {broken
                    JSON ; 5
                    JSON ; "text"
                    JSON ; [5]
                    JSON ; [5,null]
                    JSON ; {"t":1} {"t":2}
                    JSON ; {"t":NaN}
                    JSON ; {"t":1e76020076001}
                    JSON ; {"t":-1e-76020076001}
                    JSON ; ``
                    ULTRALIGHT ; t
                    ULTRALIGHT ; t|
                    ULTRALIGHT ; t|1||2
                    ULTRALIGHT ; t|1#
                    ULTRALIGHT ; ``
                    ULTRALIGHT ; robot@turn|left
                    """)
    void refusesWhatBreaksTheFormat(Protocol protocol, String payload) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() ->
                        Payloads.decode(protocol, PayloadType.IOTAGENT, null, bytes(payload)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    JSON 20.5       -> t=20.5
                    JSON [1]        -> t=[1]
                    JSON "warm"     -> t="warm"
                    JSON warm       -> t="7761726d"
                    JSON 1e99999999999 -> t="31653939393939393939393939"
                    ULTRALIGHT 20.5 -> t=20.5
                    ULTRALIGHT warm -> t="warm"
                    """)
    void decodesTheValueOfOneAttribute(String request, String measures) {
        var parts = request.strip().split(" ", 2);
        assertThat(
                        print(
                                Payloads.decode(
                                        Protocol.valueOf(parts[0]),
                                        PayloadType.IOTAGENT,
                                        "t",
                                        bytes(parts[1].strip()))))
                .isEqualTo(measures);
    }

    /** The standard refuses them of Entities; here they cost no more than themselves. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    [{"type":"Property","value":1},{"type":"Property","value":2}]   -> none
                    [{"value":1,"datasetId":"urn:d"},{"value":2,"datasetId":"urn:d"}] -> "urn:d"
                    [{"value":1},{"value":2,"datasetId":"@none"}]                   -> none
                    """)
    void leavesOutInstancesThatDoNotDiffer(String attribute, String found) {
        var payload = "[{\"u\":0},{\"t\":" + attribute + ",\"u\":5}]";
        var decoded = Payloads.decode(Protocol.JSON, PayloadType.NGSILD, null, bytes(payload));
        assertThat(print(decoded)).isEqualTo("u=0 # u=5");
        assertThat(decoded.faults())
                .containsExactly(
                        "element 2: t: expected instances with different datasetIds, found two with"
                                + " "
                                + found);
    }

    /** What is one value, and what are several of one Attribute; and how many values there are. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    NGSILD -> [{"value":1},{"value":2,"datasetId":"urn:d"}]               -> 1 + 2
                    NGSILD -> [{"value":1,"datasetId":"@none"},{"value":2,"datasetId":"urn:d"}] -> 1 + 2
                    NGSILD -> [{"type":"Property","value":1}]                             -> 1
                    NGSILD -> [{"type":"Relationship","object":"urn:a"},{"object":"urn:b","datasetId":"urn:d"}] -> "urn:a" + "urn:b"
                    NGSILD -> [{"value":1},{"value":2}]                                   -> [{"value":1},{"value":2}]
                    NGSILD -> [{"type":"pm10","value":5},{"type":"pm25","value":7}]       -> [{"type":"pm10","value":5},{"type":"pm25","value":7}]
                    NGSILD -> [1,{"value":2,"datasetId":"urn:d"}]                         -> [1,{"value":2,"datasetId":"urn:d"}]
                    NGSILD -> []                                                          -> []
                    NGSIV2 -> [{"type":"Property","value":1}]                             -> [{"type":"Property","value":1}]
                    NGSIV2 -> [{"value":1,"datasetId":"urn:d"}]                           -> [{"value":1,"datasetId":"urn:d"}]
                    """)
    void tellsInstancesFromValues(PayloadType type, String attribute, String values) {
        var payload = "{\"t\":" + attribute + "}";
        var decoded = Payloads.decode(Protocol.JSON, type, null, bytes(payload));
        var measure = decoded.measures().getFirst();
        var others = measure.detail("t").others();
        assertThat(
                        Stream.concat(
                                        Stream.of(measure.values().get("t")),
                                        others.stream().map(Measure.Instance::value))
                                .map(JsonNode::toString)
                                .collect(Collectors.joining(" + ")))
                .isEqualTo(values);
        assertThat(decoded.faults()).isEmpty();
        assertThat(decoded.size()).isEqualTo(1 + others.size());
    }

    @Test
    void bytesThatAreNoJsonBecomeDigits() {
        var measures =
                Payloads.decode(
                        Protocol.JSON,
                        PayloadType.IOTAGENT,
                        "raw",
                        new byte[] {0, (byte) 0xff, 10});
        assertThat(print(measures)).isEqualTo("raw=\"00ff0a\"");
    }

    @Test
    void nestingIsBounded() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() ->
                        Payloads.decode(
                                Protocol.JSON,
                                PayloadType.IOTAGENT,
                                null,
                                bytes("[".repeat(100_000))));
    }

    @Property(tries = 2_000)
    void neverFailsWithAnythingButAPayloadException(
            @ForAll Protocol protocol,
            @ForAll PayloadType type,
            @ForAll("payloads") byte[] payload) {
        try {
            assertThat(Payloads.decode(protocol, type, null, payload)).isNotNull();
        } catch (PayloadException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }

    @Provide
    static Arbitrary<byte[]> payloads() {
        var noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        var almost =
                Arbitraries.of(
                                "{", "}", "[", "]", "\"", "|", "#", "@", "t", "1", ":", ",", "\\",
                                "{\"t\":", "t|", "e", "-", ".", "99999")
                        .list()
                        .ofMaxSize(20)
                        .map(parts -> bytes(String.join("", parts)));
        return Arbitraries.oneOf(noise, almost);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** And in entities: one that is none costs no other. */
    @ParameterizedTest
    @EnumSource(PayloadType.class)
    void everyElementOfAnArrayStandsForItself(PayloadType type) {
        var decoded =
                Payloads.decode(Protocol.JSON, type, null, bytes("[{\"t\":1},5,{\"t\":2},null]"));
        assertThat(print(decoded)).isEqualTo("t=1 # t=2");
        assertThat(decoded.faults()).hasSize(2);
        assertThat(decoded.faults().getFirst()).startsWith("element 2: expected ");
    }

    private static String print(Decoded decoded) {
        return decoded.measures().stream()
                .map(PayloadsTest::print)
                .collect(Collectors.joining(" # "));
    }

    private static String print(Measure measure) {
        var values =
                measure.values().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
        return measure.time() == null ? values : "@" + measure.time() + " " + values;
    }
}
