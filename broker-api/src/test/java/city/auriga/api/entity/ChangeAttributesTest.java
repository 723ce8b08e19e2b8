package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Append, update, partially update, replace and delete Attributes (5.6.2 to 5.6.5, 5.6.19). */
class ChangeAttributesTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";

    private void stored(String members) {
        create("{id:'urn:e:1', type:'T'" + (members.isEmpty() ? "" : ", " + members) + "}");
    }

    /** Compares in concise form. */
    private void assertNow(String members) {
        api.get(ID, "format", "concise")
                .is(200)
                .hasBody(
                        "{id:'urn:e:1', type:'T'"
                                + (members.isEmpty() ? "" : ", " + members)
                                + "}");
    }

    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a:1 -> {b:2} -> a:1,b:2
                    a:{value:1,unitCode:'C'} -> {a:2} -> a:2
                    a:1 -> {a:{object:'urn:x:1'}} -> a:{object:'urn:x:1'}
                    a:1 -> {a:{value:2,datasetId:'urn:d:1'}} -> a:[{value:1},{value:2,datasetId:'urn:d:1'}]
                    a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> {a:[{value:3,datasetId:'urn:d:1'},{value:4,datasetId:'urn:d:2'}]} -> a:[{value:1},{value:3,datasetId:'urn:d:1'},{value:4,datasetId:'urn:d:2'}]
                    a:1 -> {scope:'/A'} -> scope:'/A',a:1
                    scope:'/A' -> {scope:['/B','/C']} -> scope:['/B','/C']
                    a:1 -> {type:'T'} -> a:1
                    """)
    void appends(String before, String fragment, String after) {
        stored(before);
        api.post(ID + "/attrs", fragment).isEmpty(204);
        assertNow(after);
    }

    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a:1 -> {b:2} -> a:1,b:2
                    a:{value:1,unitCode:'C',observedAt:'2026-01-01T00:00:00Z'} -> {a:2} -> a:2
                    a:1 -> {a:{object:'urn:x:1'}} -> a:{object:'urn:x:1'}
                    a:1,b:1 -> {a:'urn:ngsi-ld:null'} -> b:1
                    a:1,b:1 -> {a:{value:'urn:ngsi-ld:null'}} -> b:1
                    a:{object:'urn:x:1'},b:1 -> {a:{object:'urn:ngsi-ld:null'}} -> b:1
                    a:{languageMap:{en:'x'}},b:1 -> {a:{languageMap:{'@none':'urn:ngsi-ld:null'}}} -> b:1
                    a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> {a:{value:'urn:ngsi-ld:null',datasetId:'urn:d:1'}} -> a:1
                    a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> {a:3} -> a:[{value:3},{value:2,datasetId:'urn:d:1'}]
                    b:1 -> {a:'urn:ngsi-ld:null'} -> b:1
                    scope:'/A' -> {scope:'/B'} -> scope:'/B'
                    scope:'/A' -> {scope:'urn:ngsi-ld:null'} ->
                    """)
    void updates(String before, String fragment, String after) {
        stored(before);
        api.patch(ID + "/attrs", fragment).isEmpty(204);
        assertNow(after == null ? "" : after);
    }

    @Test
    void appendAndUpdateAddTypesAndNeverRemoveOne() {
        stored("a:1");
        api.post(ID + "/attrs", "{type:['U']}").isEmpty(204);
        api.patch(ID + "/attrs", "{type:'V'}").isEmpty(204);
        api.patch(ID + "/attrs", "{type:'T'}").isEmpty(204);
        assertThat(api.get(ID).json().get("type").toString()).isEqualTo("[\"T\",\"U\",\"V\"]");
    }

    @Test
    void appendWithoutOverwriteTellsWhatItLeftAlone() {
        stored("a:1, b:[{value:1},{value:2,datasetId:'urn:d:1'}]");
        var answer =
                api.post(
                        ID + "/attrs",
                        "{a:9, b:[{value:9},{value:3,datasetId:'urn:d:2'}], c:3}",
                        "options",
                        "noOverwrite");
        answer.is(207);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().get("updated").toString())
                .isEqualTo("[\"%sb\",\"%sc\"]".formatted(VOCABULARY, VOCABULARY));
        assertThat(answer.json().get("notUpdated"))
                .extracting(n -> n.get("attributeName").asString())
                .containsExactly(VOCABULARY + "a", VOCABULARY + "b");
        assertThat(answer.json().get("notUpdated"))
                .allSatisfy(n -> assertThat(n.get("reason").asString()).isNotBlank());
        assertNow(
                """
                a:1, b:[{value:1},{value:2,datasetId:'urn:d:1'},{value:3,datasetId:'urn:d:2'}], c:3
                """);
    }

    @Test
    void appendWithoutOverwriteThatSkipsEverythingStillAnswers207() {
        stored("a:1");
        var modified = api.get(ID, "options", "sysAttrs").json().get("modifiedAt");
        var answer = api.post(ID + "/attrs", "{a:2}", "options", "noOverwrite").is(207);
        assertThat(answer.json().get("updated")).isEmpty();
        assertThat(answer.json().get("notUpdated")).hasSize(1);
        assertThat(api.get(ID, "options", "sysAttrs").json().get("modifiedAt")).isEqualTo(modified);
    }

    @Test
    void appendWithoutOverwriteAddsScopes() {
        stored("scope:'/A'");
        api.post(ID + "/attrs", "{scope:['/A','/B']}", "options", "noOverwrite").isEmpty(204);
        assertNow("scope:['/A','/B']");
    }

    @Test
    void appendWithoutOverwriteOfTheSameScopeChangesNothing() {
        stored("scope:'/A'");
        var before = api.get(ID, "options", "sysAttrs").json();
        api.post(ID + "/attrs", "{scope:'/A'}", "options", "noOverwrite").isEmpty(204);
        assertThat(api.get(ID, "options", "sysAttrs").json()).isEqualTo(before);
    }

    @Test
    void appendWithoutOverwriteKeepsTheEndOfTheEntity() {
        stored("expiresAt:'2100-01-01T00:00:00Z'");
        var answer =
                api.post(
                                ID + "/attrs",
                                "{expiresAt:'2101-01-01T00:00:00Z', a:1}",
                                "options",
                                "noOverwrite")
                        .is(207);
        assertThat(answer.json().get("notUpdated").get(0).get("attributeName").asString())
                .isEqualTo("https://uri.etsi.org/ngsi-ld/expiresAt");
        assertThat(api.get(ID, "options", "sysAttrs").json().get("expiresAt").asString())
                .isEqualTo("2100-01-01T00:00:00Z");
        assertNow("a:1");
    }

    @Test
    void updateLeavesAScopeAloneThatIsNotThere() {
        stored("a:1");
        var answer = api.patch(ID + "/attrs", "{scope:'/A', a:2}").is(207);
        assertThat(answer.json().get("updated").get(0).asString()).isEqualTo(VOCABULARY + "a");
        assertThat(answer.json().get("notUpdated").get(0).get("attributeName").asString())
                .isEqualTo("https://uri.etsi.org/ngsi-ld/scope");
        assertNow("a:2");
    }

    /** Stored, fragment, and what is then there (digest 02, 1.4). */
    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {value:1,unitCode:'C',p:2} -> {value:3} -> {value:3,unitCode:'C',p:2}
                    {value:1,unitCode:'C',p:2} -> {unitCode:'urn:ngsi-ld:null',p:'urn:ngsi-ld:null'} -> 1
                    {value:1,p:{value:2,q:3}} -> {p:{value:4}} -> {value:1,p:4}
                    {value:1,p:2} -> {p:{value:'urn:ngsi-ld:null'}} -> 1
                    {value:1} -> {p:2,observedAt:'2026-01-01T00:00:00Z'} -> {value:1,observedAt:'2026-01-01T00:00:00Z',p:2}
                    {value:{k:1}} -> {value:{l:2}} -> {l:2}
                    {value:{k:1}} -> {type:'Property',value:{l:2}} -> {l:2}
                    {languageMap:{en:'a',nl:'b'}} -> {languageMap:{fr:'c'}} -> {languageMap:{fr:'c'}}
                    {object:'urn:x:1',p:1} -> {object:'urn:x:2'} -> {object:'urn:x:2',p:1}
                    {json:{k:1}} -> {json:{l:null}} -> {json:{l:null}}
                    {vocab:'a'} -> {vocab:['b','c']} -> {vocab:['b','c']}
                    {valueList:[1]} -> {valueList:[2,3]} -> {valueList:[2,3]}
                    {objectList:['urn:x:1']} -> {objectList:['urn:x:2']} -> {objectList:[{object:'urn:x:2'}]}
                    {type:'Point',coordinates:[1,2]} -> {value:{type:'Point',coordinates:[3,4]}} -> {type:'Point',coordinates:[3,4]}
                    {type:'Point',coordinates:[1,2]} -> {value:"{\\"type\\":\\"Point\\",\\"coordinates\\":[3,4]}"} -> {type:'Point',coordinates:[3,4]}
                    {value:1,unitCode:'C'} -> {value:{type:'Point',coordinates:[1,2]}} -> {type:'Property',value:{type:'Point',coordinates:[1,2]},unitCode:'C'}
                    {value:1} -> {value:"{\\"type\\":\\"Point\\",\\"coordinates\\":[3,4]}"} -> "{\\"type\\":\\"Point\\",\\"coordinates\\":[3,4]}"
                    {value:1,p:{value:2,q:3}} -> {p:{type:'Relationship',object:'urn:x:1'}} -> {value:1,p:{object:'urn:x:1'}}
                    [{value:1},{value:2,datasetId:'urn:d:1'}] -> {value:3,datasetId:'urn:d:1'} -> [{value:1},{value:3,datasetId:'urn:d:1'}]
                    [{value:1},{value:2,datasetId:'urn:d:1'}] -> {value:3,datasetId:'@none'} -> [{value:3},{value:2,datasetId:'urn:d:1'}]
                    [{value:1},{value:2,datasetId:'urn:d:1'}] -> {value:'urn:ngsi-ld:null'} -> {value:2,datasetId:'urn:d:1'}
                    [{value:1},{value:2,datasetId:'urn:d:1'}] -> {value:'urn:ngsi-ld:null',datasetId:'urn:d:1'} -> 1
                    """)
    void updatesPartially(String before, String fragment, String after) {
        stored("a:" + before);
        api.patch(ID + "/attrs/a", fragment).isEmpty(204);
        assertNow("a:" + after);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {value:1} -> {} -> $
                    {value:1} -> {type:'Relationship',object:'urn:x:1'} -> $.type
                    {value:1} -> {object:'urn:x:1'} -> $.type
                    {object:'urn:x:1'} -> {value:1} -> $.type
                    {value:1} -> {value:null} -> $.value
                    {value:1} -> {value:{k:'urn:ngsi-ld:null'}} -> $.value.k
                    {value:1} -> {datasetId:'urn:ngsi-ld:null',value:1} -> $.datasetId
                    {value:1} -> {datasetId:'x',value:1} -> $.datasetId
                    {value:1} -> {observedAt:'x'} -> $.observedAt
                    {value:1} -> {type:'urn:ngsi-ld:null'} -> $.type
                    {value:1} -> {value:1,'@context':{}} -> $.@context
                    {value:1} -> [{value:2}] -> $
                    {value:1} -> 2 -> $
                    {object:'urn:x:1'} -> {object:'x'} -> $.object
                    {object:'urn:x:1'} -> {unitCode:'C'} -> $.unitCode
                    {type:'Point',coordinates:[1,2]} -> {value:'x'} -> $.type
                    {value:1} -> {value:{k:[{'@context':'x'}]}} -> $.value.k[0].@context
                    {value:1} -> {n:{type:'Property',unitCode:'X'}} -> $.n
                    {value:1,s:2} -> {s:{type:'Property',unitCode:'Y'}} -> $.s
                    {value:1,s:2} -> {s:{type:'Relationship',observedAt:'2026-01-01T00:00:00Z'}} -> $.s
                    {value:1,s:2} -> {s:{value:3,unitCode:'urn:ngsi-ld:null'}} -> $.s.unitCode
                    {value:1,p:2} -> {p:{value:null}} -> $.p.value
                    """)
    void refusesABadPartialUpdate(String before, String fragment, String member) {
        stored("a:" + before);
        var was = api.get(ID).json();
        api.patch(ID + "/attrs/a", fragment).isProblem(400, "BadRequestData", member);
        assertThat(api.get(ID).json()).isEqualTo(was);
    }

    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {value:1,unitCode:'C',p:2} -> {value:3} -> 3
                    {value:1} -> {type:'Relationship',object:'urn:x:1'} -> {object:'urn:x:1'}
                    [{value:1},{value:2,datasetId:'urn:d:1'}] -> {value:3,datasetId:'urn:d:1'} -> [{value:1},{value:3,datasetId:'urn:d:1'}]
                    """)
    void replaces(String before, String attribute, String after) {
        stored("a:" + before);
        var created = created();
        api.put(ID + "/attrs/a", attribute).isEmpty(204);
        assertNow("a:" + after);
        assertThat(created()).isEqualTo(created);
    }

    private String created() {
        var a = api.get(ID, "options", "sysAttrs").json().get("a");
        return (a.isArray() ? a.get(0) : a).get("createdAt").asString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {value:'urn:ngsi-ld:null'} -> $.value
                    {type:'Property'} -> $
                    {} -> $
                    {value:1,unitCode:'urn:ngsi-ld:null'} -> $.unitCode
                    {value:1,p:'urn:ngsi-ld:null'} -> $.p
                    """)
    void refusesABadReplacement(String attribute, String member) {
        stored("a:1");
        api.put(ID + "/attrs/a", attribute).isProblem(400, "BadRequestData", member);
        assertNow("a:1");
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    /attrs/a                       -> a:1,b:1 -> b:1
                    /attrs/a                       -> a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:{value:2,datasetId:'urn:d:1'}
                    /attrs/a?datasetId=urn:d:1     -> a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:1
                    /attrs/a?datasetId=@none       -> a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:{value:2,datasetId:'urn:d:1'}
                    /attrs/a?deleteAll=true        -> a:[{value:1},{value:2,datasetId:'urn:d:1'}],b:1 -> b:1
                    /attrs/a?deleteAll=false       -> a:[{value:1},{value:2,datasetId:'urn:d:1'}] -> a:{value:2,datasetId:'urn:d:1'}
                    /attrs/a?deleteAll=true&datasetId=urn:d:1 -> a:[{value:1},{value:2,datasetId:'urn:d:1'}],b:1 -> b:1
                    /attrs/scope                   -> scope:'/A',a:1 -> a:1
                    """)
    void deletes(String path, String before, String after) {
        stored(before);
        api.delete(ID + path).isEmpty(204);
        assertNow(after);
    }

    @ParameterizedTest(name = "{0} {1} of {3}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    DELETE -> /attrs/b -> -> a:1
                    DELETE -> /attrs/a -> -> a:{value:1,datasetId:'urn:d:1'}
                    DELETE -> /attrs/a?datasetId=urn:d:2 -> -> a:{value:1,datasetId:'urn:d:1'}
                    DELETE -> /attrs/b?deleteAll=true -> -> a:1
                    DELETE -> /attrs/scope -> -> a:1
                    PATCH -> /attrs/b -> {value:1} -> a:1
                    PATCH -> /attrs/a -> {value:1} -> a:{value:1,datasetId:'urn:d:1'}
                    PATCH -> /attrs/a -> {value:1,datasetId:'urn:d:2'} -> a:{value:1,datasetId:'urn:d:1'}
                    PATCH -> /attrs/a -> {value:'urn:ngsi-ld:null',datasetId:'urn:d:2'} -> a:{value:1,datasetId:'urn:d:1'}
                    PUT -> /attrs/b -> {value:1} -> a:1
                    PUT -> /attrs/a -> {value:1} -> a:{value:1,datasetId:'urn:d:1'}
                    """)
    void knowsNoInstanceThatIsNotThere(String method, String path, String body, String stored) {
        stored(stored);
        api.exchange(method, ID + path, body).isProblem(404, "ResourceNotFound");
        assertNow(stored);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /attrs, {a:1}",
        "PATCH, /attrs, {a:1}",
        "PATCH, /attrs/a, {value:1}",
        "PUT, /attrs/a, {value:1}",
        "DELETE, /attrs/a,"
    })
    void knowsNoEntityThatIsNotThere(String method, String path, String body) {
        stored("a:1");
        api.exchange(method, "/entities/urn:e:2" + path, body).isProblem(404, "ResourceNotFound");
        api.exchange(method, "/entities/e2" + path, body).isProblem(400, "BadRequestData", "id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%40invalid",
                "a%20b",
                "a-b",
                "1a",
                "a.b",
                "..",
                "%2e%2e",
                "%252e%252e",
                ".",
                "id",
                "type",
                "%40type",
                "datasetId",
                "observedAt",
                "value",
                "a(b"
            })
    void refusesWhatNamesNoAttribute(String name) {
        stored("a:1");
        for (var method : new String[] {"PATCH", "PUT", "DELETE"}) {
            var answer =
                    api.exchange(
                            method,
                            ID + "/attrs/" + name,
                            method.equals("DELETE") ? null : "{value:1}");
            answer.isProblem(400, "BadRequestData", "attrId");
        }
        assertNow("a:1");
    }

    @Test
    void scopeIsNoAttributeToUpdateOrReplace() {
        stored("scope:'/A'");
        api.patch(ID + "/attrs/scope", "{value:'/B'}").isProblem(400, "BadRequestData", "attrId");
        api.put(ID + "/attrs/scope", "{value:'/B'}").isProblem(400, "BadRequestData", "attrId");
        assertNow("scope:'/A'");
    }

    @Test
    void takesFullyQualifiedNames() {
        stored("'https://ex.org/v#a':1");
        var path = ID + "/attrs/" + Api.segment("https://ex.org/v#a");
        api.patch(path, "{value:2}").isEmpty(204);
        assertNow("'https://ex.org/v#a':2");
        api.delete(path).isEmpty(204);
        assertNow("");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    POST -> {a:'urn:ngsi-ld:null'} -> $.a
                    POST -> {a:{value:'urn:ngsi-ld:null'}} -> $.a.value
                    POST -> {scope:'urn:ngsi-ld:null'} -> $.scope
                    POST -> {expiresAt:'urn:ngsi-ld:null'} -> $.expiresAt
                    POST -> {a:{value:{k:'urn:ngsi-ld:null'}}} -> $.a.value.k
                    POST -> {a:{value:1,p:'urn:ngsi-ld:null'}} -> $.a.p
                    POST -> {a:null} -> $.a
                    POST -> {id:'urn:e:2',a:1} -> $.id
                    PATCH -> {a:{value:{k:'urn:ngsi-ld:null'}}} -> $.a.value.k
                    PATCH -> {a:{value:1,p:'urn:ngsi-ld:null'}} -> $.a.p
                    PATCH -> {a:{value:1,unitCode:'urn:ngsi-ld:null'}} -> $.a.unitCode
                    PATCH -> {a:{value:1,datasetId:'urn:ngsi-ld:null'}} -> $.a.datasetId
                    PATCH -> {a:{unitCode:'C'}} -> $.a
                    PATCH -> {a:null} -> $.a
                    PATCH -> {id:'urn:e:2',a:1} -> $.id
                    PATCH -> {type:'urn:ngsi-ld:null'} -> $.type
                    PATCH -> {scope:'a-b'} -> $.scope
                    PATCH -> {location:2} -> $.location
                    """)
    void refusesABadFragment(String method, String fragment, String member) {
        stored("a:1");
        api.exchange(method, ID + "/attrs", fragment).isProblem(400, "BadRequestData", member);
        assertNow("a:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void refusesAnArrayOfFragments(String method) {
        stored("a:1");
        api.exchange(method, ID + "/attrs", "[{a:1}]").isProblem(400, "InvalidRequest", "$");
    }
}
