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
}
