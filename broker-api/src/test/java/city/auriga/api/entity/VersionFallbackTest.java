package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entities for clients of older versions of the standard (4.3.6.8, 6.3.6). */
class VersionFallbackTest extends ApiTest {
    @BeforeEach
    void store() {
        create(
                """
                {id:'urn:e:1', type:['T','U'], scope:'/A', expiresAt:'2100-01-01T00:00:00Z',
                 p:[{type:'Property',value:1,unitCode:'CEL',observedAt:'2026-01-01T00:00:00Z',valueType:'X',s:{type:'VocabProperty',vocab:'on'}},
                    {type:'Property',value:2,datasetId:'urn:d:1'}],
                 v:{type:'VocabProperty',vocab:['a','b']}, j:{type:'JsonProperty',json:{k:null}}, l:{type:'ListProperty',valueList:[1]},
                 r:{type:'Relationship',object:'urn:e:2',objectType:'T'}, o:{type:'ListRelationship',objectList:['urn:e:2','urn:e:3']},
                 n:{type:'LanguageProperty',languageMap:{en:'x'}}}
                """);
        create("{id:'urn:e:2', type:'T', v:{vocab:'c'}}");
        create("{id:'urn:e:3', type:'Plain', p:1}");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    1.8 -> p -> {p:[{value:1,unitCode:'CEL',observedAt:'2026-01-01T00:00:00Z',s:{vocab:'on'}},{value:2,datasetId:'urn:d:1'}]}
                    1.5 -> p -> {p:[{value:1,unitCode:'CEL',observedAt:'2026-01-01T00:00:00Z',s:'on'},{value:2,datasetId:'urn:d:1'}]}
                    1.2 -> p -> {p:{value:1,s:'on'}}
                    1.7 -> v -> {v:['a','b']}
                    1.7 -> j -> {j:{k:null}}
                    1.7 -> l -> {l:[1]}
                    1.7 -> r -> {r:{object:'urn:e:2'}}
                    1.7 -> o -> {o:{object:['urn:e:2','urn:e:3']}}
                    1.3 -> n -> {n:{en:'x'}}
                    1.2 -> id,type -> {id:'urn:e:1',type:'T'}
                    1.3 -> id,scope -> {id:'urn:e:1'}
                    """)
    void sayWhatTheVersionCanSay(String version, String pick, String expected) {
        var answer =
                api.with("Prefer", "ngsi-ld=" + version)
                        .get("/entities/urn:e:1", "pick", pick, "format", "concise")
                        .is(203);
        answer.hasBody(expected);
        assertThat(answer.header("Preference-Applied")).isEqualTo("ngsi-ld=" + version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    ngsi-ld=1.9                       -> ngsi-ld=1.9
                    NGSI-LD="1.9"                     -> ngsi-ld=1.9
                    return=minimal, ngsi-ld=1.9;x=1   -> ngsi-ld=1.9
                    ngsi-ld=2.0                       -> ngsi-ld=2.0
                    """)
    void areLeftAloneByTheirOwnVersion(String prefer, String applied) {
        var answer = api.with("Prefer", prefer).get("/entities/urn:e:1").is(200);
        assertThat(answer.header("Preference-Applied")).isEqualTo(applied);
    }

    @Test
    void areLeftAloneIfTheyHoldNothingNew() {
        var old = api.with("Prefer", "ngsi-ld=1.1");
        old.get("/entities/urn:e:3", "format", "simplified")
                .is(200)
                .hasBody("{id:'urn:e:3',type:'Plain',p:1}");
        old.get("/entities/urn:e:1", "pick", "id").is(200).hasBody("{id:'urn:e:1'}");
        old.get("/entities", "type", "Plain").is(200);
        old.get("/entities", "type", "T").is(203);
    }

    @Test
    void leaveOutThoseOfWhichNothingIsLeft() {
        var client = api.with("Prefer", "ngsi-ld=1.3");
        client.get("/entities/urn:e:1", "pick", "scope").isProblem(404, "ResourceNotFound");
        assertThat(client.get("/entities", "type", "T", "pick", "scope").json()).isEmpty();
    }

    @Test
    void hideTheExpiryOnlyWhereItIsShown() {
        var client = api.with("Prefer", "ngsi-ld=1.8");
        client.get("/entities/urn:e:1", "pick", "id").is(200);
        var shown = client.get("/entities/urn:e:1", "pick", "id", "options", "sysAttrs").is(203);
        assertThat(shown.json().has("createdAt")).isTrue();
        assertThat(shown.json().has("expiresAt")).isFalse();
    }

    @Test
    void includeThoseThatAreLinked() {
        api.with("Prefer", "ngsi-ld=1.7")
                .get("/entities/urn:e:1", "pick", "r{v}", "join", "inline", "format", "concise")
                .is(203)
                .hasBody("{r:{object:'urn:e:2',entity:{v:'c'}}}");
    }

    @Test
    void writeTermsOfTheReader() {
        try (var contexts = new ContextServer()) {
            var url =
                    contexts.serve(
                            "{'@context':{'x':'https://uri.etsi.org/ngsi-ld/default-context/a'}}");
            api.withContext(url)
                    .with("Prefer", "ngsi-ld=1.7")
                    .get("/entities/urn:e:1", "pick", "v", "format", "simplified")
                    .is(203)
                    .hasBody("{v:['x','b']}");
        }
    }

    @Test
    void doNotConcernOtherAnswers() {
        var client = api.with("Prefer", "ngsi-ld=1.3");
        var types = client.get("/types").is(200);
        assertThat(types.header("Preference-Applied")).isEqualTo("ngsi-ld=1.3");
        var problem = client.get("/entities/urn:e:9").isProblem(404, "ResourceNotFound");
        assertThat(problem.header("Preference-Applied")).isEqualTo("ngsi-ld=1.3");
        assertThat(api.get("/entities/urn:e:1").header("Preference-Applied")).isEmpty();
        assertThat(
                        api.with("Prefer", "ngsi-ld=new")
                                .get("/entities/urn:e:1")
                                .is(200)
                                .header("Preference-Applied"))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    1.2 -> datasetId -> urn:d:1 -> p -> {p:2}
                    1.2 -> datasetId -> @none   -> p -> {p:1}
                    1.3 -> lang      -> en      -> n -> {n:'x'}
                    """)
    void comeAfterOtherFilters(
            String version, String parameter, String value, String pick, String expected) {
        api.with("Prefer", "ngsi-ld=" + version)
                .get("/entities/urn:e:1", "pick", pick, "format", "simplified", parameter, value)
                .hasBody(expected);
    }
}
