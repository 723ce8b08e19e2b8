package city.auriga.api.fuzz;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which members a body has, and what is known to be invalid in it. */
enum Grammar {
    /**
     * Whole entities or Attributes: nothing may be missing, and no NGSI-LD Null stands anywhere.
     */
    WHOLE,
    /** Fragments, in which members may be missing or be deleted. */
    FRAGMENT,
    SUBSCRIPTION,
    /** The first level of a patch may lack anything, and null removes. */
    SUBSCRIPTION_PATCH,
    QUERY,
    GROUP,
    DEVICE,
    /** Members that replace those of a group or device. */
    PROVISIONING_PATCH,
    /** Bodies of which only the form is known. */
    FREE;

    private Map<String, Kind> kinds() {
        return switch (this) {
            case WHOLE, FRAGMENT -> GrammarTables.ENTITY;
            case SUBSCRIPTION, SUBSCRIPTION_PATCH -> GrammarTables.SUBSCRIPTION;
            case QUERY -> GrammarTables.QUERY;
            case GROUP, DEVICE, PROVISIONING_PATCH -> GrammarTables.PROVISIONING;
            case FREE -> Map.of();
        };
    }

    private Set<String> required() {
        return switch (this) {
            case WHOLE -> GrammarTables.VALUE_MEMBERS;
            case SUBSCRIPTION ->
                    Set.of(
                            "type",
                            "notification",
                            "endpoint",
                            "uri",
                            "georel",
                            "geometry",
                            "key",
                            "value");
            case SUBSCRIPTION_PATCH ->
                    Set.of("endpoint", "uri", "georel", "geometry", "key", "value");
            case QUERY -> Set.of("type", "georel");
            case GROUP -> Set.of("apikey", "resource", "entity_type");
            case DEVICE -> Set.of("device_id");
            case FRAGMENT, PROVISIONING_PATCH, FREE -> Set.of();
        };
    }

    private boolean isProvisioning() {
        return this == GROUP || this == DEVICE || this == PROVISIONING_PATCH;
    }

    boolean isEntity() {
        return this == WHOLE || this == FRAGMENT;
    }

    boolean isSubscription() {
        return this == SUBSCRIPTION || this == SUBSCRIPTION_PATCH || this == QUERY;
    }

    /** Whether its strings are checked to be such as can be stored, wherever they stand. */
    boolean isStored() {
        return isNgsiLd() && this != QUERY;
    }

    /** Whether the body is one of the NGSI-LD API, with members that are known. */
    boolean isNgsiLd() {
        return isEntity() || isSubscription();
    }

    /** What the member at a place holds, if it is known. */
    Optional<Kind> kind(Place place) {
        if (place.member().isEmpty() || isOpaque(place)) {
            return Optional.empty();
        }
        var name = place.member().get();
        if (isEntity()) {
            if (name.equals("type")) {
                return Optional.of(entityType(place));
            }
            if (name.equals("coordinates")) {
                return Optional.of(coordinates(place.parent().path("type").asString()));
            }
        }
        if (isSubscription() && (name.equals("type") || name.equals("id"))) {
            return Optional.of(ofSubscription(name, place));
        }
        if (isProvisioning() && place.names().contains("metadata")) {
            return Optional.ofNullable(name.equals("metadata") ? Kind.METADATA : null);
        }
        return Optional.ofNullable(kinds().get(name));
    }

    private static Kind entityType(Place place) {
        if (place.parent().has("coordinates")) {
            return Kind.GEOMETRY_TYPE;
        }
        return place.names().size() == 1 && !isAttribute(place.parent())
                ? Kind.ENTITY_TYPE
                : Kind.ATTRIBUTE_TYPE;
    }

    private static Kind coordinates(String type) {
        return switch (type) {
            case "Polygon" -> Kind.POLYGON;
            case "LineString" -> Kind.LINE;
            default -> Kind.POINT;
        };
    }

    private static Kind ofSubscription(String name, Place place) {
        boolean selector = place.names().contains("entities");
        if (name.equals("id")) {
            return selector ? Kind.SELECTOR_ID : Kind.URI;
        }
        return selector ? Kind.SELECTOR_TYPE : Kind.SUBSCRIPTION_TYPE;
    }

    /** Whether a request without this member is invalid. */
    boolean requires(Place place) {
        var name = place.member().orElse("");
        if (isOpaque(place)) {
            return false;
        }
        if (isEntity() && place.parent().has("coordinates")) {
            return name.equals("coordinates") && hasType(place, "GeoProperty");
        }
        return required().contains(name) && !(isEntity() && !isAttribute(place.parent()));
    }

    /** Whether the type of the Attribute around a geometry is told, so that it must be one. */
    private static boolean hasType(Place place, String type) {
        var above = new Place(place.root(), place.steps().subList(0, place.steps().size() - 1));
        return above.name().equals("value") && above.parent().path("type").asString().equals(type);
    }

    /** Whether JSON's null is invalid here. */
    boolean refusesNull(Place place) {
        if (isEntity()) {
            return !isOpaque(place) && !place.names().contains("coordinates");
        }
        return this == SUBSCRIPTION && kind(place).isPresent() && place.steps().size() == 1;
    }

    /** Whether the NGSI-LD Null is invalid here. */
    boolean refusesNgsiLdNull(Place place) {
        return this == WHOLE && !isOpaque(place);
    }

    /** Whether what stands here is kept as it is: only JSON that cannot be stored is invalid. */
    private static boolean isOpaque(Place place) {
        var above =
                place.names()
                        .subList(0, place.names().size() - (place.member().isPresent() ? 1 : 0));
        return above.contains("json")
                || above.contains("languageMap")
                || (above.contains("value") && !place.parent().has("coordinates"))
                || above.contains("skipValue");
    }

    /** Whether an object has the form of an Attribute that tells its type. */
    static boolean isAttribute(JsonNode node) {
        return node.isObject()
                && GrammarTables.ATTRIBUTE_TYPES.contains(node.path("type").asString(""));
    }
}
