package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measures that come twice, and groups that send too many. */
class SameMeasuresTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private int second;

    @AfterEach
    void close() {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'x': 1                  ; {"n":1,"t":1} {"n":1,"t":1}                   ; 2
                    'dedupe': 'n'           ; {"n":1,"t":1} {"n":1,"t":1}                   ; 1
                    'dedupe': 'n'           ; {"n":1,"t":1} {"n":2,"t":1} {"n":1,"t":1}     ; 2
                    'dedupe': 'n'           ; {"n":1,"t":1} {"n":"1","t":1}                 ; 2
                    'dedupe': 'n'           ; {"t":1} {"t":1}                               ; 2
                    'dedupe': '[boot, n]'   ; {"n":1,"boot":1} {"n":1,"boot":2} {"n":1,"boot":1} ; 2
                    'dedupe': 'n'           ; [{"n":1,"t":1},{"n":2,"t":1}] {"n":2,"t":1}   ; 2
                    'dedupe': 'n', 'attributes': [{'name': 'd', 'expression': 't-oldCtxt.t'}] ; {"n":1,"t":1} {"n":1,"t":1} {"n":2,"t":4} ; 2
                    """)
    void areWrittenOnce(String declared, String payloads, int written) throws Exception {
        agent.group("", "same", "{'entity_type': 'Sensor', " + declared + "}");
        int measures = 0;
        for (var payload : payloads.split(" ")) {
            send("/json/same/d/attrs", payload).get();
            measures += payload.startsWith("[") ? 2 : 1;
        }
        assertThat(agent.writer.history()).hasSize(written);
        assertThat(agent.registry.counter("auriga.iot.measures.repeated").count())
                .isEqualTo(measures - written);
        assertThat(agent.stores.letters.all).isEmpty();
        if (declared.contains("oldCtxt")) {
            assertThat(agent.value("d", "d").orElseThrow().intValue()).isEqualTo(3);
        }
    }

    /** MQTT delivers a message again: it arrived when it first did. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2"})
    void areWrittenOnceIfTheirMessageComesAgain(int arrivals, int changes) throws Exception {
        agent.group("", "same", "{'entity_type': 'Sensor', 'timestamp': false}");
        for (int i = 0; i < 4; i++) {
            second = i % arrivals;
            send("/json/same/d/attrs", "{\"n\":1}").get();
        }
        assertThat(agent.writer.history()).hasSize(changes);
    }

    /** They are of one moment, and yet the third is no repeat of the first. */
    @Test
    void areNotThoseOfOneMessage() throws Exception {
        agent.group(
                "",
                "same",
                "{'entity_type': 'Sensor', 'timestamp': false, 'attributes': [{'name': 'count',"
                        + " 'expression': '(oldCtxt.count ?: 0) + 1'}]}");
        for (int i = 0; i < 2; i++) {
            second = 0;
            send("/json/same/d/attrs", "[{\"on\":1},{\"on\":0},{\"on\":1}]").get();
            assertThat(agent.value("d", "on").orElseThrow().intValue()).isEqualTo(1);
            assertThat(agent.value("d", "count").orElseThrow().intValue()).isEqualTo(2);
        }
    }

    @Test
    void whatWasNotWrittenIsNoRepeat() throws Exception {
        agent.group("", "same", "{'entity_type': 'Sensor', 'dedupe': 'n'}");
        agent.writer.away(true);
        assertThatThrownBy(() -> send("/json/same/d/attrs", "{\"n\":1}").get())
                .isInstanceOf(ExecutionException.class);
        agent.writer.away(false);
        send("/json/same/d/attrs", "{\"n\":1}").get();
        send("/json/same/e/attrs", "{\"n\":1}").get();
        assertThat(agent.writer.history()).hasSize(2);
    }

    /** Of all its devices together; another group is not concerned. */
    @Test
    void takesNoMoreOfAGroupThanItMaySend() throws Exception {
        agent.group("", "same", "{'entity_type': 'Sensor', 'groupRateLimit': 5, 'rateLimit': 3}");
        agent.group("", "other", "{'entity_type': 'Meter', 'groupRateLimit': 5}");
        int taken = 0;
        for (int i = 0; i < 50; i++) {
            taken += send("/json/same/d" + i + "/attrs", "{\"n\":1}").get().written();
        }
        // A second may have ended meanwhile.
        assertThat(taken).isBetween(5, 45);
        assertThat(send("/json/other/d0/attrs", "{\"n\":1}").get().written()).isEqualTo(1);
        assertThat(agent.stores.letters.all).isEmpty();
    }

    private CompletableFuture<ReadingOutcome> send(String topic, String payload) {
        return agent.readings.accept(
                Reading.of(
                        Topic.parse(topic).orElseThrow(),
                        topic,
                        payload.getBytes(StandardCharsets.UTF_8),
                        NOW.plusSeconds(second++),
                        null));
    }
}
