package city.auriga.core.representation;

import city.auriga.core.model.EntityId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An Entity or Entity fragment as a request gives it (5.2.4, 5.5.4), names expanded.
 *
 * @param id null if the request body has none
 * @param types empty if the request body has none
 * @param attributes instances by expanded name, in their order
 */
public record EntityFragment(
        @Nullable EntityId id,
        List<String> types,
        Change<List<String>> scopes,
        Change<Instant> expiresAt,
        Map<String, List<InstanceFragment>> attributes) {

    public EntityFragment {
        types = List.copyOf(types);
    }

    /** Whether it has Attributes, but nothing to be written. */
    public boolean removesOnly() {
        return !attributes.isEmpty()
                && attributes.values().stream()
                        .flatMap(List::stream)
                        .allMatch(InstanceFragment.Drop.class::isInstance);
    }
}
