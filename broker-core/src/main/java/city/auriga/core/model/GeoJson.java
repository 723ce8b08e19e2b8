package city.auriga.core.model;

import city.auriga.core.problem.NgsiLdException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.GeometryFixer;
import tools.jackson.databind.JsonNode;

/**
 * GeoJSON geometries (RFC 7946) as the standard allows them (4.7): all but GeometryCollection,
 * longitude first, WGS 84.
 */
public final class GeoJson {
    private static final GeometryFactory GEOMETRIES =
            new GeometryFactory(new PrecisionModel(), 4326);

    private static final Set<String> TYPES =
            Set.of(
                    "Point",
                    "MultiPoint",
                    "LineString",
                    "MultiLineString",
                    "Polygon",
                    "MultiPolygon");

    private GeoJson() {}

    /** Whether a {@code type} is one of the geometries of the standard. */
    public static boolean isGeometryType(String type) {
        return TYPES.contains(type);
    }

    /**
     * Whether a value looks like a geometry of the standard: the test that concise form needs
     * (4.5.17).
     */
    public static boolean isGeometry(JsonNode node) {
        return node.isObject()
                && node.has("coordinates")
                && node.has("type")
                && node.get("type").isString()
                && isGeometryType(node.get("type").stringValue());
    }

    /**
     * Reads a geometry. Self-intersecting polygons are accepted.
     *
     * @param member where it stands, for the error
     * @throws NgsiLdException BadRequestData if it is no geometry
     */
    public static Geometry read(JsonNode node, String member) {
        if (!node.isObject() || !node.has("type") || !node.get("type").isString()) {
            throw bad(member, "expected a GeoJSON geometry with type and coordinates");
        }
        return read(node.get("type").stringValue(), node.path("coordinates"), member);
    }

    /** Reads a geometry whose type and coordinates come apart, as in a geo-query. */
    public static Geometry read(String type, JsonNode coordinates, String member) {
        return switch (type) {
            case "Point" -> point(coordinates, member);
            case "MultiPoint" ->
                    GEOMETRIES.createMultiPoint(
                            items(coordinates, member)
                                    .map(c -> point(c, member))
                                    .toArray(Point[]::new));
            case "LineString" -> line(coordinates, member);
            case "MultiLineString" ->
                    GEOMETRIES.createMultiLineString(
                            items(coordinates, member)
                                    .map(c -> line(c, member))
                                    .toArray(LineString[]::new));
            case "Polygon" -> polygon(coordinates, member);
            case "MultiPolygon" ->
                    GEOMETRIES.createMultiPolygon(
                            items(coordinates, member)
                                    .map(c -> polygon(c, member))
                                    .toArray(Polygon[]::new));
            default ->
                    throw bad(
                            member,
                            "'"
                                    + type
                                    + "' is not a geometry of NGSI-LD: expected Point, MultiPoint,"
                                    + " LineString, MultiLineString, Polygon or MultiPolygon");
        };
    }

    /** The geometry of a value, repaired; empty if the value is no geometry. */
    public static Optional<Geometry> find(JsonNode node) {
        if (!isGeometry(node)) {
            return Optional.empty();
        }
        try {
            return Optional.of(repaired(read(node, "value")));
        } catch (NgsiLdException wasNeverValidated) {
            return Optional.empty();
        }
    }

    /**
     * A geometry that every topological question has an answer for: rings that cross themselves
     * become several, what has collapsed becomes a line or point.
     */
    public static Geometry repaired(Geometry geometry) {
        if (geometry instanceof Point || geometry.isValid()) {
            return geometry;
        }
        var fixed = GeometryFixer.fix(geometry);
        if (fixed.isEmpty()) {
            fixed = GeometryFixer.fix(geometry, true);
        }
        boolean mixed = fixed.getClass() == GeometryCollection.class;
        return mixed || fixed.isEmpty() || !fixed.isValid() ? geometry.convexHull() : fixed;
    }

    private static Point point(JsonNode node, String member) {
        return GEOMETRIES.createPoint(position(node, member));
    }

    private static LineString line(JsonNode node, String member) {
        var positions = positions(node, member);
        if (positions.length < 2) {
            throw bad(member, "a line needs at least 2 positions");
        }
        return GEOMETRIES.createLineString(positions);
    }

    private static Polygon polygon(JsonNode node, String member) {
        var rings = items(node, member).map(c -> ring(c, member)).toArray(LinearRing[]::new);
        if (rings.length == 0) {
            throw bad(member, "a polygon needs an outer ring");
        }
        var holes = new LinearRing[rings.length - 1];
        System.arraycopy(rings, 1, holes, 0, holes.length);
        return GEOMETRIES.createPolygon(rings[0], holes);
    }

    private static LinearRing ring(JsonNode node, String member) {
        var positions = positions(node, member);
        if (positions.length < 4) {
            throw bad(member, "a ring of a polygon needs at least 4 positions");
        }
        if (!positions[0].equals2D(positions[positions.length - 1])) {
            throw bad(member, "a ring of a polygon must end where it starts");
        }
        return GEOMETRIES.createLinearRing(positions);
    }

    private static Coordinate[] positions(JsonNode node, String member) {
        return items(node, member).map(c -> position(c, member)).toArray(Coordinate[]::new);
    }

    private static Coordinate position(JsonNode node, String member) {
        if (!node.isArray() || node.size() < 2 || node.size() > 3) {
            throw bad(member, "a position is an array [longitude, latitude], found " + node);
        }
        double longitude = number(node.get(0), member);
        double latitude = number(node.get(1), member);
        if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) {
            throw bad(
                    member,
                    "longitude lies between -180 and 180 and latitude between -90 and 90, found "
                            + node
                            + "; longitude comes first");
        }
        return new Coordinate(longitude, latitude);
    }

    private static double number(JsonNode node, String member) {
        double number = node.isNumber() ? node.asDouble(Double.NaN) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw bad(member, "a coordinate is a finite number, found " + node);
        }
        return number;
    }

    private static Stream<JsonNode> items(JsonNode node, String member) {
        if (!node.isArray() || node.isEmpty()) {
            throw bad(member, "expected a non-empty array of coordinates");
        }
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static NgsiLdException bad(String member, String message) {
        return NgsiLdException.badData(member, message);
    }
}
