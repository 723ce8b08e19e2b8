package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.auriga.core.model.AttributeValue;
import city.auriga.iot.device.Senders.Answer.Found;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Expressions about the measure before. */
class LookingBackTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
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

    /**
     * One that waits for a commit keeps nobody else waiting, and what comes behind keeps its place.
     */
    @Test
    void waitsForNobodyElse() throws Exception {
        group("t-oldCtxt.t");
        agent.writer.hold();
        var sent = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (int n = 0; n < 50; n++) {
            sent.add(send("{\"t\":" + n * n + "}"));
            sent.add(send("{\"t\":1}", "/json/back/e" + n + "/attrs"));
            sent.add(send("{\"t\":1}", "/json/key/f" + n + "/attrs"));
        }
        await().until(() -> agent.writer.waiting() == 101);
        assertThat(sent).noneMatch(CompletableFuture::isDone);
        agent.writer.release();
        for (var one : sent) {
            one.get(10, TimeUnit.SECONDS);
        }
        assertThat(
                        agent.writer.history().stream()
                                .filter(entity -> entity.id().value().endsWith(":d"))
                                .flatMap(entity -> entity.instance(VOCABULARY + "a", null).stream())
                                .map(a -> ((AttributeValue.Property) a.value()).value().intValue()))
                .isEqualTo(IntStream.range(0, 49).mapToObj(n -> 2 * n + 1).toList());
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
        var context =
                new DeviceMemory(agent.stores.activities, 10).previous(sender).past().context();
        assertThat(context.path("t").intValue()).isEqualTo(5);
        agent.stores.activities.all.clear();
        assertThat(new DeviceMemory(agent.stores.activities, 10).previous(sender).past().context())
                .isNull();
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
        return send(payload, TOPIC);
    }

    private CompletableFuture<ReadingOutcome> send(String payload, String topic) {
        return agent.readings.accept(
                Reading.of(
                        Topic.parse(topic).orElseThrow(),
                        topic,
                        payload.getBytes(StandardCharsets.UTF_8),
                        NOW,
                        null));
    }
}
