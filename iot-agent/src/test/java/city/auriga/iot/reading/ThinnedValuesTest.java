package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.Entity;
import city.auriga.core.mutation.DeleteAttribute;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that are not written, since they are hardly news. */
class ThinnedValuesTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String TOPIC = "/json/thin/d/attrs";
    private static final String ATTRIBUTE = "https://uri.etsi.org/ngsi-ld/default-context/a";

    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** Values at their seconds, those that are written, and how many are not. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'type': 'Number'                    ; 0=1 1=1 2=1               ; 1 1 1   ; 0
                    'deadband': 0.5                     ; 0=1 1=1.4 2=1.6 3=1.2     ; 1 1.6   ; 2
                    'deadband': 0.5                     ; 0=1 1=0.5 2=0.75          ; 1 0.5   ; 1
                    'deadband': 0                       ; 0=1 1=1                   ; 1 1     ; 0
                    'deadband': 5                       ; 0=1 1="x" 2=1 3=2         ; 1 "x" 1 ; 1
                    'deadband': 5, 'type': 'Number'     ; 0="1" 1="2"               ; 1       ; 1
                    'deadband': 5, 'expression': 'a*10' ; 0=1 1=1.4 2=2             ; 10 20   ; 1
                    'deadband': 5, 'nullAction': 'delete' ; 0=1 1=null 2=1          ; 1 gone 1 ; 0
                    'minInterval': 10                   ; 0=1 5=2 10=3 19=4         ; 1 3     ; 2
                    'minInterval': 0.5                  ; 0=1 1=2                   ; 1 2     ; 0
                    'minInterval': 'PT10S'              ; 0=1 9=2 10=2              ; 1 2     ; 1
                    'minInterval': 10, 'deadband': 5    ; 0=1 5=9 10=1 20=9         ; 1 9     ; 2
                    """)
    void leavesOut(String declared, String values, String written, int thinned) throws Exception {
        group(declared);
        for (var value : values.split(" ")) {
            var parts = value.split("=");
            send(Integer.parseInt(parts[0]), parts[1]).get();
        }
        assertThat(
                        agent.writer.history().stream()
                                .distinct()
                                .map(ThinnedValuesTest::value)
                                .collect(Collectors.joining(" ")))
                .isEqualTo(written);
        assertThat(agent.registry.counter("auriga.iot.values.thinned").count()).isEqualTo(thinned);
        assertThat(agent.stores.letters.all).isEmpty();
    }

    @Test
    void comparesValuesThatTellTheirType() throws Exception {
        agent.group(
                "",
                "thin",
                "{'entity_type': 'Sensor', 'dataType': '@type', 'attributes':"
                        + " [{'name': 'a', 'type': 'Number', 'deadband': 5}]}");
        send(0, "20").get();
        send(1, "21").get();
        assertThat(agent.value("d", "a").orElseThrow().toString())
                .isEqualTo("{\"@type\":\"Number\",\"@value\":20}");
        send(2, "25").get();
        assertThat(agent.value("d", "a").orElseThrow().path("@value").intValue()).isEqualTo(25);
    }

    /** Also if what is there comes with the same message, or is somebody else's. */
    @Test
    void comparesWithWhatIsThere() throws Exception {
        group("'deadband': 5");
        send(0, "20").get();
        var both = List.of(send(1, "30"), send(2, "20.1"));
        for (var one : both) {
            one.get();
        }
        assertThat(agent.value("d", "a").orElseThrow().toString()).isEqualTo("20.1");
        var away = agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Sensor:d").orElseThrow().id();
        agent.writer
                .write(
                        TestAgent.TENANT,
                        away,
                        new DeleteAttribute(away, ATTRIBUTE, null, true),
                        NOW.plusSeconds(3))
                .get();
        send(4, "20.2").get();
        assertThat(agent.value("d", "a").orElseThrow().toString()).isEqualTo("20.2");
    }

    @Test
    void whatWasNotWrittenIsNotRemembered() throws Exception {
        group("'deadband': 5");
        agent.writer.away(true);
        assertThatThrownBy(() -> send(0, "1").get()).isInstanceOf(ExecutionException.class);
        agent.writer.away(false);
        send(0, "1").get();
        assertThat(agent.value("d", "a")).isPresent();
    }

    /** Each device has its own, and other attributes of the measure are written. */
    @Test
    void leavesOutNoMoreThanTheValue() throws Exception {
        group("'deadband': 5");
        send(0, "1").get();
        send(1, "2, \"b\": 7").get();
        assertThat(agent.value("d", "a").orElseThrow().intValue()).isEqualTo(1);
        assertThat(agent.value("d", "b").orElseThrow().intValue()).isEqualTo(7);
        send("/json/thin/e/attrs", 2, "2").get();
        assertThat(agent.value("e", "a").orElseThrow().intValue()).isEqualTo(2);
    }

    private static String value(Entity entity) {
        return entity.instance(ATTRIBUTE, null)
                .map(attribute -> ((Property) attribute.value()).value().toString())
                .orElse("gone");
    }

    private void group(String declared) {
        agent.group(
                "",
                "thin",
                "{'entity_type': 'Sensor', 'attributes': [{'name': 'a', " + declared + "}]}");
    }

    private CompletableFuture<ReadingOutcome> send(int second, String value) {
        return send(TOPIC, second, value);
    }

    private CompletableFuture<ReadingOutcome> send(String topic, int second, String value) {
        return agent.readings.accept(
                Reading.of(
                        Topic.parse(topic).orElseThrow(),
                        topic,
                        "{\"a\": %s}".formatted(value).getBytes(StandardCharsets.UTF_8),
                        NOW.plusSeconds(second),
                        null));
    }
}
