package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What became of a reading, for good: it must not be sent again.
 *
 * @param written how many entities took something from it
 * @param refusals what could not be used; each is a dead letter
 */
public record ReadingOutcome(int written, List<Refusal> refusals) {
    public ReadingOutcome {
        refusals = List.copyOf(refusals);
    }

    /** One reason and what was found. */
    public record Refusal(Reason reason, String detail) {}

    /** The reading said nothing that is to be written. */
    static final ReadingOutcome NOTHING = new ReadingOutcome(0, List.of());

    /** What several parts of a reading came to. */
    static CompletableFuture<ReadingOutcome> all(List<CompletableFuture<ReadingOutcome>> outcomes) {
        if (outcomes.size() == 1) {
            return outcomes.getFirst();
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    int written = 0;
                    var refusals = new ArrayList<Refusal>();
                    for (var outcome : outcomes) {
                        written += outcome.join().written();
                        refusals.addAll(outcome.join().refusals());
                    }
                    return new ReadingOutcome(written, refusals);
                });
    }

    /** Of what was written before, and comes again. */
    ReadingOutcome ofRepeat() {
        return new ReadingOutcome(0, refusals);
    }

    static ReadingOutcome refused(Reason reason, String detail) {
        return new ReadingOutcome(0, List.of(new Refusal(reason, detail)));
    }
}
