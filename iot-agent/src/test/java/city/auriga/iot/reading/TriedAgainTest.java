package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What cannot be written at once comes to the same when it is tried again, in order. */
class TriedAgainTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /**
     * Which write is refused of messages without any time, which are all sent, and then all again;
     * and what the Entity says at the end.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    0 ; {"t":1} {"t":0}                                 ; t=0
                    1 ; {"t":1} {"t":0}                                 ; t=0
                    2 ; {"t":1} {"t":0}                                 ; t=0
                    1 ; {"t":1} {"t":0} {"t":1}                         ; t=1
                    2 ; [{"t":1},{"t":0},{"t":1}]                       ; t=1
                    1 ; [{"t":1},{"t":0}] {"t":5}                       ; t=5
                    3 ; [{"t":1},{"t":0}] {"t":5} {"t":5}               ; t=5
                    0 ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    1 ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    2 ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    3 ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    0 ; [{"t":1},{"t":2},{"t":3}] {"t":4}               ; t=4 total=10
                    1 ; [{"t":1},{"t":2},{"t":3}] {"t":4}               ; t=4 total=10
                    3 ; [{"t":1},{"t":2},{"t":3}] {"t":4}               ; t=4 total=10
                    4 ; [{"t":1},{"t":2},{"t":3}] {"t":4} {"t":5}       ; t=5 total=15
                    """)
    void comesToTheSame(int refused, String payloads, String expected) {
        boolean sums = expected.contains("total");
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'timestamp': false"
                        + (sums
                                ? ", 'attributes': [{'name': 'total', 'expression': '(oldCtxt.total"
                                        + " ?: 0) + t'}]}"
                                : "}"));
        var messages = new ArrayList<Reading>();
        for (var payload : payloads.split(" ")) {
            messages.add(reading(payload, messages.size()));
        }
        agent.writer.refuse(refused);
        agent.writer.hold();
        var first = messages.stream().map(agent.readings::accept).toList();
        agent.writer.release();
        first.forEach(TriedAgainTest::await);
        int failed = (int) first.stream().takeWhile(one -> !one.isCompletedExceptionally()).count();
        assertThat(failed == messages.size()).isEqualTo(refused == 0);
        // As who holds a connection does: from the first that failed on.
        messages.subList(failed, messages.size()).stream()
                .map(agent.readings::again)
                .toList()
                .forEach(CompletableFuture::join);
        for (var pair : expected.split(" ")) {
            var name = pair.split("=")[0];
            assertThat(
                            agent.value("d", name)
                                    .map(JsonNode::toString)
                                    .orElse("nothing of " + agent.writer.history()))
                    .as(name)
                    .isEqualTo(pair.split("=")[1]);
        }
        assertThat(agent.stores.letters.all).isEmpty();
    }

    /** Beside one that failed it is worked on again, though it was committed; or comes again. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatWasCommittedIsNotCountedTwice(boolean stamps) {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'timestamp': "
                        + stamps
                        + ", 'attributes': [{'name': 'total', 'expression': '(oldCtxt.total ?: 0)"
                        + " + t'}]}");
        var first = reading("[{\"t\":1},{\"t\":2}]", 0);
        var second = reading("{\"t\":3}", 1);
        agent.readings.accept(first).join();
        agent.readings.again(first).join();
        agent.writer.refuse(1);
        await(agent.readings.accept(second));
        agent.readings.again(first).join();
        agent.readings.again(second).join();
        agent.readings.again(second).join();
        agent.readings.accept(first).join();
        assertThat(agent.value("d", "total").orElseThrow().intValue()).isEqualTo(6);
        assertThat(agent.value("d", "t").orElseThrow().intValue()).isEqualTo(3);
    }

    /** And its letter is kept, though it could not be at first. */
    @Test
    void whatCouldNotBeUsedIsKeptAll() {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'attributes': [{'name': 'total', 'expression':"
                        + " '(oldCtxt.total ?: 0) + t'}, {'object_id': 'p', 'name': 'p', 'type':"
                        + " 'geo:point'}]}");
        var message = reading("{\"t\":1,\"p\":\"nowhere\"}", 0);
        agent.stores.letters.unavailable = true;
        await(agent.readings.accept(message));
        agent.stores.letters.unavailable = false;
        assertThat(agent.readings.again(message).join().refusals()).isNotEmpty();
        assertThat(agent.stores.letters.all).hasSize(1);
        assertThat(agent.value("d", "total").orElseThrow().intValue()).isEqualTo(1);
        assertThat(agent.readings.again(message).join().refusals()).as("still").isNotEmpty();
        // Somebody has corrected what it is.
        var group = agent.stores.groups.find("", "again").orElseThrow();
        agent.stores.groups.replace(
                group, group.withDocument(TestAgent.json("{'entity_type': 'Sensor'}")));
        agent.senders.groupsChanged();
        assertThat(agent.readings.again(message).join().refusals()).isEmpty();
    }

    /** Nobody waits for ever for what never comes again. */
    @Test
    void whatNeverComesAgainHoldsUpNobody() {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'attributes': [{'name': 'total', 'expression':"
                        + " '(oldCtxt.total ?: 0) + t'}]}");
        agent.writer.refuse(1);
        await(agent.readings.accept(reading("{\"t\":1}", 0)));
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(agent.readings.accept(reading("{\"t\":2}", 1)))
                                .succeedsWithin(Duration.ofSeconds(20)));
    }

    private static void await(CompletableFuture<ReadingOutcome> reply) {
        reply.exceptionally(_ -> ReadingOutcome.NOTHING).join();
    }

    /** Each in its place, and all in a few commits. */
    @Test
    void aLongMessageIsOneTurn() {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'attributes': [{'name': 'n', 'expression':"
                        + " '(oldCtxt.n?:0)+t'}]}");
        agent.writer.hold();
        var reply = agent.readings.accept(reading(measures(200), 0));
        Awaitility.await().until(() -> agent.writer.waiting() == 200);
        agent.writer.release();
        assertThat(reply.join().written()).isEqualTo(200);
        assertThat(agent.value("d", "n").orElseThrow().intValue()).isEqualTo(200);
    }

    @Test
    void aMessageWithTooManyIsALetter() {
        agent.group("", "again", "{'entity_type': 'Sensor'}");
        var outcome = agent.readings.accept(reading(measures(231), 0)).join();
        assertThat(outcome.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThat(agent.stores.letters.all).hasSize(1);
        assertThat(agent.writer.history()).isEmpty();
    }

    private static String measures(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> "{\"t\":1}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static Reading reading(String payload, int second) {
        var topic = "/json/again/d/attrs";
        return Reading.of(
                Topic.parse(topic).orElseThrow(),
                topic,
                payload.getBytes(StandardCharsets.UTF_8),
                NOW.plusSeconds(second),
                null);
    }
}
