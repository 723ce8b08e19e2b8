package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges of bare values, and of texts in one language (5.6.17, 6.5.3.4). */
class MergeSimplifiedTest extends ApiTest {
    @BeforeEach
    void store() {
        create(
                """
                {id:'urn:e:1', type:'T',
                 p:{value:1,unitCode:'CEL',observedAt:'2026-01-01T00:00:00Z'}, c:{value:{a:1,b:2}}, g:{type:'Point',coordinates:[1,2]},
                 n:{languageMap:{en:'one',sk:'jeden'}}, v:{vocab:'a'}, j:{json:{k:1,m:2}}, l:{valueList:[1]},
                 r:{object:'urn:x:1'}, o:{objectList:['urn:x:1']}, m:[{value:1},{value:2,datasetId:'urn:d:1'}]}
                """);
    }

    private void merge(String body, String... more) {
        var parameters = new ArrayList<>(List.of("format", "simplified"));
        parameters.addAll(List.of(more));
        api.patch("/entities/urn:e:1", body, parameters.toArray(String[]::new)).isEmpty(204);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {p:2}                            -> p     -> {p:{value:2,unitCode:'CEL',observedAt:'2026-01-01T00:00:00Z'}}
                    {c:{b:3,d:4}}                    -> c     -> {c:{a:1,b:3,d:4}}
                    {c:{b:'urn:ngsi-ld:null'}}       -> c     -> {c:{a:1}}
                    {g:{type:'Point',coordinates:[3,4]}} -> g -> {g:{type:'Point',coordinates:[3,4]}}
                    {n:{languageMap:{sk:'dva'}}}     -> n     -> {n:{languageMap:{en:'one',sk:'dva'}}}
                    {n:'zwei'}                       -> n     -> {n:{languageMap:{en:'one',sk:'jeden','@none':'zwei'}}}
                    {v:'b'}                          -> v     -> {v:{vocab:'b'}}
                    {v:{vocab:['b','c']}}            -> v     -> {v:{vocab:['b','c']}}
                    {j:{json:{k:2}}}                 -> j     -> {j:{json:{k:2,m:2}}}
                    {j:{k:2}}                        -> j     -> {j:{json:{k:2,m:2}}}
                    {l:[2,3]}                        -> l     -> {l:{valueList:[2,3]}}
                    {r:'urn:x:2'}                    -> r     -> {r:{object:'urn:x:2'}}
                    {r:['urn:x:2','urn:x:3']}        -> r     -> {r:{object:['urn:x:2','urn:x:3']}}
                    {o:['urn:x:2']}                  -> o     -> {o:{objectList:[{object:'urn:x:2'}]}}
                    {m:{dataset:{'@none':3,'urn:d:1':4,'urn:d:2':5}}} -> m -> {m:[{value:3},{value:4,datasetId:'urn:d:1'},{value:5,datasetId:'urn:d:2'}]}
                    {m:{dataset:{'urn:d:1':'urn:ngsi-ld:null'}}} -> m -> {m:1}
                    {p:'urn:ngsi-ld:null'}           -> id,p  -> {id:'urn:e:1'}
                    {x:1}                            -> x     -> {x:1}
                    {x:{type:'Point',coordinates:[3,4]}} -> x -> {x:{type:'Point',coordinates:[3,4]}}
                    {x:{languageMap:{en:'x'}}}       -> x     -> {x:{languageMap:{en:'x'}}}
                    {x:{vocab:'x'}}                  -> x     -> {x:{vocab:'x'}}
                    {x:{json:{a:1}}}                 -> x     -> {x:{json:{a:1}}}
                    {type:'U',scope:'/A'}            -> type,scope -> {type:['T','U'],scope:'/A'}
                    """)
    void keepsTheTypesOfAttributes(String body, String pick, String expected) {
        merge(body);
        api.get("/entities/urn:e:1", "pick", pick, "format", "concise").hasBody(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {r:'no uri'}              -> $.r
                    {r:5}                     -> $.r
                    {g:5}                     -> $.g
                    {g:{a:1}}                 -> $.g
                    {n:5}                     -> $.n
                    {n:{vocab:'a'}}           -> $.n
                    {n:{json:{a:'b'}}}        -> $.n
                    {l:5}                     -> $.l
                    {o:'urn:x:1'}             -> $.o
                    {j:5}                     -> $.j
                    {p:null}                  -> $.p
                    {value:1}                 -> $.value
                    {id:'urn:e:2',p:1}        -> $.id
                    """)
    void refusesWhatDoesNotSuit(String body, String member) {
        var answer = api.patch("/entities/urn:e:1", body, "options", "keyValues");
        answer.isProblem(400, "BadRequestData");
        assertThat(answer.json().path("member").asString()).startsWith(member);
    }

    /** One that is new has the type of the first. */
    @Test
    void keepsTheTypeOfEachInstance() {
        create(
                """
                {id:'urn:e:2', type:'T', m:[{languageMap:{en:'a'},datasetId:'urn:d:1'}, {value:1}]}
                """);
        api.patch(
                        "/entities/urn:e:2",
                        "{m:{dataset:{'@none':'b','urn:d:1':'c','urn:d:2':'d'}}}",
                        "format",
                        "simplified",
                        "lang",
                        "en")
                .isEmpty(204);
        api.get("/entities/urn:e:2", "pick", "m", "format", "concise")
                .hasBody(
                        """
                        {m:[{languageMap:{en:'c'},datasetId:'urn:d:1'}, {value:'b'}, {languageMap:{en:'d'},datasetId:'urn:d:2'}]}
                        """);
    }

    @Test
    void writesTextsInTheLanguageOfTheRequest() {
        merge("{n:'dva'}", "lang", "sk");
        api.patch("/entities/urn:e:1", "{n:'two'}", "lang", "en").isEmpty(204);
        api.patch("/entities/urn:e:1", "{n:{type:'Property',value:['a','b']}}", "lang", "de")
                .isEmpty(204);
        api.get("/entities/urn:e:1", "pick", "n", "format", "concise")
                .hasBody("{n:{languageMap:{en:'two',sk:'dva',de:['a','b']}}}");
    }

    @Test
    void passesTheTimeOfTheRequestOn() {
        merge("{p:2,x:1}", "observedAt", "2026-02-02T00:00:00Z");
        api.get("/entities/urn:e:1", "pick", "p,x", "format", "concise")
                .hasBody("{p:{value:2,unitCode:'CEL',observedAt:'2026-02-02T00:00:00Z'},x:1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en us", "1", "en_US"})
    void needsALanguage(String lang) {
        api.patch("/entities/urn:e:1", "{n:'a'}", "lang", lang)
                .isProblem(400, "BadRequestData", "lang");
    }

    @Test
    void knowsNoOtherForms() {
        api.patch("/entities/urn:e:1", "{p:1}", "format", "x")
                .isProblem(400, "InvalidRequest", "format");
        api.patch("/entities/urn:e:1", "{p:1}", "options", "sysAttrs")
                .isProblem(400, "InvalidRequest", "options");
        api.patch("/entities/urn:e:9", "{p:1}", "format", "simplified")
                .isProblem(404, "ResourceNotFound");
        api.patch("/entities/urn:e:1", "[]", "format", "simplified")
                .isProblem(400, "InvalidRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"['a',1]", "[]", "[{k:2}]"})
    void writesNothingElseIntoALanguage(String value) {
        api.patch("/entities/urn:e:1", "{n:{type:'Property',value:" + value + "}}", "lang", "de")
                .isProblem(400, "BadRequestData");
    }
}
