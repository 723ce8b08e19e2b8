package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which geometry a Feature shows (4.5.16, 4.5.17). */
class GeoJsonTest extends ApiTest {
    private final Api geo = api.accepting("application/geo+json");

    @BeforeEach
    void store() {
        create(
                """
                {id:'urn:e:1', type:'T', name:'x', location:{type:'Point',coordinates:[8,40]},
                 place:[{type:'GeoProperty',value:{type:'Point',coordinates:[1,1]},datasetId:'urn:d:1'},
                        {type:'GeoProperty',value:{type:'Point',coordinates:[2,2]}}],
                 other:[{type:'GeoProperty',value:{type:'Point',coordinates:[3,3]},datasetId:'urn:d:2'}]}
                """);
    }

    @ParameterizedTest(name = "geometryProperty={0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    location -> {type:'Point',coordinates:[8,40]}
                    place    -> {type:'Point',coordinates:[2,2]}
                    name     -> null
                    missing  -> null
                    """)
    void isTheOneThatIsAskedFor(String property, String geometry) {
        var one = geo.get("/entities/urn:e:1", "geometryProperty", property).is(200).json();
        assertThat(one.get("geometry")).isEqualTo(Json.of(geometry));
        var all = geo.get("/entities", "type", "T", "geometryProperty", property).is(200).json();
        assertThat(all.at("/features/0/geometry")).isEqualTo(Json.of(geometry));
        assertThat(all.at("/features/0").has("@context")).isFalse();
        assertThat(all.at("/features/0/properties").has("id")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-b", "a,b", "type"})
    void isRefusedIfItIsNoName(String property) {
        geo.get("/entities/urn:e:1", "geometryProperty", property)
                .isProblem(400, "BadRequestData", "geometryProperty");
        geo.get("/entities", "type", "T", "geometryProperty", property)
                .isProblem(400, "BadRequestData", "geometryProperty");
    }

    @Test
    void theContextIsInTheBodyUnlessPlainJsonIsPreferred() {
        var linked = geo.with("Prefer", "body=ld+json").get("/entities/urn:e:1").is(200);
        assertThat(linked.json().has("@context")).isTrue();
        assertThat(linked.header("Link")).isEmpty();
    }
}
