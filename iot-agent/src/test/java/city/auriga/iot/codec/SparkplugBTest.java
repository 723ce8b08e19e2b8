package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import city.auriga.iot.codec.SparkplugPayload.Metric;
import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The samples were written by Eclipse Tahu, the reference of Sparkplug. */
class SparkplugBTest {
    private final SparkplugB codec = new SparkplugB();

    @Test
    void birthTellsAllMetrics() {
        assertThat(Samples.decoded(codec, "1-nbirth"))
                .isEqualTo(
                        """
                        edge%3A1 is here
                        edge%3A1 @2026-03-01T10:00:00Z
                          Properties_Hardware_Make="Pi"\
                        """);
        assertThat(Samples.decoded(codec, "2-dbirth"))
                .isEqualTo(
                        """
                        edge%3A1:press is here
                        edge%3A1:press @2026-03-01T10:00:00Z
                          Inputs_Temperature=20.6 CEL
                          Inputs_Level=-5
                          Total=18446744073709551615
                          Small=-3
                          Name="press one"
                          Since="2026-03-01T07:26:40Z"
                          Table_columns=["n","v"]
                          Table_rows=[[-1,2.5]]
                          Motor_rpm=1500
                          Motor_on=true
                          Raw="AQI="
                          List=[-1,2]
                          Flags=[true,false,true]
                          Words=["a","bc"]
                          Run=true
                          Long=-9\
                        """);
    }

    @Test
    void dataIsNamedByAliasesAndEachTimeIsAReading() {
        Samples.decoded(codec, "1-nbirth");
        Samples.decoded(codec, "2-dbirth");
        assertThat(Samples.decoded(codec, "3-ddata"))
                .isEqualTo(
                        """
                        edge%3A1:press @2026-03-01T10:00:05Z
                          Inputs_Temperature=21.25 CEL
                        edge%3A1:press @2026-03-01T10:00:04Z
                          Inputs_Level=-6\
                        """);
        assertThat(Samples.decoded(codec, "4-ndata"))
                .isEqualTo(
                        """
                        edge%3A1 @2026-03-01T10:00:00Z
                          Properties_Hardware_Make="Pi 5"\
                        """);
        assertThat(Samples.decoded(codec, "5-ddeath")).isEqualTo("edge%3A1:press is gone");
        assertThat(Samples.decoded(codec, "6-ndeath")).isEqualTo("edge%3A1 is gone");
    }

    @Test
    void deathOfANodeIsThatOfItsDevicesAndSaysTheSameAgain() {
        Samples.decoded(codec, "1-nbirth");
        Samples.decoded(codec, "2-dbirth");
        for (int i = 0; i < 2; i++) {
            assertThat(Samples.decoded(codec, "6-ndeath"))
                    .isEqualTo("edge%3A1 is gone\nedge%3A1:press is gone");
        }
    }

    @Test
    void lateDeathOfAnEarlierSessionMeansNothing() {
        hear("NBIRTH/e", 0, 0, metric("bdSeq", null, 8));
        assertThat(hear("NDEATH/e", null, 0, metric("bdSeq", null, 7))).isEmpty();
        assertThat(hear("NDEATH/e", null, 0, metric("bdSeq", null, 8))).isEqualTo("e is gone");
    }

    @Test
    void dataBeforeBirthAsksForOneButNotOverAndOver() {
        var rebirth = "request spBv1.0/g/NCMD/e";
        var missing = "unexplained: metrics with an alias that no birth has told of: 1\n" + rebirth;
        assertThat(hear("DDATA/e/d", 5, 0, metric(null, 1L, 7))).isEqualTo("e:d " + missing);
        assertThat(hear("DDATA/e/d", 6, 9, metric("t", 1L, 7))).isEqualTo("e:d\n  t=7");
        assertThat(hear("DDATA/e/d", 7, 10, metric(null, 1L, 7))).isEqualTo("e:d " + missing);
        hear("NBIRTH/e", 0, 11, metric("x", null, 1));
        hear("DBIRTH/e/d", 1, 11, metric("t", 1L, 1));
        assertThat(hear("DDATA/e/d", 2, 60, metric(null, 1L, 8))).isEqualTo("e:d\n  t=8");
        assertThat(hear("DDATA/e/other", 3, 61, metric(null, 1L, 8)))
                .isEqualTo("e:other " + missing);
    }

    @Test
    void gapAsksForABirthAndAWrapDoesNot() {
        hear("NBIRTH/e", 254, 0, metric("t", 1L, 1));
        assertThat(hear("NDATA/e", 255, 0, metric(null, 1L, 2))).isEqualTo("e\n  t=2");
        assertThat(hear("NDATA/e", 255, 0, metric(null, 1L, 2))).isEqualTo("e\n  t=2");
        assertThat(hear("NDATA/e", 0, 0, metric(null, 1L, 3))).isEqualTo("e\n  t=3");
        assertThat(hear("NDATA/e", 2, 0, metric(null, 1L, 4)))
                .isEqualTo("e\n  t=4\nrequest spBv1.0/g/NCMD/e");
        assertThat(hear("NDATA/e", 3, 30, metric(null, 1L, 4)))
                .as("still waiting for a birth")
                .endsWith("request spBv1.0/g/NCMD/e");
    }

    @Test
    void nodesAreRememberedWithinBounds() {
        var small = new SparkplugB(100);
        for (int i = 0; i < 1_000; i++) {
            hear(small, "NBIRTH/e" + i, 0, 0, metric("t", 1L, 1));
        }
        assertThat(small.remembered()).isBetween(1L, 100L);
    }

