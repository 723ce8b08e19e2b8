package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Purge Entities (5.6.21, 6.4.3.3). */
class PurgeTest extends ApiTest {
    private static final String MAP = "NGSILD-EntityMap";

    private void build() {
        create(
                "{id:'urn:e:1', type:'Car', speed:10, name:'a',"
                        + " location:{type:'Point',coordinates:[0,0]}}");
        create(
                "{id:'urn:e:2', type:'Car', scope:'/A',"
                        + " speed:[{value:20},{value:1,datasetId:'urn:d:1'}]}");
        create("{id:'urn:e:3', type:'Bus', name:'b'}");
    }

    private static String[] parameters(String text) {
        var parameters = new ArrayList<String>();
        for (var parameter : text.split(" ")) {
            parameters.addAll(List.of(parameter.split("=", 2)));
        }
        return parameters.toArray(String[]::new);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    type=Car -> 3
                    type=Nothing -> 1 2 3
                    type=* -> -
                    local=true -> -
                    id=urn:e:1 type=Car -> 2 3
                    idPattern=[12]$ type=Car,Bus -> 3
                    q=speed>15 -> 1 3
                    q=speed~="x"|name=="b" -> 1 2
                    attrs=name -> 2
                    type=Car scopeQ=/A -> 1 3
                    georel=near;maxDistance==10 geometry=Point coordinates=[0,0] -> 2 3
                    type=Car csf=a==1 -> 3
                    """)
    void deletesWhatMatches(String parameters, String left) {
        build();
        api.delete("/entities", parameters(parameters)).isEmpty(204);
        assertThat(Json.texts(api.get("/entities", "local", "true").json(), "id"))
                .containsExactly(
                        Arrays.stream(left.split(" "))
                                .filter(id -> !id.equals("-"))
                                .map(id -> "urn:e:" + id)
                                .toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    type=Car drop=speed -> [{id:'urn:e:1',type:'Car',name:'a'},{id:'urn:e:2',type:'Car',scope:'/A'},{id:'urn:e:3',type:'Bus',name:'b'}]
                    type=Car keep=name -> [{id:'urn:e:1',type:'Car',name:'a'},{id:'urn:e:2',type:'Car',scope:'/A'},{id:'urn:e:3',type:'Bus',name:'b'}]
                    local=true drop=speed,name -> [{id:'urn:e:1',type:'Car'},{id:'urn:e:2',type:'Car',scope:'/A'},{id:'urn:e:3',type:'Bus'}]
                    type=Bus drop=speed -> [{id:'urn:e:1',type:'Car',name:'a',speed:10},{id:'urn:e:2',type:'Car',scope:'/A',speed:[{value:20},{value:1,datasetId:'urn:d:1'}]},{id:'urn:e:3',type:'Bus',name:'b'}]
                    """)
    void takesAttributesOutOfWhatMatches(String parameters, String left) {
        build();
        api.delete("/entities", parameters(parameters)).isEmpty(204);
        api.get("/entities", "local", "true", "omit", "location", "format", "concise")
                .hasBody(left);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    id=urn:e:1 -> -
                    idPattern=e -> -
                    scopeQ=/A -> -
                    csf=a -> -
                    keep=name -> -
                    drop=name -> -
                    attrs=createdAt -> -
                    q=modifiedAt>2020-01-01T00:00:00Z -> -
                    type=Car keep=name drop=speed -> keep
                    type=Car q=in{name} -> q
                    type=Car attrs=in{name} -> attrs
                    type=Car keep=in{name} -> keep
                    type=Car drop=in{name} -> drop
                    type=Car drop=a,,b -> drop
                    type=Car drop=scope -> drop
                    type=Car keep=id -> keep
                    type=* local=false -> local
                    """)
    void isRefusedBeforeAnythingIsDeleted(String parameters, String member) {
        build();
        var before = api.get("/entities", "local", "true").json();
        var answer = api.delete("/entities", parameters(parameters));
        if (member == null) {
            answer.isProblem(400, "BadRequestData");
        } else {
            answer.isProblem(400, "BadRequestData", member);
        }
        assertThat(api.get("/entities", "local", "true").json()).isEqualTo(before).hasSize(3);
    }

    @Test
    void needsAFilter() {
        build();
        api.delete("/entities").isProblem(400, "BadRequestData");
        api.delete("/entities", "type", "Car", "limit", "5")
                .isProblem(400, "InvalidRequest", "limit");
    }

    /** 6.4.3.3: what matches and was not there when the map was made stays. */
    @Test
    void takesOnlyWhatAnEntityMapHolds() {
        build();
        var map = api.get("/entityMaps", "type", "Car").is(201).header(MAP);
        create("{id:'urn:e:4', type:'Car', name:'a'}");
        var purged = api.with(MAP, map).delete("/entities", "q", "name==\"a\"").isEmpty(204);
        assertThat(purged.header(MAP)).isEqualTo(map);
        assertThat(Json.texts(api.get("/entities", "local", "true").json(), "id"))
                .containsExactly("urn:e:2", "urn:e:3", "urn:e:4");
    }

    /** It names a set: what matches now may be more than the client has seen. */
    @Test
    void takesNothingByAnEntityMapThatIsGone() {
        build();
        var map = api.get("/entityMaps", "type", "Car").is(201).header(MAP);
        api.delete(map.substring("/ngsi-ld/v1".length())).isEmpty(204);
        api.with(MAP, map)
                .delete("/entities", "type", "Car")
                .isProblem(404, "ResourceNotFound", MAP);
        assertThat(Json.texts(api.get("/entities", "local", "true").json(), "id"))
                .containsExactly("urn:e:1", "urn:e:2", "urn:e:3");
    }

    @Test
    void takesWhatManyChunksHold() {
        for (int batch = 0; batch < 6; batch++) {
            var entities =
                    IntStream.range(batch * 100, batch * 100 + 100)
                            .mapToObj("{id:'urn:e:%d', type:'Many', n:1}"::formatted)
                            .collect(Collectors.joining(",", "[", "]"));
            api.post("/entityOperations/create", entities).is(201);
        }
        create("{id:'urn:e:other', type:'Other', n:1}");
        api.delete("/entities", "q", "n==1", "keep", "m").isEmpty(204);
        var page = api.get("/entities", "type", "Many", "q", "!n", "count", "true", "limit", "0");
        assertThat(page.header("NGSILD-Results-Count")).isEqualTo("600");
        api.delete("/entities", "type", "Many").isEmpty(204);
        api.get("/entities", "local", "true", "format", "simplified")
                .hasBody("[{id:'urn:e:other', type:'Other'}]");
    }

    @Test
    void neverTouchesLiveDataInTheNameOfASnapshot() {
        build();
        var snapshot = api.with("NGSILD-Snapshot", "urn:ngsi-ld:Snapshot:1");
        snapshot.delete("/entities", "type", "Car").isProblem(501, "NotImplemented");
        snapshot.delete("/entities/urn:e:1").isProblem(501, "NotImplemented");
        assertThat(api.get("/entities", "local", "true").json()).hasSize(3);
    }
}
