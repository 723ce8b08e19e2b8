package city.auriga.iot.reading;

import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What becomes of readings that could not be used, be it in part. */
@FunctionalInterface
public interface RefusedReadings {
    /** For readings that are kept already. */
    RefusedReadings ARE_KEPT = (_, _, _) -> CompletableFuture.completedFuture(null);

    /**
     * @return completes when the reading need not be sent again
     */
    CompletableFuture<@Nullable Void> keep(Reading reading, Tenant tenant, List<Refusal> refusals);
}
