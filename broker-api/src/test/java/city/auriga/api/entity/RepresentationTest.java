package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How entities are shown (4.5, 4.15, 4.21, 6.3.7, 6.3.11). */
class RepresentationTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";
    private static final String CORE =
            "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld";

    @BeforeEach
    void store() {
        create(
                """
                {id:'urn:e:1', type:'T', scope:'/A',
                 num:{value:1,unitCode:'C',observedAt:'2026-01-01T00:00:00Z',acc:{value:0.5}},
                 bare:'x',
                 obj:{value:{value:1}},
                 arr:{value:[{value:1},{value:2}]},
                 location:{type:'Point',coordinates:[8,40]},
                 label:{languageMap:{en:'colour','en-US':'color',sk:['farba','odtieň'],'@none':'c'}},
                 state:{vocab:'on'},
                 raw:{json:{a:[1]}},
                 list:{valueList:[1,2]},
                 rel:{object:'urn:x:1'},
                 rels:{object:['urn:x:1','urn:x:2'],objectType:'X'},
                 route:{objectList:['urn:x:1','urn:x:2']},
                 multi:[{value:1},{value:2,datasetId:'urn:d:1'}],
                 only:{value:3,datasetId:'urn:d:2'}}
                """);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    num -> {value:1,unitCode:'C',observedAt:'2026-01-01T00:00:00Z',acc:0.5} -> 1
                    bare -> 'x' -> 'x'
                    obj -> {value:{value:1}} -> {value:1}
                    arr -> {value:[{value:1},{value:2}]} -> [{value:1},{value:2}]
                    location -> {type:'Point',coordinates:[8,40]} -> {type:'Point',coordinates:[8,40]}
                    label -> {languageMap:{en:'colour','en-US':'color',sk:['farba','odtieň'],'@none':'c'}} -> {languageMap:{en:'colour','en-US':'color',sk:['farba','odtieň'],'@none':'c'}}
                    state -> {vocab:'on'} -> {vocab:'on'}
                    raw -> {json:{a:[1]}} -> {json:{a:[1]}}
                    list -> {valueList:[1,2]} -> [1,2]
                    rel -> {object:'urn:x:1'} -> 'urn:x:1'
                    rels -> {object:['urn:x:1','urn:x:2'],objectType:'X'} -> ['urn:x:1','urn:x:2']
                    route -> {objectList:[{object:'urn:x:1'},{object:'urn:x:2'}]} -> ['urn:x:1','urn:x:2']
                    multi -> [{value:1},{value:2,datasetId:'urn:d:1'}] -> {dataset:{'@none':1,'urn:d:1':2}}
                    only -> {value:3,datasetId:'urn:d:2'} -> 3
                    """)
    void conciseAndSimplifiedFormOfEachType(String name, String concise, String simplified) {
        assertThat(api.get(ID, "format", "concise").json().get(name)).isEqualTo(Json.of(concise));
        assertThat(api.get(ID, "options", "concise").json().get(name)).isEqualTo(Json.of(concise));
        for (var keyword : new String[] {"simplified", "keyValues"}) {
            assertThat(api.get(ID, "format", keyword).json().get(name))
                    .isEqualTo(Json.of(simplified));
            assertThat(api.get(ID, "options", keyword).json().get(name))
                    .isEqualTo(Json.of(simplified));
        }
    }

    @Test
    void formatWinsOverOptions() {
        assertThat(api.get(ID, "format", "normalized", "options", "keyValues").json().get("bare"))
                .isEqualTo(Json.of("{type:'Property',value:'x'}"));
        assertThat(
                        api.get(ID, "format", "concise", "options", "keyValues,sysAttrs")
                                .json()
                                .get("rel")
                                .has("createdAt"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "format, nonsense",
        "format, ''",
        "options, nonsense",
        "options, 'sysAttrs,nonsense'",
        "options, noOverwrite",
        "options, ''",
        "options, 'concise,,sysAttrs'",
        "format, temporalValues"
    })
    void refusesUnknownKeywordsBeforeLookingForTheEntity(String parameter, String keyword) {
        api.get("/entities/urn:e:9", parameter, keyword)
                .isProblem(400, "InvalidRequest", parameter);
        api.get("/entities", "type", "T", parameter, keyword)
                .isProblem(400, "InvalidRequest", parameter);
        api.get("/entities/urn:e:9", parameter, keyword, "format", "concise").is(400);
    }

    @ParameterizedTest(name = "lang={0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    en -> 'colour' -> en
                    EN -> 'colour' -> en
                    en-US -> 'color' -> en-US
                    en-GB -> 'colour' -> en
                    sk -> ['farba','odtieň'] -> sk
                    sk-SK -> ['farba','odtieň'] -> sk
                    fr;q=0.2,sk;q=0.9 -> ['farba','odtieň'] -> sk
                    fr,sk;q=0.1 -> ['farba','odtieň'] -> sk
                    en;q=0,sk;q=0.1 -> ['farba','odtieň'] -> sk
                    fr -> 'c' -> @none
                    """)
    void showsOneLanguage(String lang, String value, String tag) {
        assertThat(api.get(ID, "lang", lang).json().get("label"))
                .isEqualTo(Json.of("{type:'Property', value:%s, lang:'%s'}".formatted(value, tag)));
        assertThat(api.get(ID, "lang", lang, "format", "simplified").json().get("label"))
                .isEqualTo(Json.of(value));
        assertThat(api.get(ID, "lang", lang).json().get("bare"))
                .isEqualTo(Json.of("{type:'Property',value:'x'}"));
    }

    @Test
    void anyLanguageWillDoForAStar() {
        assertThat(api.get(ID, "lang", "*").json().get("label").has("lang")).isTrue();
    }

    @ParameterizedTest(name = "datasetId={0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    urn:d:1 -> {id:'urn:e:1',type:'T',scope:'/A',multi:{type:'Property',value:2,datasetId:'urn:d:1'}}
                    urn:d:1,urn:d:2 -> {id:'urn:e:1',type:'T',scope:'/A',multi:{type:'Property',value:2,datasetId:'urn:d:1'},only:{type:'Property',value:3,datasetId:'urn:d:2'}}
                    urn:d:9 -> {id:'urn:e:1',type:'T',scope:'/A'}
                    """)
    void showsOnlyTheseInstances(String datasetId, String shown) {
        api.get(ID, "datasetId", datasetId).hasBody(shown);
    }

    @Test
    void theDefaultInstancesHaveADatasetIdToAskFor() {
        var shown = api.get(ID, "datasetId", "@none").json();
        assertThat(shown.get("multi")).isEqualTo(Json.of("{type:'Property',value:1}"));
        assertThat(shown.has("only")).isFalse();
        assertThat(shown.has("bare")).isTrue();
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    pick -> bare -> {bare:'x'}
                    pick -> id,bare -> {id:'urn:e:1',bare:'x'}
                    pick -> type|bare -> {type:'T',bare:'x'}
                    pick -> scope -> {scope:'/A'}
                    pick -> id,nothing -> {id:'urn:e:1'}
                    attrs -> bare -> {id:'urn:e:1',type:'T',scope:'/A',bare:'x'}
                    attrs -> bare,nothing -> {id:'urn:e:1',type:'T',scope:'/A',bare:'x'}
                    omit -> num,bare,obj,arr,location,label,state,raw,list,rel,rels,route,multi,only -> {id:'urn:e:1',type:'T',scope:'/A'}
                    omit -> id,type,scope,num,obj,arr,location,label,state,raw,list,rel,rels,route,multi,only -> {bare:'x'}
                    """)
    void projects(String parameter, String list, String shown) {
        api.get(ID, parameter, list, "format", "simplified").is(200).hasBody(shown);
        api.get("/entities", "type", "T", parameter, list, "format", "simplified")
                .is(200)
                .hasBody("[" + shown + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "pick, nothing",
        "attrs, nothing",
        "omit,"
            + " 'id,type,scope,num,bare,obj,arr,location,label,state,raw,list,rel,rels,route,multi,only'"
    })
    void anEntityOfWhichNothingIsLeftIsNotShown(String parameter, String list) {
        api.get(ID, parameter, list).isProblem(404, "ResourceNotFound");
        api.get("/entities", "type", "T", parameter, list).is(200).hasBody("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pick=a,,b",
                "pick=",
                "pick=a,",
                "pick=,a",
                "pick=a{}",
                "pick={a",
                "pick=a{{b}}",
                "pick=a;b",
                "pick=a{b}",
                "omit=a{b}",
                "attrs=a,,b",
                "attrs=id",
                "attrs=type",
                "attrs=scope",
                "pick=a&omit=a",
                "pick=a&attrs=b",
                "omit=a&attrs=b"
            })
    void refusesBadProjections(String query) {
        var escaped = query.replace("{", "%7B").replace("}", "%7D");
        api.get(ID + "?" + escaped).isProblem(400, "BadRequestData");
        api.get("/entities?type=T&" + escaped).isProblem(400, "BadRequestData");
    }

    @Test
    void aFeatureHoldsTheEntityAsItsProperties() {
        var feature = api.accepting("application/geo+json").get(ID, "pick", "type,location,bare");
        assertThat(feature.header("Content-Type")).startsWith("application/geo+json");
        feature.hasBody(
                """
                {id:'urn:e:1', type:'Feature', geometry:{type:'Point',coordinates:[8,40]},
                 properties:{type:'T', bare:{type:'Property',value:'x'},
                             location:{type:'GeoProperty',value:{type:'Point',coordinates:[8,40]}}},
                 '@context':'%s'}
                """
                        .formatted(CORE));
        assertThat(feature.header("Link")).isEmpty();
    }

    @Test
    void aFeatureMayBeSimplifiedAndHaveNoGeometry() {
        api.accepting("application/geo+json")
                .get(ID, "pick", "type,bare", "format", "simplified", "geometryProperty", "place")
                .hasBody(
                        """
                        {id:'urn:e:1', type:'Feature', geometry:null,
                         properties:{type:'T', bare:'x'}, '@context':'%s'}
                        """
                                .formatted(CORE));
    }

    @Test
    void aQueryGivesAFeatureCollection() {
        var geo = api.accepting("application/geo+json");
        var found = geo.get("/entities", "type", "T", "pick", "location", "format", "simplified");
        found.hasBody(
                """
                {type:'FeatureCollection',
                 features:[{id:'urn:e:1', type:'Feature',
                            geometry:{type:'Point',coordinates:[8,40]},
                            properties:{location:{type:'Point',coordinates:[8,40]}}}],
                 '@context':'%s'}
                """
                        .formatted(CORE));
        assertThat(geo.get("/entities", "type", "Nothing").json().get("features")).isEmpty();
    }

    @Test
    void whoPrefersAPlainBodyGetsTheContextInAHeader() {
        var geo = api.accepting("application/geo+json").with("Prefer", "body=json");
        var feature = geo.get(ID).is(200);
        assertThat(feature.json().has("@context")).isFalse();
        assertThat(feature.header("Link")).contains("<" + CORE + ">");
        var features = geo.get("/entities", "type", "T").is(200);
        assertThat(features.json().has("@context")).isFalse();
        assertThat(features.header("Link")).contains("<" + CORE + ">");
    }

    @Test
    void aGeometryPropertyIsForGeoJsonOnly() {
        api.get(ID, "geometryProperty", "location")
                .isProblem(400, "BadRequestData", "geometryProperty");
    }

    @Test
    void linkedDataCarriesItsContext() {
        var linked = api.accepting("application/ld+json");
        var one = linked.get(ID, "pick", "id").is(200);
        assertThat(one.header("Content-Type")).startsWith("application/ld+json");
        assertThat(one.header("Link")).isEmpty();
        one.hasBody("{id:'urn:e:1', '@context':'%s'}".formatted(CORE));
        linked.get("/entities", "type", "T", "pick", "id")
                .hasBody("[{id:'urn:e:1', '@context':'%s'}]".formatted(CORE));
    }

    @Test
    void plainJsonNamesItsContextInAHeader() {
        assertThat(api.get(ID).header("Link"))
                .isEqualTo(
                        "<%s>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""
                                .formatted(CORE));
        assertThat(api.get("/entities/urn:e:9").header("Link")).isEmpty();
        assertThat(api.delete(ID).isEmpty(204).header("Link")).isEmpty();
    }
}
