package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.model.AttributeValue;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

class GeoQueryTest {
    private static final TermExpander TERMS = WorkedExample.TERMS;
    private static final String PLACE = "https://ex.org/v#place";

    @ParameterizedTest(name = "{0} {1} {2} on {3} {4}: {5}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    near;maxDistance==2000 -> Point -> [8,40]  -> Point -> [8.02,40]   -> true
                    near;maxDistance==1500 -> Point -> [8,40]  -> Point -> [8.02,40]   -> false
                    near;minDistance==1500 -> Point -> [8,40]  -> Point -> [8.02,40]   -> true
                    near;minDistance==2e3  -> Point -> [8,40]  -> Point -> [8.02,40]   -> false
                    near;maxDistance==0.5  -> Point -> [8,40]  -> Point -> [8,40]      -> true
                    near;maxDistance==60e3 -> Point -> [8,60]  -> Point -> [9,60]      -> true
                    near;maxDistance==50e3 -> Point -> [8,60]  -> Point -> [9,60]      -> false
                    near;maxDistance==23e3 -> Point -> [179.9,0] -> Point -> [-179.9,0] -> true
                    near;maxDistance==23e3 -> Point -> [0,89.9] -> Point -> [180,89.9] -> true
                    near;maxDistance==1000 -> Point -> [8,40]  -> LineString -> [[7,40],[9,40.001]] -> true
                    near;maxDistance==1000 -> LineString -> [[7,40],[9,40]] -> Point -> [8,40.005] -> true
                    near;maxDistance==1000 -> Point -> [8,40]  -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]]] -> true
                    near;minDistance==1000 -> Point -> [8,40]  -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]]] -> false
                    near;maxDistance==1000 -> Point -> [8,40]  -> Polygon -> [[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]] -> true
                    near;maxDistance==1000 -> MultiPoint -> [[0,0],[8,40]] -> Point -> [8,40.001] -> true
                    within     -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]]] -> Point -> [8,40]  -> true
                    within     -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]]] -> Point -> [10,40] -> false
                    within     -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]],[[7.5,39.5],[8.5,39.5],[8.5,40.5],[7.5,40.5],[7.5,39.5]]] -> Point -> [8,40] -> false
                    contains   -> Point   -> [8,40] -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]]] -> true
                    contains   -> Point   -> [8,40] -> Point   -> [8,40]  -> true
                    intersects -> Point   -> [8,40] -> Point   -> [8,40]  -> true
                    equals     -> Point   -> [8,40] -> Point   -> [8,40.0]  -> true
                    equals     -> LineString -> [[7,40],[9,40]] -> LineString -> [[9,40],[8,40],[7,40]] -> true
                    equals     -> Point   -> [8,40] -> Point   -> [8,41]  -> false
                    overlaps   -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]]] -> Polygon -> [[[8,40],[10,40],[10,42],[8,42],[8,40]]] -> true
                    overlaps   -> Polygon -> [[[7,39],[9,39],[9,41],[7,41],[7,39]]] -> Polygon -> [[[8,40],[8.5,40],[8.5,40.5],[8,40]]] -> false
                    disjoint   -> Point   -> [8,40] -> Point   -> [8,41]  -> true
                    disjoint   -> Point   -> [8,40] -> Point   -> [8,40]  -> false
                    intersects -> Point   -> [7.1,39.5] -> Polygon -> [[[7,39],[9,41],[9,39],[7,41],[7,39]]] -> true
                    within     -> Polygon -> [[[7,39],[9,41],[9,39],[7,41],[7,39]]] -> Point -> [8,40.9] -> false
                    """)
    void judges(
            String georel,
            String geometry,
            String coordinates,
            String targetType,
            String target,
            boolean matches) {
        var query = query(georel, geometry, coordinates);
        var entity =
                WorkedExample.entity("G", List.of("T"), Instant.EPOCH)
                        .with("place", WorkedExample.attribute(geo(targetType, target)))
                        .build();
        assertThat(Evaluator.matches(query, entity)).isEqualTo(matches);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    touches                -> Point -> [8,40] -> georel
                    near                   -> Point -> [8,40] -> georel
                    near;maxDistance==0    -> Point -> [8,40] -> georel
                    near;maxDistance==-1   -> Point -> [8,40] -> georel
                    near;maxDistance==inf  -> Point -> [8,40] -> georel
                    near;maxDistance==NaN  -> Point -> [8,40] -> georel
                    near;maxDistance==1e400 -> Point -> [8,40] -> georel
                    near;maxDistance==     -> Point -> [8,40] -> georel
                    near;maxDistance=5     -> Point -> [8,40] -> georel
                    near;maxDistance==1;minDistance==1 -> Point -> [8,40] -> georel
                    within;maxDistance==1  -> Point -> [8,40] -> georel
                    within -> GeometryCollection -> [] -> geometry
                    within -> point        -> [8,40]   -> geometry
                    within -> Point        -> [8,40    -> coordinates
                    within -> Point        -> [8,40]]  -> coordinates
                    within -> Point        -> 8,40     -> coordinates
                    within -> Point        -> [8]      -> coordinates
                    within -> Point        -> [[8,40]] -> coordinates
                    within -> Point        -> ["8",40] -> coordinates
                    within -> Point        -> [8,1e999] -> coordinates
                    within -> Point        -> [8,91]   -> coordinates
                    within -> Point        -> {}       -> coordinates
                    within -> LineString   -> [[8,40]] -> coordinates
                    within -> LineString   -> [8,40]   -> coordinates
                    within -> MultiPoint   -> []       -> coordinates
                    within -> Polygon      -> [[8,40],[9,40],[9,41],[8,40]]   -> coordinates
                    within -> Polygon      -> [[[8,40],[9,40],[8,40]]]        -> coordinates
                    within -> Polygon      -> [[[8,40],[9,40],[9,41],[8,41]]] -> coordinates
                    within -> MultiPolygon -> [[[8,40],[9,40],[9,41],[8,40]]] -> coordinates
                    """)
    void refuses(String georel, String geometry, String coordinates, String member) {
        assertThatThrownBy(() -> query(georel, geometry, coordinates))
                .isInstanceOf(NgsiLdException.class)
                .extracting("member")
                .isEqualTo(member);
    }

    @Test
    void needsAllThreeParametersOrNone() {
        var nothing = new GeoQuery.Source(null, null, null, "place");
        assertThat(GeoQuery.parse(nothing, TERMS)).isEmpty();
        var part = new GeoQuery.Source("within", null, text("[8,40]"), null);
        assertThatThrownBy(() -> GeoQuery.parse(part, TERMS))
                .extracting("member")
                .isEqualTo("geometry");
    }

    @Test
    void readsCoordinatesAsJsonToo() {
        var source = new GeoQuery.Source("within", "Point", WorkedExample.json("[8,40]"), null);
        var query = GeoQuery.parse(source, TERMS).orElseThrow();
        assertThat(query.attribute()).isEqualTo("https://uri.etsi.org/ngsi-ld/location");
    }

    @Test
    void neverMatchesAnEntityWithoutTheGeoProperty() {
        var other = WorkedExample.P1;
        assertThat(Evaluator.matches(query("disjoint", "Point", "[8,40]"), other)).isFalse();
        assertThat(Evaluator.matches(query("near;minDistance==1", "Point", "[8,40]"), other))
                .isFalse();
    }

    @Test
    void matchesAnyInstance() {
        var entity =
                WorkedExample.entity("G", List.of("T"), Instant.EPOCH)
                        .with(
                                "place",
                                WorkedExample.attribute(geo("Point", "[0,0]")),
                                WorkedExample.attribute(geo("Point", "[8,40]"))
                                        .withDatasetId("urn:d"))
                        .build();
        assertThat(Evaluator.matches(query("equals", "Point", "[8,40]"), entity)).isTrue();
        assertThat(Evaluator.matches(query("disjoint", "Point", "[8,40]"), entity)).isTrue();
    }

    private static AttributeValue geo(String type, String coordinates) {
        return new AttributeValue.GeoProperty(
                WorkedExample.json("{'type':'" + type + "','coordinates':" + coordinates + "}"));
    }

    private static GeoQuery query(String georel, String geometry, String coordinates) {
        var source = new GeoQuery.Source(georel, geometry, text(coordinates), "place");
        var query = GeoQuery.parse(source, TERMS).orElseThrow();
        assertThat(query.attribute()).isEqualTo(PLACE);
        return query;
    }

    private static JsonNode text(String text) {
        return StringNode.valueOf(text);
    }
}
