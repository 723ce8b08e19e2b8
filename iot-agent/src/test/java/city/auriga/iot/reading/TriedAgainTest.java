package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What cannot be written at once comes to the same when it is tried again, in order. */
class TriedAgainTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private static final String TOTAL =
            "'attributes': [{'name': 'total', 'expression': '(oldCtxt.total ?: 0) + t'}]";

    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /**
     * What cannot be done at first (the n-th write of an Entity, or its commit when all have been
     * sent; looking for the device at the first message) of messages without any time over one
     * connection, and what the Entity says at the end. With {@code total} the device looks back;
     * with {@code n} it says which measure is which.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    nothing ; {"t":1} {"t":0}                                 ; t=0
                    write 1 ; {"t":1} {"t":0}                                 ; t=0
                    write 2 ; {"t":1} {"t":0}                                 ; t=0
                    write 1 ; {"t":1} {"t":0} {"t":1}                         ; t=1
                    write 2 ; [{"t":1},{"t":0},{"t":1}]                       ; t=1
                    write 1 ; [{"t":1},{"t":0}] {"t":5}                       ; t=5
                    write 3 ; [{"t":1},{"t":0}] {"t":5} {"t":5}               ; t=5
                    lose 1  ; {"t":1} {"t":0}                                 ; t=0
                    lose 1  ; {"t":1} {"t":0} {"t":1}                         ; t=1
                    lose 2  ; [{"t":1},{"t":0}] {"t":1}                       ; t=1
                    find    ; {"t":1} {"t":0}                                 ; t=0
                    find    ; {"t":1} {"t":0} {"t":1}                         ; t=1
                    write 1 ; {"n":1,"t":1} {"n":2,"t":0}                     ; t=0
                    write 2 ; {"n":1,"t":1} {"n":2,"t":0} {"n":1,"t":1}       ; t=0
                    write 1 ; [{"n":1,"t":1},{"n":2,"t":0}] {"n":3,"t":5}     ; t=5
                    lose 1  ; {"n":1,"t":1} {"n":2,"t":0}                     ; t=0
                    lose 1  ; {"n":1,"t":1} {"n":2,"t":0} {"n":1,"t":1}       ; t=0
                    find    ; {"n":1,"t":1} {"n":2,"t":0}                     ; t=0
                    nothing ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    write 1 ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    write 2 ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    write 3 ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    lose 1  ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    lose 2  ; [{"t":1},{"t":2}] {"t":3}                       ; t=3 total=6
                    find    ; {"t":1} {"t":2} {"t":3}                         ; t=3 total=6
                    nothing ; [{"t":1},{"t":2},{"t":3}] {"t":4}               ; t=4 total=10
                    write 1 ; [{"t":1},{"t":2},{"t":3}] {"t":4}               ; t=4 total=10
                    write 3 ; [{"t":1},{"t":2},{"t":3}] {"t":4}               ; t=4 total=10
                    write 4 ; [{"t":1},{"t":2},{"t":3}] {"t":4} {"t":5}       ; t=5 total=15
                    find    ; [{"t":1},{"t":2},{"t":3}] {"t":4} {"t":5}       ; t=5 total=15
                    write 1 ; {"n":1,"t":1} {"n":2,"t":2} {"n":1,"t":1}       ; t=2 total=3
                    """)
    void comesToTheSame(String fails, String payloads, String expected) throws Exception {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'timestamp': false"
                        + (payloads.contains("\"n\"") ? ", 'dedupe': 'n'" : "")
                        + (expected.contains("total") ? ", " + TOTAL : "")
                        + "}");
        if (fails.equals("find")) {
            agent.stores.devices.refuse(1);
        } else if (!fails.equals("nothing")) {
            int number = Integer.parseInt(fails.split(" ")[1]);
            if (fails.startsWith("lose")) {
                agent.writer.lose(number);
            } else {
                agent.writer.refuse(number);
            }
        }
        agent.writer.hold();
        // Who looks back waits for the one before.
        int underWay = fails.startsWith("lose") ? (expected.contains("total") ? 1 : 2) : 0;
        sendOverOneConnection(List.of(payloads.split(" ")), underWay);
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

    /**
     * Until all are acknowledged. Writes are held until all have been sent.
     *
     * @param underWay so many of them, at least
     */
    private void sendOverOneConnection(List<String> payloads, int underWay) throws Exception {
        var executor = Executors.newSingleThreadScheduledExecutor();
        try {
            var released = new CountDownLatch(payloads.size());
            var held = new HeldReadings(agent.readings, executor, Duration.ofMinutes(1), () -> {});
            executor.submit(
                            () -> {
                                for (int i = 0; i < payloads.size(); i++) {
                                    held.offer(reading(payloads.get(i), i), counted(released));
                                }
                            })
                    .get();
            Awaitility.await().until(() -> agent.writer.waiting() >= underWay);
            agent.writer.release();
            assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            executor.shutdownNow();
        }
    }

    private static HeldReadings.Message counted(CountDownLatch released) {
        return new HeldReadings.Message() {
            @Override
            public void release() {
                released.countDown();
            }

            @Override
            public boolean comesAgain() {
                return true;
            }

            @Override
            public void discard() {
                throw new AssertionError("nobody has closed it");
            }
        };
    }

    /** Beside one that failed it is worked on again, though it was committed; or comes again. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatWasCommittedIsNotCountedTwice(boolean stamps) {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'timestamp': " + stamps + ", " + TOTAL + "}");
        var first = reading("[{\"t\":1},{\"t\":2}]", 0);
        var second = reading("{\"t\":3}", 1);
        agent.readings.accept(first).join();
        agent.again(first).join();
        agent.writer.refuse(1);
        await(agent.readings.accept(second));
        agent.again(first).join();
        agent.again(second).join();
        agent.again(second).join();
        agent.readings.accept(first).join();
        assertThat(agent.value("d", "total").orElseThrow().intValue()).isEqualTo(6);
        assertThat(agent.value("d", "t").orElseThrow().intValue()).isEqualTo(3);
    }

    /** And its letter is kept, though it could not be at first; whatever is declared meanwhile. */
    @Test
    void whatCouldNotBeUsedIsKeptAndCountsOnce() throws Exception {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', "
                        + TOTAL.replace(
                                "]", ", {'object_id': 'p', 'name': 'p', 'type': 'geo:point'}]")
                        + "}");
        var message = reading("{\"t\":1,\"p\":\"nowhere\"}", 0);
        agent.stores.letters.unavailable = true;
        await(agent.readings.accept(message));
        agent.stores.letters.unavailable = false;
        agent.senders.groupsChanged();
        assertThat(agent.again(message).join().refusals()).isNotEmpty();
        assertThat(agent.stores.letters.all).hasSize(1);
        agent.readings.accept(reading("{\"t\":5}", 1)).join();
        assertThat(agent.value("d", "total").orElseThrow().intValue()).isEqualTo(6);
        var group = agent.stores.groups.find("", "again").orElseThrow();
        agent.stores.groups.replace(
                group,
                group.withDocument(TestAgent.json("{'entity_type': 'Sensor', " + TOTAL + "}")));
        agent.senders.groupsChanged();
        assertThat(agent.replays.replay(TestAgent.TENANT, 1).orElseThrow().result())
                .isEqualTo(Replays.Result.COMMITTED);
        assertThat(agent.value("d", "p").orElseThrow().asString()).isEqualTo("nowhere");
        agent.readings.accept(reading("{\"t\":1}", 2)).join();
        assertThat(agent.value("d", "total").orElseThrow().intValue()).isEqualTo(7);
    }

    /** A message that is under way may come again over another connection. */
    @ParameterizedTest
    @ValueSource(strings = {"'x': 1", "'dedupe': 'n'"})
    void whatComesAgainWhileItIsWrittenIsWrittenOnce(String declared) {
        agent.group("", "again", "{'entity_type': 'Sensor', 'timestamp': false, " + declared + "}");
        var first = reading("{\"n\":1,\"t\":1}", 0);
        var second = reading("{\"n\":2,\"t\":0}", 1);
        agent.writer.hold();
        var all = Stream.of(first, second, first, second).map(agent.readings::accept).toList();
        Awaitility.await()
                .until(() -> agent.registry.counter("auriga.iot.measures.repeated").count() == 2);
        assertThat(all).noneMatch(CompletableFuture::isDone);
        agent.writer.release();
        all.forEach(CompletableFuture::join);
        assertThat(agent.writer.history()).hasSize(2);
        assertThat(agent.value("d", "t").orElseThrow().intValue()).isZero();
    }

    /** What comes late is not the measure before what came since, whoever sends it again. */
    @Test
    void aLetterIsNotTheMeasureBeforeALiveOne() throws Exception {
        agent.group(
                "",
                "again",
                "{'entity_type': 'Sensor', 'attributes': [{'name': 'used', 'expression': 't -"
                        + " oldCtxt.t'}, {'object_id': 'p', 'name': 'p', 'type': 'geo:point'}]}");
        agent.readings.accept(reading("{\"t\":1000,\"p\":\"nowhere\"}", 0)).join();
        // An hour later, when it is not known any more.
        agent.readings.accept(reading("{\"t\":1500}", 3_600)).join();
        assertThat(agent.replays.replay(TestAgent.TENANT, 1)).isPresent();
        agent.readings.accept(reading("{\"t\":1501}", 3_601)).join();
        assertThat(agent.value("d", "used").orElseThrow().intValue()).isEqualTo(1);
    }

    /** Over HTTP, for example, a message may be overtaken by the next. */
    @Test
    void whatWasOvertakenCountsToo() {
        agent.group("", "again", "{'entity_type': 'Sensor', " + TOTAL + "}");
        agent.readings.accept(reading("{\"t\":2}", 2)).join();
        agent.readings.accept(reading("{\"t\":1}", 1)).join();
        agent.readings.accept(reading("{\"t\":3}", 3)).join();
        assertThat(agent.value("d", "total").orElseThrow().intValue()).isEqualTo(6);
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
