package city.auriga.storage.sql;

import city.auriga.core.model.SphericalDistance;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.GeoQuery.MaxDistance;
import city.auriga.core.query.GeoQuery.MinDistance;
import city.auriga.core.query.GeoQuery.Topology;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.io.WKBWriter;

/**
 * Compiles a geo-query (4.10) to a search in {@code entity_geo}, which the index on geometries
 * serves and which PostgreSQL can begin with. Distances are computed as {@link SphericalDistance}
 * does: on edges of at most one degree, and nothing lies inside but what does in the plane.
 * Topology is computed by two implementations of the same algorithms, which may round differently
 * where lines that cross coincide.
 */
final class GeoCompiler {
    /** More than any two points are apart. */
    private static final double FARTHEST = 3e7;

    private static final String ON_EDGES =
            "ST_Segmentize(CASE ST_Dimension(%1$s) WHEN 2 THEN ST_Boundary(%1$s) ELSE %1$s END, "
                    + SphericalDistance.MAX_EDGE
                    + ")::geography";

    /** Degrees of latitude: about two kilometres. */
    private static final double SMALL = 0.02;

    private final GeoQuery query;
    private final Instant now;

    GeoCompiler(GeoQuery query, Instant now) {
        this.query = query;
        this.now = now;
    }

    /** Whether all lie near a point, so that it is best to begin with them. */
    boolean areFew() {
        return areFew(query);
    }

    static boolean areFew(GeoQuery query) {
        return query.relation() instanceof MaxDistance
                && query.reach().stream().allMatch(box -> box.getHeight() <= SMALL);
    }

    /** For PostgreSQL to decide where to begin. */
    Condition condition() {
        return Condition.exact(
                Sql.of("(e.tenant, e.id) IN (SELECT g.tenant, g.entity_id")
                        .then(places())
                        .then(")"));
    }

    /**
     * The entities of the places. They are put in order before they are read, so that no more are
     * read than a page has.
     */
    Sql entities() {
        return Sql.of("(SELECT DISTINCT g.tenant, g.seq")
                .then(places())
                .then(") p JOIN entity e ON e.tenant = p.tenant AND e.seq = p.seq");
    }

    private Sql places() {
        return Sql.of(
                        " FROM entity_geo g WHERE g.attribute = ? AND (g.expires_at IS NULL OR"
                                + " g.expires_at > ?) AND ",
                        query.attribute(),
                        OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .then(relation());
    }

    private Sql relation() {
        return switch (query.relation()) {
            case MaxDistance(double metres) -> near(metres);
            case MinDistance(double metres) -> Sql.of("NOT ").then(near(metres));
            case Topology topology ->
                    switch (topology) {
                        case WITHIN -> touching("ST_Within");
                        case CONTAINS -> touching("ST_Contains");
                        case OVERLAPS -> touching("ST_Overlaps");
                        case INTERSECTS -> touching("ST_Intersects");
                        case EQUALS -> touching("ST_Equals");
                        case DISJOINT -> call("ST_Disjoint");
                    };
        };
    }

    private Sql touching(String function) {
        return Sql.of("g.geom && ").then(reference()).then(" AND ").then(call(function));
    }

    private Sql call(String function) {
        return Sql.of(function + "(g.geom, ").then(reference()).then(")");
    }

    private Sql near(double metres) {
        var reach =
                Sql.join(
                        " OR ",
                        query.reach().stream()
                                .map(box -> Sql.of("g.geom && ").then(envelope(box)))
                                .toList());
        return Sql.of("(").then(reach).then(" AND ").then(distance(metres)).then(")");
    }

    private Sql distance(double metres) {
        double bound = Math.min(metres, FARTHEST);
        var apart =
                call("ST_Intersects")
                        .then(" OR ST_DWithin(" + ON_EDGES.formatted("g.geom") + ", ")
                        .then(edges())
                        .then(", ?, false)", bound);
        return query.reference() instanceof Point
                ? Sql.of("CASE ST_Dimension(g.geom) WHEN 0 THEN ST_DWithin(g.geom::geography, ")
                        .then(reference())
                        .then("::geography, ?, false) ELSE ", bound)
                        .then(apart)
                        .then(" END")
                : Sql.of("(").then(apart).then(")");
    }

    private Sql edges() {
        var reference = query.reference();
        if (reference.getDimension() == 0) {
            return geometry(reference).then("::geography");
        }
        var line = reference.getDimension() == 2 ? reference.getBoundary() : reference;
        return Sql.of("ST_Segmentize(")
                .then(geometry(line))
                .then(", " + SphericalDistance.MAX_EDGE + ")::geography");
    }

    private Sql reference() {
        return geometry(query.reference());
    }

    private static Sql geometry(Geometry geometry) {
        return Sql.of("ST_GeomFromWKB(?, 4326)", (Object) new WKBWriter().write(geometry));
    }

    private static Sql envelope(Envelope box) {
        return Sql.of(
                "ST_MakeEnvelope(?, ?, ?, ?, 4326)",
                box.getMinX(),
                box.getMinY(),
                box.getMaxX(),
                box.getMaxY());
    }
}
