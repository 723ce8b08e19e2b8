package city.auriga.iot.remote;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.Spool.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Keeps what the broker does not want as dead letters: the Entity as it was sent. Its origin says
 * that it is no reading, so that nobody takes its source for a topic.
 */
final class RefusedWrites {
    private static final int CLEAN_EVERY = 1_000;

    private final DeadLetters letters;
    private final int retention;
    private int sinceCleaning;

    RefusedWrites(DeadLetters letters, int retention) {
        this.letters = letters;
        this.retention = retention;
    }

    void keep(Row row, String reason, Instant now) {
        var write = row.write();
        var letter =
                new DeadLetter(
                        write.tenant(),
                        Reason.BROKER_REJECTED,
                        "entities/" + write.entity(),
                        reason,
                        write.document().getBytes(StandardCharsets.UTF_8),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("entity", write.entity())
                                .toString(),
                        1,
                        now);
        letters.add(List.of(letter));
        if (++sinceCleaning >= CLEAN_EVERY) {
            sinceCleaning = 0;
            letters.keep(retention);
        }
    }
}
