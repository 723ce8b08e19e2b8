package city.auriga.iot.mapping;

import java.util.List;

/**
 * An entity.
 *
 * @param types as the operator wrote them, at least one
 */
public record Target(String id, List<String> types) {
    public Target {
        types = List.copyOf(types);
    }

    /** One of the same types with another name. */
    Target named(String name) {
        return new Target(EntityIds.named(name, types.getFirst()), types);
    }
}
