package city.auriga.core.query;

import city.auriga.core.model.GeoJson;
import city.auriga.core.model.SphericalDistance;
import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A geo-query (4.10): how the geometry of a GeoProperty must lie to a reference. Relations are
 * planar in longitude and latitude; distances are those of {@link SphericalDistance}.
 */
public final class GeoQuery {
    /** The name of {@code geoproperty} that is meant if none is given. */
    public static final String LOCATION = "https://uri.etsi.org/ngsi-ld/location";

    private static final Pattern NEAR = Pattern.compile("near;(min|max)Distance==(.+)");
    private static final Pattern NUMBER =
            Pattern.compile("(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final String attribute;
    private final Relation relation;
    private final Geometry reference;
    private final PreparedGeometry prepared;
    private final List<Envelope> reach;

    /** How a target lies to the reference. */
    public sealed interface Relation {}

    /** {@code near;maxDistance==metres}. */
    public record MaxDistance(double metres) implements Relation {}

    /** {@code near;minDistance==metres}. */
    public record MinDistance(double metres) implements Relation {}

    /** The topological relations, from the target's point of view. */
    public enum Topology implements Relation {
        WITHIN,
        CONTAINS,
        OVERLAPS,
        INTERSECTS,
        EQUALS,
        DISJOINT
    }

    /**
     * The texts of the parameters or of the members of {@code geoQ}.
     *
     * @param coordinates JSON, or a string that holds JSON
     */
    public record Source(
            @Nullable String georel,
            @Nullable String geometry,
            @Nullable JsonNode coordinates,
            @Nullable String geoproperty) {}

    /**
     * @param attribute expanded name of the GeoProperty
     */
    public GeoQuery(String attribute, Relation relation, Geometry reference) {
        this.attribute = attribute;
        this.relation = relation;
        this.reference = reference;
        this.prepared = PreparedGeometryFactory.prepare(reference);
        this.reach =
                switch (relation) {
                    case MaxDistance(double metres) -> SphericalDistance.reach(reference, metres);
                    case MinDistance(double metres) -> SphericalDistance.reach(reference, metres);
                    case Topology _ -> List.of(reference.getEnvelopeInternal());
                };
    }

    /**
     * The query that the parameters ask for; none if georel, geometry and coordinates are absent.
     *
     * @throws NgsiLdException BadRequestData if some are absent or one is wrong
     */
    public static Optional<GeoQuery> parse(Source source, TermExpander terms) {
        var georel = source.georel();
        var geometry = source.geometry();
        var coordinates = source.coordinates();
        if (georel == null && geometry == null && coordinates == null) {
            return Optional.empty();
        }
        if (georel == null || geometry == null || coordinates == null) {
            var missing = georel == null ? "georel" : geometry == null ? "geometry" : "coordinates";
            throw NgsiLdException.badData(
                    missing, "a geo-query needs georel, geometry and coordinates");
        }
        var property = source.geoproperty();
        return Optional.of(
                new GeoQuery(
                        property == null ? LOCATION : terms.expandName(property, "geoproperty"),
                        relation(georel),
                        reference(geometry, json(coordinates))));
    }

    public String attribute() {
        return attribute;
    }

    public Relation relation() {
        return relation;
    }

    public Geometry reference() {
        return reference;
    }

    /** Boxes outside of which no target is near, or touches the reference. */
    public List<Envelope> reach() {
        return reach;
    }

    boolean matches(Geometry target) {
        return switch (relation) {
            case MaxDistance(double metres) -> isNear(target, metres);
            case MinDistance(double metres) -> !isNear(target, metres);
            case Topology topology ->
                    switch (topology) {
                        case WITHIN -> prepared.contains(target);
                        case CONTAINS -> prepared.within(target);
                        case OVERLAPS -> prepared.overlaps(target);
                        case INTERSECTS -> prepared.intersects(target);
                        case EQUALS -> reference.equalsTopo(target);
                        case DISJOINT -> prepared.disjoint(target);
                    };
        };
    }

    private boolean isNear(Geometry target, double metres) {
        var box = target.getEnvelopeInternal();
        for (var near : reach) {
            if (near.intersects(box)) {
                return SphericalDistance.metres(target, reference) <= metres;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GeoQuery query
                && query.attribute.equals(attribute)
                && query.relation.equals(relation)
                && query.reference.equalsExact(reference);
    }

    @Override
    public int hashCode() {
        return Objects.hash(attribute, relation, reference);
    }

    @Override
    public String toString() {
        return attribute + " " + relation + " " + reference;
    }

    private static Geometry reference(String type, JsonNode coordinates) {
        var member = GeoJson.isGeometryType(type) ? "coordinates" : "geometry";
        return GeoJson.repaired(GeoJson.read(type, coordinates, member));
    }

    private static Relation relation(String georel) {
        var near = NEAR.matcher(georel);
        if (near.matches()) {
            double metres = metres(near.group(2));
            return near.group(1).equals("max") ? new MaxDistance(metres) : new MinDistance(metres);
        }
        return switch (georel) {
            case "within" -> Topology.WITHIN;
            case "contains" -> Topology.CONTAINS;
            case "overlaps" -> Topology.OVERLAPS;
            case "intersects" -> Topology.INTERSECTS;
            case "equals" -> Topology.EQUALS;
            case "disjoint" -> Topology.DISJOINT;
            default ->
                    throw NgsiLdException.badData(
                            "georel",
                            "expected near;maxDistance==metres, near;minDistance==metres, within,"
                                    + " contains, overlaps, intersects, equals or disjoint, found '"
                                    + georel
                                    + "'");
        };
    }

    private static double metres(String text) {
        double metres = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        if (!(metres > 0) || Double.isInfinite(metres)) {
            throw NgsiLdException.badData(
                    "georel", "expected a distance above 0 in metres, found '" + text + "'");
        }
        return metres;
    }

    private static JsonNode json(JsonNode coordinates) {
        if (!coordinates.isString()) {
            return coordinates;
        }
        try {
            return JSON.readTree(coordinates.stringValue());
        } catch (JacksonException noJson) {
            throw NgsiLdException.badData(
                    "coordinates",
                    "expected a JSON array, found '" + coordinates.stringValue() + "'");
        }
    }
}
