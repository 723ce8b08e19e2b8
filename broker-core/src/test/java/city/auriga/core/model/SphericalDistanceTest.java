package city.auriga.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class SphericalDistanceTest {
    /**
     * The distances are answers of PostGIS: ST_Distance(geography, geography, false), edges
     * divided.
     */
    @ParameterizedTest(name = "{0} to {1}: {2} m")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    POINT(8 40) -> POINT(8 40) -> 0
                    POINT(8 40) -> POINT(8.02 40) -> 1703.60745508
                    POINT(0 0) -> POINT(180 0) -> 20015114.35223369
                    POINT(8 60) -> POINT(9 60) -> 55597.01061545
                    POINT(179.9 0) -> POINT(-179.9 0) -> 22239.01594693
                    POINT(0 89.9) -> POINT(180 89.9) -> 22239.01594693
                    POINT(-3.8 43.46) -> LINESTRING(-3.9 43.40,-3.7 43.41,-3.6 43.6) -> 6096.41863558
                    POINT(8 40) -> LINESTRING(7 41,9 41) -> 111195.07973463
                    POINT(8 60) -> LINESTRING(0 62,20 62) -> 222390.15946926
                    POINT(0 80) -> LINESTRING(-180 70,180 70) -> 1111913.02592968
                    LINESTRING(0 0,1 1) -> POLYGON((2 2,3 2,3 3,2 3,2 2)) -> 157225.64850166
                    POINT(8 40) -> POLYGON((7 39,9 39,9 41,7 41,7 39)) -> 0
                    POINT(8 40) -> POLYGON((7 39,9 39,9 41,7 41,7 39),(7.5 39.5,8.5 39.5,8.5 40.5,7.5 40.5,7.5 39.5)) -> 42589.96311174
                    MULTIPOINT((0 0),(10 10)) -> MULTILINESTRING((5 5,5 6),(9 10,9 11)) -> 109505.60895846
                    """)
    void agreesWithPostGis(String a, String b, double metres) throws ParseException {
        assertThat(SphericalDistance.metres(geometry(a), geometry(b)))
                .isCloseTo(metres, within(1e-6 + metres * 1e-8));
    }

    private static Geometry geometry(String text) throws ParseException {
        return new WKTReader().read(text);
    }
}
