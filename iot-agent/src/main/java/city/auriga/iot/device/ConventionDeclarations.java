package city.auriga.iot.device;

import static city.auriga.iot.device.ProvisioningException.wrong;

import city.auriga.core.model.Uri;
import city.auriga.iot.mapping.Axes;
import city.auriga.iot.mapping.Conventions;
import city.auriga.iot.mapping.DataTypes;
import city.auriga.iot.mapping.Handling;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a device, or an attribute of it, writes its values, as it was declared. */
final class ConventionDeclarations {
    private static final Map<String, Axes> AXES =
            Map.of("lonlat", Axes.LONGITUDE_FIRST, "latlon", Axes.LATITUDE_FIRST);

    private static final Map<String, Boolean> BAD_TIMES =
            Map.of("receive-time", false, "reject", true);
    private static final Map<String, DataTypes> DATA_TYPES =
            Map.of(
                    "none", DataTypes.UNTOLD,
                    "valueType", DataTypes.VALUE_TYPE,
                    "@type", DataTypes.TYPED_VALUE);

    private static final String PREFIX = "relationshipPrefix";

    private ConventionDeclarations() {}

    static Conventions read(Members members) {
        return new Conventions(
                members.text("timezone").<ZoneId>map(Zones::require).orElse(ZoneOffset.UTC),
                axes(members).orElse(Axes.LONGITUDE_FIRST),
                byNull(members).orElse(false),
                members.duration("maxClockSkew").orElse(Conventions.MAX_SKEW),
                members.choice("badTimestamp", BAD_TIMES, "receive-time or reject").orElse(false),
                members.flag("timestampStatic").orElse(false),
                members.choice("dataType", DATA_TYPES, "none, valueType or @type")
                        .orElse(DataTypes.UNTOLD),
                prefix(members));
    }

    static Handling ofAttribute(JsonNode attribute) {
        var members = Members.of(attribute);
        return new Handling(
                axes(members).orElse(null),
                prefix(members),
                byNull(members).orElse(null),
                members.amount("deadband").orElse(null),
                members.duration("minInterval").orElse(null));
    }

    private static @Nullable String prefix(Members members) {
        var prefix = members.text(PREFIX).orElse(null);
        if (prefix != null && !Uri.isAbsolute(prefix + "x")) {
            throw wrong(PREFIX, "what a URI begins with, such as urn:ngsi-ld:Room:");
        }
        return prefix;
    }

    private static Optional<Axes> axes(Members members) {
        return members.choice("geoOrder", AXES, "lonlat or latlon");
    }

    private static Optional<Boolean> byNull(Members members) {
        return members.choice(
                "nullAction", Map.of("skip", false, "delete", true), "skip or delete");
    }
}
