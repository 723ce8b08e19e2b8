package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.auriga.iot.device.Senders.Answer.Found;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Expressions about the measure before. */
class LookingBackTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String TOPIC = "/json/back/d/attrs";

    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** One payload after the other; then what there is of {@code a}. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    t-oldCtxt.t              -> {"t":5}                               -> none
                    t-oldCtxt.t              -> {"t":5} {"t":7}                       -> 2
                    t-oldCtxt.t              -> {"t":5} {"t":7} {"t":17}              -> 10
                    t-(oldCtxt.t?:0)         -> {"t":5}                               -> 5
                    t-oldCtxt.t              -> [{"t":5},{"t":7},{"t":8}]             -> 1
                    (oldCtxt.a?:0)+t         -> {"t":5} {"t":7} {"t":1}               -> 13
                    oldCtxt.id+oldCtxt.t     -> {"t":5} {"t":7}                       -> "d5"
                    oldCtxt.oldCtxt.t?:t     -> {"t":5} {"t":7} {"t":9}               -> 9
                    t-oldCtxt.t              -> {"t":5} broken {"t":7}                -> 2
                    t-oldCtxt.t -> {"t":5,"TimeInstant":"2026-05-01T09:00:00Z"} {"t":1,"TimeInstant":"2026-05-01T08:00:00Z"} {"t":7,"TimeInstant":"2026-05-01T09:30:00Z"} -> 2
                    """)
    void looksBack(String expression, String payloads, String expected) throws Exception {
        group(expression);
        for (var payload : payloads.split(" ")) {
            send(payload).get();
        }
        assertThat(agent.value("d", "a").map(JsonNode::toString).orElse("none"))
                .isEqualTo(expected);
    }

    @Test
    void whatWasNotWrittenIsNotTheMeasureBefore() throws Exception {
        group("t-oldCtxt.t");
        send("{\"t\":5}").get();
        agent.writer.away(true);
        assertThatThrownBy(() -> send("{\"t\":7}").get()).isInstanceOf(ExecutionException.class);
        agent.writer.away(false);
        send("{\"t\":7}").get();
        assertThat(agent.value("d", "a").map(JsonNode::intValue)).contains(2);
    }

    /** As after a restart. */
    @Test
    void remembersWhatIsStored() throws Exception {
        group("t-oldCtxt.t");
        send("{\"t\":5}").get();
        await().until(() -> !agent.stores.activities.all.isEmpty());
        var sender = ((Found) agent.senders.find("", "back", "d")).sender();
        var context = new DeviceMemory(agent.stores.activities).past(sender).context();
        assertThat(context.path("t").intValue()).isEqualTo(5);
        agent.stores.activities.all.clear();
        assertThat(new DeviceMemory(agent.stores.activities).past(sender).context()).isNull();
    }

    private void group(String expression) {
        agent.group(
                "",
                "back",
                """
                {'entity_type': 'Sensor', 'storeLastMeasure': true,
                 'attributes': [{'object_id': 'x', 'name': 'a', 'expression': '%s'}]}
                """
                        .formatted(expression));
    }

    private CompletableFuture<ReadingOutcome> send(String payload) {
        return agent.readings.accept(
                Reading.of(
                        Topic.parse(TOPIC).orElseThrow(),
                        TOPIC,
                        payload.getBytes(StandardCharsets.UTF_8),
                        NOW,
                        null));
    }
}
