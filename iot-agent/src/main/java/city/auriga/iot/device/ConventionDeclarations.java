package city.auriga.iot.device;

import city.auriga.iot.mapping.Axes;
import city.auriga.iot.mapping.Conventions;
import city.auriga.iot.mapping.Handling;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How a device, or an attribute of it, writes its values, as it was declared. */
final class ConventionDeclarations {
    private static final Map<String, Axes> AXES =
            Map.of("lonlat", Axes.LONGITUDE_FIRST, "latlon", Axes.LATITUDE_FIRST);

    private ConventionDeclarations() {}

    static Conventions read(Members members) {
        return new Conventions(
                members.text("timezone").<ZoneId>map(Zones::require).orElse(ZoneOffset.UTC),
                axes(members).orElse(Axes.LONGITUDE_FIRST),
                byNull(members).orElse(false));
    }

    static Handling ofAttribute(JsonNode attribute) {
        var members = Members.of(attribute);
        return new Handling(
                axes(members).orElse(null),
                byNull(members).orElse(null),
                members.amount("deadband").orElse(null),
                members.duration("minInterval").orElse(null));
    }

    private static Optional<Axes> axes(Members members) {
        return members.choice("geoOrder", AXES, "lonlat or latlon");
    }

    private static Optional<Boolean> byNull(Members members) {
        return members.choice(
                "nullAction", Map.of("skip", false, "delete", true), "skip or delete");
    }
}
