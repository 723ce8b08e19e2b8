package city.auriga.iot.mapping;

import city.auriga.core.model.Tenant;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A value of an attribute that is not to be written too often.
 *
 * @param number null if it is none
 */
public record WrittenValue(Place place, @Nullable BigDecimal number, Instant at) {
    /** An instance of an attribute. */
    public record Place(
            Tenant tenant, String entity, String attribute, @Nullable String datasetId) {}

    /** Looks up what was written last. */
    @FunctionalInterface
    public interface Finder {
        /** Null if nobody knows. */
        @Nullable WrittenValue find(Place place);
    }
}
