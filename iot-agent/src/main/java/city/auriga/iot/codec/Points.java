package city.auriga.iot.codec;

import city.auriga.iot.payload.PayloadException;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Locations as networks write them, as GeoJSON. */
final class Points {
    private Points() {}

    /**
     * A location by its members {@code latitude}, {@code longitude} and {@code altitude}, of which
     * a network leaves out those that are 0; empty if it has neither of the first two.
     */
    static Optional<ObjectNode> read(Part location) {
        if (!location.has("latitude") && !location.has("longitude")) {
            return Optional.empty();
        }
        return Optional.of(
                of(
                        degrees(location, "longitude", 180),
                        degrees(location, "latitude", 90),
                        location.number("altitude").orElse(null)));
    }

    private static BigDecimal degrees(Part location, String member, int most) {
        var degrees = location.number(member).orElse(BigDecimal.ZERO);
        if (degrees.abs().compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new PayloadException(
                    location.where(member)
                            + ": expected degrees between -"
                            + most
                            + " and "
                            + most
                            + ", found "
                            + degrees);
        }
        return degrees;
    }

    static ObjectNode of(BigDecimal longitude, BigDecimal latitude, @Nullable BigDecimal altitude) {
        var coordinates = JsonNodeFactory.instance.arrayNode().add(longitude).add(latitude);
        if (altitude != null) {
            coordinates.add(altitude);
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "Point")
                .set("coordinates", coordinates);
    }
}
