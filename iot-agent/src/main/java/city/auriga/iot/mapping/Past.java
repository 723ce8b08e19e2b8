package city.auriga.iot.mapping;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of a device while it is heard again.
 *
 * @param context what expressions could refer to with the measure before; null if that is not known
 */
public record Past(@Nullable JsonNode context) {
    /** Of a device that was never heard. */
    public static final Past NONE = new Past(null);
}
