package city.auriga.iot.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstArrivalsTest {
    private static final Instant START = Instant.parse("2026-05-01T10:00:00.123456Z");

    /**
     * Each row is a history: identifier, payload, ! if the sender says that it may have come
     * before; ? and an identifier if that was not acknowledged.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    7a 7a!          ; 0 0 ; it is delivered again
                    7a 8b 7a! 7a!   ; 0 1 0 0 ; however often
                    7a 7a           ; 0 1 ; a new one that says the same
                    7a 7a 7a!       ; 0 1 1 ; of two it is the latter
                    7a 7b!          ; 0 1 ; we have missed the first
                    7a 7b 7a!       ; 0 1 2 ; the identifier was used for another since
                    7a!             ; 0 ; from before we began
                    7a 8a!          ; 0 1 ; another identifier
                    7a 8b 9c 1d 7a! ; 0 1 2 3 4 ; longer ago than any that is not acknowledged
                    0a 0a!          ; 0 1 ; it has none
                    7a ?7 7a        ; 0 0 ; it was not acknowledged, and nobody says that it comes again
                    7a ?7 7a 7a     ; 0 0 3 ; but once
                    7a ?7 7b 7a     ; 0 2 3 ; the session is another one
                    7a ?8 8a        ; 0 2 ; never heard of it
                    """)
    void knowsAMessageThatComesAgain(String messages, String expected, String why) {
        var arrivals = new FirstArrivals(3);
        var found = new StringBuilder();
        int second = 0;
        for (var message : messages.split(" ")) {
            if (message.startsWith("?")) {
                arrivals.expect(message.charAt(1) - '0');
                second++;
                continue;
            }
            var received =
                    arrivals.of(
                            message.charAt(0) - '0',
                            message.endsWith("!"),
                            "topic",
                            message.substring(1, 2).getBytes(UTF_8),
                            START.plusSeconds(second++));
            found.append(found.isEmpty() ? "" : " ")
                    .append(received.getEpochSecond() - START.getEpochSecond());
            assertThat(received.getNano()).isEqualTo(START.getNano());
        }
        assertThat(found).as(why).hasToString(expected);
    }

    /** As many as a client has under way. */
    @Test
    void remembersAllThatAreNotAcknowledged() {
        var arrivals = new FirstArrivals(3);
        for (int repeat = 0; repeat < 2; repeat++) {
            for (int id = 1; id <= 200; id++) {
                arrivals.makeRoom(id);
                var now = START.plusSeconds(1_000 * repeat + id);
                assertThat(arrivals.of(id, repeat > 0, "topic", new byte[] {1}, now))
                        .isEqualTo(START.plusSeconds(id));
            }
        }
        assertThat(arrivals.size()).isEqualTo(200);
    }
}
