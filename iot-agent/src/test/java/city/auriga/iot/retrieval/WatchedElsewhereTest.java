package city.auriga.iot.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.device.Senders.Answer.Found;
import city.auriga.iot.payload.ConfigurationRequest;
import city.auriga.iot.reading.TestAgent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices of an agent alone may have their broker watch. */
class WatchedElsewhereTest {
    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** Each asks for Attributes, one after the other; which of them are refused. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    0 ; a           ; !
                    3 ; a b c       ; +++
                    3 ; a b c d     ; +++!
                    3 ; a b c a,b   ; ++++
                    3 ; a,b c,d e   ; +!+
                    3 ; a,b,c,d     ; !
                    """)
    void isBoundedForEachTenant(int most, String asked, String expected) {
        try (var answers =
                new ConfigurationAnswers(
                        agent.entityDevices,
                        agent.watching,
                        agent.watched,
                        agent.telling,
                        agent.sending,
                        most)) {
            var taken = new StringBuilder();
            var wishes = asked.split(" ");
            for (int i = 0; i < wishes.length; i++) {
                var sender = ((Found) agent.senders.find("", "key", "d" + i)).sender();
                var request = new ConfigurationRequest(true, List.of(wishes[i].split(",")));
                taken.append(answers.take(sender, request, true, false).isEmpty() ? '+' : '!');
            }
            assertThat(taken).hasToString(expected);
        }
    }
}
