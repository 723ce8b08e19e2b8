package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import java.util.List;

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

    static ReadingOutcome refused(Reason reason, String detail) {
        return new ReadingOutcome(0, List.of(new Refusal(reason, detail)));
    }
}