    @Test
    void oneNodeCannotFillTheMemory() {
        var birth =
                bytes(out -> {
                    for (int i = 0; i < 15_000; i++) {
                        var name = "m" + i;
                        // without a value: a measure does not hold so many
                        out.writeByteArray(2, bytes(metric -> metric.writeString(1, name)));
                    }
                });
        var message = Samples.message(codec, "spBv1.0/g/NBIRTH/e", birth);
        codec.decode(message);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() ->
                        codec.decode(
                                Samples.message(codec, "spBv1.0/g/DBIRTH/e/d", message.payload())))
                .withMessageContaining("more than 20000 metrics");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    NBIRTH/e 0aff        -> not a Sparkplug B payload
                    NBIRTH/e 1202        -> not a Sparkplug B payload
                    NBIRTH/e 0c          -> not a Sparkplug B payload
                    DDATA/e  00          -> the topic 'spBv1.0/g/DDATA/e': DDATA is of a device
                    NDATA/e/d 00         -> the topic 'spBv1.0/g/NDATA/e/d': NDATA is of an edge node, not of a device
                    NDATA/e 2212535042_56312e305f434f4d50524553534544 -> uuid: compressed payloads are not understood
                    NDATA/e 120d 0a0161 2020 82010501020304 05 -> a: an array of booleans ends too early
                    NDATA/e 120b 0a0161 2018 820103010203 -> a: an array of numbers of 4 bytes cannot have 3 bytes
                    """)
    void refuses(String request, String error) {
        var parts = request.strip().split(" +", 2);
        var payload = HexFormat.of().parseHex(parts[1].replaceAll("[ _]", ""));
        var message = Samples.message(codec, "spBv1.0/g/" + parts[0], payload);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(message))
                .withMessageStartingWith(error);
    }

    @Test
    void commandsOfOthersMeanNothing() {
        var message = Samples.message(codec, "spBv1.0/g/NCMD/e", "whatever");
        assertThat(codec.decode(message)).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    edge%3A1:press Inputs_Level -7        -> spBv1.0/plant/DCMD/edge:1/press Inputs/Level 3 Whole[bits=4294967289]
                    edge%3A1:press Total 7                -> spBv1.0/plant/DCMD/edge:1/press Total 8 Whole[bits=7]
                    edge%3A1:press Inputs/Temperature 1.5 -> spBv1.0/plant/DCMD/edge:1/press Inputs/Temperature 9 Real[digits=1.5]
                    edge%3A1:press Run false              -> spBv1.0/plant/DCMD/edge:1/press Run 11 Flag[value=false]
                    edge%3A1:press Since "2026-03-01T00:00:00Z" -> spBv1.0/plant/DCMD/edge:1/press Since 13 Whole[bits=1772323200000]
                    edge%3A1 Label "x"                    -> spBv1.0/plant/NCMD/edge:1 Label 12 Words[text=x]
                    other:d Speed 5                       -> spBv1.0/plant/DCMD/other/d Speed 4 Whole[bits=5]
                    """)
    void commandIsAMetric(String request, String expected) {
        Samples.decoded(codec, "1-nbirth");
        Samples.decoded(codec, "2-dbirth");
        var downlink = codec.command(command(request)).orElseThrow();
        Metric metric = SparkplugReader.read(downlink.payload()).metrics().getFirst();
        assertThat(
                        downlink.topic()
                                + " "
                                + metric.name()
                                + " "
                                + metric.datatype()
                                + " "
                                + metric.value())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    edge%3A1:press Small 200
                    edge%3A1:press Total -1
                    edge%3A1:press Inputs/Level 1.5
                    edge%3A1:press Run 1
                    edge%3A1:press Since "yesterday"
                    edge%3A1:press Table []
                    a+b:c x 1
                    """)
    void refusesCommandsThatDoNotFit(String request) {
        Samples.decoded(codec, "1-nbirth");
        Samples.decoded(codec, "2-dbirth");
        assertThatIllegalArgumentException().isThrownBy(() -> codec.command(command(request)));
    }

    @Test
    void messagesOfANodeKeepTheirOrder() {
        var node = Samples.message(codec, "spBv1.0/g/NDATA/e", "");
        var device = Samples.message(codec, "spBv1.0/g/DDATA/e/d", "");
        assertThat(codec.order(node)).isEqualTo(codec.order(device));
    }

    private static Command command(String request) {
        var parts = request.strip().split(" +", 3);
        return new Command(
                parts[0],
                parts[1],
                JsonTree.read(parts[2].strip().getBytes(StandardCharsets.UTF_8)),
                "c-1",
                Map.of("apikey", "plant"),
                Samples.RECEIVED);
    }

    private String hear(String topic, Integer sequence, int seconds, byte[] metric) {
        return hear(codec, topic, sequence, seconds, metric);
    }

    private static String hear(
            SparkplugB codec, String topic, Integer sequence, int seconds, byte[] metric) {
        var payload =
                bytes(out -> {
                    out.writeByteArray(2, metric);
                    if (sequence != null) {
                        out.writeUInt64(3, sequence);
                    }
                });
        var message = Samples.message(codec, "spBv1.0/g/" + topic, payload);
        return Printed.uplinks(
                codec.decode(
                        new Incoming(
                                message.topic(),
                                message.captures(),
                                payload,
                                Samples.RECEIVED.plusSeconds(seconds))));
    }

    private static byte[] metric(String name, Long alias, int value) {
        return bytes(out -> {
            if (name != null) {
                out.writeString(1, name);
            }
            if (alias != null) {
                out.writeUInt64(2, alias);
            }
            out.writeUInt32(4, SparkplugValues.INT32);
            out.writeUInt32(10, value);
        });
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] bytes(Fields fields) {
        var bytes = new ByteArrayOutputStream();
        try {
            var out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }
}
