package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replace, merge and delete a whole Entity (5.6.6, 5.6.17, 5.6.18). */
class ChangeEntityTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";

    private void stored(String members) {
        create("{id:'urn:e:1', type:'T'" + (members.isEmpty() ? "" : ", " + members) + "}");
    }

    private void assertNow(String members) {
        api.get(ID)
                .is(200)
                .hasBody(
                        "{id:'urn:e:1', type:'T'"
                                + (members.isEmpty() ? "" : ", " + members)
                                + "}");
    }

    @Test
    void replacesEverythingButTheTimeOfCreation() {
        stored(
                "scope:'/A', a:1, b:{value:2,datasetId:'urn:d:1'},"
                        + " expiresAt:'2100-01-01T00:00:00Z'");
        var before = api.get(ID, "options", "sysAttrs").json();

        api.put(ID, "{type:['U','V'], a:{type:'Relationship',object:'urn:x:1'}}").isEmpty(204);

        api.get(ID)
                .hasBody(
                        """
                        {id:'urn:e:1', type:['U','V'], a:{type:'Relationship',object:'urn:x:1'}}
                        """);
        var after = api.get(ID, "options", "sysAttrs").json();
        assertThat(after.get("createdAt")).isEqualTo(before.get("createdAt"));
        assertThat(after.get("modifiedAt").asString())
                .isGreaterThan(before.get("modifiedAt").asString());
        assertThat(after.has("expiresAt")).isFalse();
        assertThat(after.get("a").get("createdAt")).isEqualTo(before.get("a").get("createdAt"));
    }

    @Test
    void replacingWithoutTypeKeepsTheTypes() {
        stored("a:1");
        api.put(ID, "{id:'urn:e:1', b:2}").isEmpty(204);
        assertNow("b:{type:'Property',value:2}");
    }

    /** Stored, merge patch, and what is then there (digest 02, 1.7). */
    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a:{value:1,unitCode:'BAR',observedAt:'2026-01-01T00:00:00Z'} -> a:{value:2} -> a:{type:'Property',value:2,unitCode:'BAR',observedAt:'2026-01-01T00:00:00Z'}
                    a:1 -> a:2 -> a:{type:'Property',value:2}
                    a:1 -> b:2 -> a:{type:'Property',value:1},b:{type:'Property',value:2}
                    a:1,b:1 -> a:'urn:ngsi-ld:null' -> b:{type:'Property',value:1}
                    a:1,b:1 -> a:{value:'urn:ngsi-ld:null'} -> b:{type:'Property',value:1}
                    a:1,b:1 -> a:{type:'Property',value:'urn:ngsi-ld:null'} -> b:{type:'Property',value:1}
                    a:{object:'urn:x:1'},b:1 -> a:{object:'urn:ngsi-ld:null'} -> b:{type:'Property',value:1}
                    a:{languageMap:{en:'x'}},b:1 -> a:{languageMap:{'@none':'urn:ngsi-ld:null'}} -> b:{type:'Property',value:1}
                    a:{valueList:[1]},b:1 -> a:{valueList:['urn:ngsi-ld:null']} -> b:{type:'Property',value:1}
                    a:{vocab:'x'},b:1 -> a:{vocab:'urn:ngsi-ld:null'} -> b:{type:'Property',value:1}
                    a:{json:{k:1}},b:1 -> a:{json:'urn:ngsi-ld:null'} -> b:{type:'Property',value:1}
                    b:1 -> a:'urn:ngsi-ld:null' -> b:{type:'Property',value:1}
                    a:{value:{k:1,l:{m:1,n:2}}} -> a:{value:{k:2,l:{m:'urn:ngsi-ld:null',o:3}}} -> a:{type:'Property',value:{k:2,l:{n:2,o:3}}}
                    a:{value:[1,2]} -> a:{value:[3]} -> a:{type:'Property',value:[3]}
                    a:{value:{k:1}} -> a:{value:5} -> a:{type:'Property',value:5}
                    a:{value:5} -> a:{value:{k:1,l:'urn:ngsi-ld:null'}} -> a:{type:'Property',value:{k:1}}
                    b:1 -> a:{value:{k:1,l:{m:'urn:ngsi-ld:null'}}} -> b:{type:'Property',value:1},a:{type:'Property',value:{k:1,l:{}}}
                    a:{languageMap:{en:'x',fr:'y'}} -> a:{languageMap:{fr:'urn:ngsi-ld:null',sk:'z'}} -> a:{type:'LanguageProperty',languageMap:{en:'x',sk:'z'}}
                    a:{json:{k:1,l:2}} -> a:{json:{l:'urn:ngsi-ld:null',m:3}} -> a:{type:'JsonProperty',json:{k:1,m:3}}
                    a:{vocab:['x','y']} -> a:{vocab:'z'} -> a:{type:'VocabProperty',vocab:'z'}
                    a:{object:['urn:x:1','urn:x:2']} -> a:{object:'urn:x:3'} -> a:{type:'Relationship',object:'urn:x:3'}
                    a:{type:'Point',coordinates:[1,2]} -> a:{type:'LineString',coordinates:[[1,2],[3,4]]} -> a:{type:'GeoProperty',value:{type:'LineString',coordinates:[[1,2],[3,4]]}}
                    a:{value:1,p:{value:1,q:2},r:3} -> a:{value:1,p:{value:4},s:5} -> a:{type:'Property',value:1,p:{type:'Property',value:4,q:{type:'Property',value:2}},r:{type:'Property',value:3},s:{type:'Property',value:5}}
                    a:{value:1,p:2,unitCode:'C'} -> a:{value:1,p:'urn:ngsi-ld:null',unitCode:'urn:ngsi-ld:null'} -> a:{type:'Property',value:1}
                    a:{value:1,p:2} -> a:{observedAt:'2026-01-01T00:00:00Z'} -> a:{type:'Property',value:1,observedAt:'2026-01-01T00:00:00Z',p:{type:'Property',value:2}}
                    a:{value:1,s:5} -> a:{s:'urn:ngsi-ld:null'} -> a:{type:'Property',value:1}
                    a:{value:{s:1,k:2},s:5} -> a:{s:'urn:ngsi-ld:null'} -> a:{type:'Property',value:{s:1,k:2}}
                    a:{value:{s:1,k:2}} -> a:{s:'urn:ngsi-ld:null'} -> a:{type:'Property',value:{k:2}}
                    a:1 -> a:{s:'urn:ngsi-ld:null'} -> a:{type:'Property',value:1}
                    a:{value:{scope:'city',k:1}} -> a:{scope:'urn:ngsi-ld:null'} -> a:{type:'Property',value:{k:1}}
                    a:{value:{street:'A'}} -> a:{value:{'@type':'@json','@value':null}} -> a:{type:'Property',value:{'@type':'@json','@value':null}}
                    a:{value:{'@type':'@json','@value':[1]}} -> a:{value:{k:1}} -> a:{type:'Property',value:{k:1}}
                    a:{object:'urn:x:1',s:{value:1,t:2}} -> a:{type:'Relationship',s:{t:'urn:ngsi-ld:null'}} -> a:{type:'Relationship',object:'urn:x:1',s:{type:'Property',value:1}}
                    a:{value:1,s:{value:{k:1},p:2}} -> a:{value:1,s:{object:'urn:x:1',t:{value:{l:'urn:ngsi-ld:null'}}}} -> a:{type:'Property',value:1,s:{type:'Relationship',object:'urn:x:1',t:{type:'Property',value:{}}}}
                    location:{type:'Point',coordinates:[1,2]} -> location:"{\\"type\\":\\"Point\\",\\"coordinates\\":[3,4]}" -> location:{type:'GeoProperty',value:{type:'Point',coordinates:[3,4]}}
                    a:{type:'Point',coordinates:[1,2]} -> a:"{\\"type\\":\\"Point\\",\\"coordinates\\":[3,4]}" -> a:{type:'GeoProperty',value:{type:'Point',coordinates:[3,4]}}
                    a:{type:'Point',coordinates:[1,2]} -> a:'x' -> a:{type:'Property',value:'x'}
                    a:{value:1,unitCode:'C'} -> a:{value:{type:'Point',coordinates:[3,4]}} -> a:{type:'Property',value:{type:'Point',coordinates:[3,4]},unitCode:'C'}
                    b:1 -> a:"{\\"type\\":\\"Point\\",\\"coordinates\\":[3,4]}" -> b:{type:'Property',value:1},a:{type:'Property',value:"{\\"type\\":\\"Point\\",\\"coordinates\\":[3,4]}"}
                    a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:{value:3,datasetId:'urn:d:1'} -> a:[{type:'Property',value:1},{type:'Property',value:3,datasetId:'urn:d:1'}]
                    a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:{value:3,datasetId:'urn:d:2'} -> a:[{type:'Property',value:1},{type:'Property',value:2,datasetId:'urn:d:1'},{type:'Property',value:3,datasetId:'urn:d:2'}]
                    a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:{value:'urn:ngsi-ld:null',datasetId:'urn:d:1'} -> a:{type:'Property',value:1}
                    a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:'urn:ngsi-ld:null' -> a:{type:'Property',value:2,datasetId:'urn:d:1'}
                    a:{value:1,unitCode:'C'} -> a:{type:'Relationship',object:'urn:x:1'} -> a:{type:'Relationship',object:'urn:x:1'}
                    scope:['/A','/B'] -> scope:'/C' -> scope:'/C'
                    scope:'/A',a:1 -> scope:'urn:ngsi-ld:null' -> a:{type:'Property',value:1}
                    a:1 -> scope:'/A' -> scope:'/A',a:{type:'Property',value:1}
                    """)
    void merges(String before, String patch, String after) {
        stored(before);
        api.patch(ID, "{" + patch + "}").isEmpty(204);
        assertNow(after);
    }

    @Test
    void mergeAddsTypesAndKeepsExpiry() {
        stored("expiresAt:'2100-01-01T00:00:00Z', a:{value:1,expiresAt:'2100-01-01T00:00:00Z'}");
        api.patch(ID, "{type:['U','T'], a:{value:2}}").isEmpty(204);
        var merged = api.get(ID, "options", "sysAttrs").json();
        assertThat(merged.get("type").toString()).isEqualTo("[\"T\",\"U\"]");
        assertThat(merged.get("expiresAt").asString()).isEqualTo("2100-01-01T00:00:00Z");
        assertThat(merged.get("a").get("expiresAt").asString()).isEqualTo("2100-01-01T00:00:00Z");

        api.patch(ID, "{expiresAt:'urn:ngsi-ld:null'}").isEmpty(204);
        assertThat(api.get(ID, "options", "sysAttrs").json().has("expiresAt")).isFalse();
    }

    @Test
    void mergeGivesItsTimeOnlyToWhatHadOne() {
        stored(
                "a:{value:1,observedAt:'2026-01-01T00:00:00Z'}, b:1,"
                        + " c:{value:1,observedAt:'2026-01-01T00:00:00Z'}");
        api.patch(
                        ID,
                        "{a:{value:2}, b:2, c:{value:2,observedAt:'2026-03-01T00:00:00Z'}, d:2}",
                        "observedAt",
                        "2026-02-01T00:00:00Z")
                .isEmpty(204);
        assertNow(
                """
                a:{type:'Property',value:2,observedAt:'2026-02-01T00:00:00Z'},
                b:{type:'Property',value:2},
                c:{type:'Property',value:2,observedAt:'2026-03-01T00:00:00Z'},
                d:{type:'Property',value:2}
                """);
    }

    @Test
    void timeAndLanguageOfAMergeAreForSubAttributesToo() {
        stored(
                """
                a:{value:1,observedAt:'2026-01-01T00:00:00Z',
                   s:{value:1,observedAt:'2026-01-01T00:00:00Z'},
                   t:{value:1,observedAt:'2026-01-01T00:00:00Z'},
                   l:{languageMap:{en:'x',fr:'y'}}}
                """);
        api.patch(
                        ID,
                        "{a:{value:2,s:{value:3},l:{value:'z'}}}",
                        "observedAt",
                        "2026-02-01T00:00:00Z",
                        "lang",
                        "fr")
                .isEmpty(204);
        assertNow(
                """
                a:{type:'Property',value:2,observedAt:'2026-02-01T00:00:00Z',
                   s:{type:'Property',value:3,observedAt:'2026-02-01T00:00:00Z'},
                   t:{type:'Property',value:1,observedAt:'2026-01-01T00:00:00Z'},
                   l:{type:'LanguageProperty',languageMap:{en:'x',fr:'z'}}}
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{type:'T'}",
                "{a:{type:'Property'}}",
                "{a:{type:'Property',zz:'urn:ngsi-ld:null'}}",
                "{a:{unitCode:'urn:ngsi-ld:null'}}",
                "{a:{zz:'urn:ngsi-ld:null'}}",
                "{b:'urn:ngsi-ld:null'}"
            })
    void whatChangesNothingLeavesTheTimesAlone(String patch) {
        stored("a:1");
        var before = api.get(ID, "options", "sysAttrs").json();
        api.patch(ID, patch).isEmpty(204);
        assertThat(api.get(ID, "options", "sysAttrs").json()).isEqualTo(before);
    }

    @Test
    void mergeTakesTheMediaTypeOfMergePatch() {
        stored("a:1");
        api.with("Content-Type", "application/merge-patch+json").patch(ID, "{a:2}").isEmpty(204);
        assertNow("a:{type:'Property',value:2}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {a:null} -> $.a
                    {a:{value:null}} -> $.a.value
                    {a:{value:1,datasetId:'urn:ngsi-ld:null'}} -> $.a.datasetId
                    {a:{type:'Property',object:'urn:x:1'}} -> $.a.object
                    {a:{type:'Nonsense',value:1}} -> $.a.type
                    {type:'urn:ngsi-ld:null'} -> $.type
                    {id:'urn:ngsi-ld:null'} -> $.id
                    {id:'urn:e:2'} -> $.id
                    {'a b':1} -> $.a b
                    {scope:'/a-b'} -> $.scope
                    {'@context':{}} -> $.@context
                    {location:1} -> $.location
                    {b:{unitCode:'C'}} -> $.https://uri.etsi.org/ngsi-ld/default-context/b.unitCode
                    {a:{type:'Relationship'}} -> $.https://uri.etsi.org/ngsi-ld/default-context/a.type
                    {a:{type:'Property',n:{type:'Property',unitCode:'X'}}} -> $.https://uri.etsi.org/ngsi-ld/default-context/a.https://uri.etsi.org/ngsi-ld/default-context/n
                    {a:{languageMap:{en:['urn:ngsi-ld:null']}}} -> $.a.languageMap.en
                    {a:{vocab:['a','urn:ngsi-ld:null']}} -> $.a.vocab
                    {a:{type:'Property',value:{'@type':'@json','@value':['urn:ngsi-ld:null',1]}}} -> $.a.value.@value
                    {a:{valueList:[9,'urn:ngsi-ld:null']}} -> $.a.valueList[1]
                    {a:{value:{k:[{x:'urn:ngsi-ld:null'}]}}} -> $.a.value.k[0].x
                    {a:{value:{k:{'@context':'x'}}}} -> $.a.value.k.@context
                    """)
    void refusesABadMerge(String body, String member) {
        stored("a:1, b:{object:'urn:x:1'}");
        api.patch(ID, body).isProblem(400, "BadRequestData", member);
        assertNow("a:{type:'Property',value:1}, b:{type:'Relationship',object:'urn:x:1'}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {id:'urn:e:2',type:'T'} -> $.id
                    {type:'T',a:'urn:ngsi-ld:null'} -> $.a
                    {type:'T',a:{type:'Property'}} -> $.a
                    {type:'T',scope:'urn:ngsi-ld:null'} -> $.scope
                    """)
    void refusesABadReplacement(String body, String member) {
        stored("a:1");
        api.put(ID, body).isProblem(400, "BadRequestData", member);
        assertNow("a:{type:'Property',value:1}");
    }

    @Test
    void deletesAndCreatesAgain() {
        stored("a:1");
        api.delete(ID).isEmpty(204);
        api.get(ID).isProblem(404, "ResourceNotFound");
        api.delete(ID).isProblem(404, "ResourceNotFound");
        stored("b:1");
        assertNow("b:{type:'Property',value:1}");
    }

    @ParameterizedTest
    @CsvSource({"PUT, {}", "PATCH, {}", "DELETE,", "GET,"})
    void knowsNoEntityThatIsNotThere(String method, String body) {
        stored("");
        api.exchange(method, "/entities/urn:e:2", body).isProblem(404, "ResourceNotFound");
    }

    @ParameterizedTest
    @CsvSource({"PUT, {}", "PATCH, {}", "DELETE,", "GET,"})
    void refusesAnIdThatIsNoUri(String method, String body) {
        stored("");
        api.exchange(method, "/entities/e1", body).isProblem(400, "BadRequestData", "id");
        api.exchange(method, "/entities/urn:e:a%20b", body).isProblem(400, "BadRequestData", "id");
    }

    /** 4.17: an Entity of another type counts as missing. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    T          -> true
                    U          -> false
                    T,U        -> true
                    U|V        -> false
                    (T;S)      -> true
                    (T;U)      -> false
                    (U;V),S    -> true
                    """)
    void selectsByType(String selection, boolean selected) {
        create("{id:'urn:e:1', type:['S','T'], a:1}");
        int changed = selected ? 204 : 404;
        api.get(ID, "type", selection).is(selected ? 200 : 404);
        api.patch(ID, "{a:2}", "type", selection).is(changed);
        api.put(ID, "{a:2}", "type", selection).is(changed);
        api.post(ID + "/attrs", "{b:2}", "type", selection).is(changed);
        api.patch(ID + "/attrs", "{b:2}", "type", selection).is(changed);
        api.patch(ID + "/attrs/a", "{value:3}", "type", selection).is(changed);
        api.put(ID + "/attrs/a", "{value:3}", "type", selection).is(changed);
        api.delete(ID + "/attrs/a", "type", selection).is(changed);
        if (!selected) {
            api.get(ID, "format", "simplified").hasBody("{id:'urn:e:1', type:['S','T'], a:1}");
        }
        api.delete(ID, "type", selection).is(changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "T;", "(T", "a b", "T,,U"})
    void refusesABadTypeSelection(String selection) {
        stored("a:1");
        api.get(ID, "type", selection).isProblem(400, "BadRequestData", "type");
        api.delete(ID, "type", selection).isProblem(400, "BadRequestData", "type");
    }
}
