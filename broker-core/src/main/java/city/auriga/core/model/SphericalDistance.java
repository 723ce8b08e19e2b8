package city.auriga.core.model;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateXY;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryComponentFilter;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Point;

/**
 * Distances in metres between geometries in longitude and latitude (4.10), on a sphere of the mean
 * radius of WGS 84: what PostGIS answers for {@code geography} without spheroid, at most 0.6 % from
 * the spheroid. Edges are straight in longitude and latitude (RFC 7946): longer ones are taken as
 * great circles of one degree each.
 */
public final class SphericalDistance {
    /** The radius that PostGIS uses, in metres. */
    public static final double RADIUS = 6371008.771415059;

    /** Above this length in degrees an edge is divided. */
    public static final double MAX_EDGE = 1;

    /** Keeps the rounding of an edge of a box from hiding what lies just inside the distance. */
    private static final double MARGIN = 1e-7;

    private SphericalDistance() {}

    /** The least distance of any two points of the geometries. */
    public static double metres(Geometry a, Geometry b) {
        if (a instanceof Point p && b instanceof Point q) {
            return RADIUS * angle(vector(p.getCoordinate()), vector(q.getCoordinate()));
        }
        if (a.intersects(b)) {
            return 0;
        }
        var edgesOfA = edges(a);
        var edgesOfB = edges(b);
        double least = Math.PI;
        for (var edge : edgesOfA) {
            for (var other : edgesOfB) {
                least = Math.min(least, edge.angle(other));
            }
        }
        return RADIUS * least;
    }

    /**
     * Boxes that hold every point within a distance of a geometry: one, or two where they meet the
     * antimeridian.
     */
    public static List<Envelope> reach(Geometry geometry, double metres) {
        var box = geometry.getEnvelopeInternal();
        double angle = metres / RADIUS;
        double degrees = Math.toDegrees(angle) + MARGIN;
        double south = box.getMinY() - degrees;
        double north = box.getMaxY() + degrees;
        double latitude =
                Math.toRadians(Math.max(Math.abs(box.getMinY()), Math.abs(box.getMaxY())));
        double ratio = angle < Math.PI / 2 ? Math.sin(angle) / Math.cos(latitude) : 1;
        if (south <= -90 || north >= 90 || ratio >= 1) {
            return List.of(new Envelope(-180, 180, south, north));
        }
        double width = Math.toDegrees(Math.asin(ratio)) + MARGIN;
        double west = box.getMinX() - width;
        double east = box.getMaxX() + width;
        if (east - west >= 360) {
            return List.of(new Envelope(-180, 180, south, north));
        }
        var boxes = new ArrayList<Envelope>();
        boxes.add(new Envelope(west, east, south, north));
        if (west <= -180) {
            boxes.add(new Envelope(west + 360, 180, south, north));
        }
        if (east >= 180) {
            boxes.add(new Envelope(-180, east - 360, south, north));
        }
        return boxes;
    }

    /** An arc of a great circle between two unit vectors; a point if they are the same. */
    private record Edge(Vector from, Vector to, Vector normal, boolean point) {
        static Edge of(Vector from, Vector to) {
            var cross = from.cross(to);
            double length = cross.length();
            return new Edge(
                    from, to, length < 1e-15 ? cross : cross.times(1 / length), length < 1e-15);
        }

        double angle(Edge other) {
            double least = Math.min(angleTo(other.from), angleTo(other.to));
            return Math.min(least, Math.min(other.angleTo(from), other.angleTo(to)));
        }

        private double angleTo(Vector p) {
            boolean beside = !point && normal.cross(from).dot(p) > 0 && normal.cross(to).dot(p) < 0;
            return beside
                    ? Math.abs(Math.asin(Math.clamp(normal.dot(p), -1.0, 1.0)))
                    : Math.min(SphericalDistance.angle(from, p), SphericalDistance.angle(to, p));
        }
    }

    private record Vector(double x, double y, double z) {
        Vector cross(Vector v) {
            return new Vector(y * v.z - z * v.y, z * v.x - x * v.z, x * v.y - y * v.x);
        }

        double dot(Vector v) {
            return x * v.x + y * v.y + z * v.z;
        }

        double length() {
            return Math.sqrt(dot(this));
        }

        Vector times(double factor) {
            return new Vector(x * factor, y * factor, z * factor);
        }
    }

    private static double angle(Vector a, Vector b) {
        return Math.atan2(a.cross(b).length(), a.dot(b));
    }

    private static Vector vector(Coordinate coordinate) {
        double longitude = Math.toRadians(coordinate.x);
        double latitude = Math.toRadians(coordinate.y);
        double cosine = Math.cos(latitude);
        return new Vector(
                cosine * Math.cos(longitude), cosine * Math.sin(longitude), Math.sin(latitude));
    }

    private static List<Edge> edges(Geometry geometry) {
        var edges = new ArrayList<Edge>();
        geometry.apply(
                (GeometryComponentFilter)
                        part -> {
                            if (part instanceof Point || part instanceof LineString) {
                                addEdges(part.getCoordinates(), edges);
                            }
                        });
        return edges;
    }

    private static void addEdges(Coordinate[] line, List<Edge> edges) {
        var last = vector(line[0]);
        if (line.length == 1) {
            edges.add(Edge.of(last, last));
        }
        for (int i = 1; i < line.length; i++) {
            var from = line[i - 1];
            var to = line[i];
            int parts = (int) Math.max(1, Math.ceil(from.distance(to) / MAX_EDGE));
            for (int part = 1; part <= parts; part++) {
                double share = (double) part / parts;
                var next =
                        vector(
                                new CoordinateXY(
                                        from.x + (to.x - from.x) * share,
                                        from.y + (to.y - from.y) * share));
                edges.add(Edge.of(last, next));
                last = next;
            }
        }
    }
}
