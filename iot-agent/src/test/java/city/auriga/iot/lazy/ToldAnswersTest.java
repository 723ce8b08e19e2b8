package city.auriga.iot.lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.iot.reading.RecordedNews;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ToldAnswersTest {
    private static final UUID QUESTION = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID LAST = UUID.fromString("00000000-0000-0000-0000-000000000002");

    /** A device may say it again, or the rest of it in another message. */
    @Test
    void eachPartIsToldOnce() {
        var news = new RecordedNews();
        try (var answers = new ToldAnswers(news, () -> true)) {
            answers.tell(QUESTION, Set.of("b"), true);
            answers.tell(QUESTION, Set.of("b"), true);
            answers.tell(QUESTION, Set.of("c"), true);
            answers.tell(QUESTION, Set.of("b"), true);
            answers.tell(LAST, Set.of("z"), true);
            await().until(() -> news.told.contains("answered [z]"));
        }
        assertThat(news.told).containsExactly("answered [b]", "answered [c]", "answered [z]");
    }
}
