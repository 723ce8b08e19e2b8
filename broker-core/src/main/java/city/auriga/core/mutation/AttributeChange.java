package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Attribute instance before and after a mutation; one of the two is there.
 *
 * @param name expanded
 * @param before null if the instance is new
 * @param after null if the instance is gone
 */
public record AttributeChange(String name, @Nullable Attribute before, @Nullable Attribute after) {
    public AttributeChange {
        if (before == null && after == null) {
            throw new IllegalArgumentException("a change of nothing: " + name);
        }
    }

    /** The datasetId of the instance; null for the default instance. */
    public @Nullable String datasetId() {
        return Objects.requireNonNull(after == null ? before : after).datasetId();
    }
}
