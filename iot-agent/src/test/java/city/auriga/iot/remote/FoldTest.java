package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Writes as {@code value@second}, {@code @} without a time, {@code /d} of the datasetId urn:d, and
 * {@code !} to be sent in any case; what is sent in the same words.
 */
class FoldTest {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final String N = "https://uri.etsi.org/ngsi-ld/default-context/n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            nullValues = "null",
            textBlock =
                    """
                    one goes as it is            | null | 1@5           | 1@5         | 0 | 5
                    the later one wins           | null | 1@5 2@6       | 2@6         | 1 | 6
                    the order does not matter    | null | 2@6 1@5       | 2@6         | 1 | 6
                    of the same time the last    | null | 1@5 2@5       | 2@5         | 1 | 5
                    not older than what was sent | 7    | 1@5 2@6       | ''          | 2 | none
                    newer than what was sent     | 5    | 2@6           | 2@6         | 0 | 6
                    as old as what was sent      | 5    | 2@5           | 2@5         | 0 | 5
                    late all the same            | 7    | 1@5!          | 1@5         | 0 | 5
                    without a time the last      | 7    | 1@ 2@         | 2@          | 1 | never
                    a time after none            | 7    | 1@ 2@5        | 2@5         | 1 | 5
                    instances are for themselves | 7    | 1@5 3@5/d     | 3@5/d       | 1 | 7
                    two instances                | null | 1@5 3@4/d 2@6 | 2@6 3@4/d   | 1 | 6
                    """)
    void folds(String why, String sent, String writes, String body, int superseded, String newest) {
        var before =
                sent == null
                        ? Map.<String, Map<String, Instant>>of()
                        : Map.of("urn:e", Map.of(N, EPOCH.plusSeconds(Long.parseLong(sent))));
        var fold = Fold.of(Stream.of(writes.split(" ")).map(FoldTest::row).toList(), before);
        assertThat(said(fold.body())).as(why).isEqualTo(body);
        assertThat(fold.isEmpty()).isEqualTo(body.isEmpty());
        assertThat(fold.superseded()).as(why).isEqualTo(superseded);
        var times = fold.newest().get("urn:e");
        assertThat(
                        times == null
                                ? "none"
                                : times.containsKey(N)
                                        ? ""
                                                + (times.get(N).getEpochSecond()
                                                        - EPOCH.getEpochSecond())
                                        : "never")
                .as(why)
                .isEqualTo(newest);
    }

    private static Row row(String text) {
        boolean always = text.endsWith("!");
        var parts = text.replace("!", "").split("[@/]", -1);
        var instance = new StringBuilder("{\"type\":\"Property\",\"value\":" + parts[0]);
        if (!parts[1].isEmpty()) {
            instance.append(",\"observedAt\":\"")
                    .append(EPOCH.plusSeconds(Long.parseLong(parts[1])))
                    .append('"');
        }
        if (parts.length > 2) {
            instance.append(",\"datasetId\":\"urn:").append(parts[2]).append('"');
        }
        instance.append('}');
        var document = "{\"id\":\"urn:e\",\"type\":\"T\",\"n\":%s}".formatted(instance);
        return new Row(
                1,
                new Write(Tenant.DEFAULT, "urn:e", always ? Kind.ALWAYS : Kind.NEWEST, document));
    }

    private static String said(JsonNode body) {
        return String.join(
                " ",
                body.valueStream()
                        .flatMap(entity -> instances(entity.get(N)))
                        .map(FoldTest::words)
                        .toList());
    }

    private static Stream<JsonNode> instances(JsonNode value) {
        return value.isArray() ? value.valueStream() : Stream.of(value);
    }

    private static String words(JsonNode instance) {
        var time = instance.path("observedAt").asString("");
        var dataset = instance.path("datasetId").asString("");
        return instance.get("value")
                + "@"
                + (time.isEmpty()
                        ? ""
                        : Instant.parse(time).getEpochSecond() - EPOCH.getEpochSecond())
                + (dataset.isEmpty() ? "" : "/" + dataset.substring(4));
    }

    @Test
    void sendsNamesThatOnlyTheCoreContextKnows() {
        var document =
                """
                {"id":"urn:e","type":["T","https://a.example/U"],"scope":["/a"],
                 "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}},
                 "https://a.example/m":{"type":"Property","value":1.50}}\
                """;
        var row = new Row(1, new Write(Tenant.DEFAULT, "urn:e", Kind.NEWEST, document));
        assertThat(Fold.of(List.of(row), Map.of()).body().get(0))
                .isEqualTo(
                        SpoolDocument.read(
                                """
                                {"id":"urn:e","type":["https://uri.etsi.org/ngsi-ld/default-context/T","https://a.example/U"],
                                 "scope":["/a"],
                                 "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}},
                                 "https://a.example/m":{"type":"Property","value":1.50}}\
                                """));
    }
}
