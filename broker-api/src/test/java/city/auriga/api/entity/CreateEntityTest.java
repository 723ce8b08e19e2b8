package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateEntityTest extends ApiTest {
    @Test
    void answersWhereTheEntityIs() {
        var answer = api.post("/entities", "{id:'urn:e:1', type:'T'}").isEmpty(201);
        assertThat(answer.header("Location")).isEqualTo("/ngsi-ld/v1/entities/urn:e:1");
        api.get("/entities/urn:e:1").is(200).hasBody("{id:'urn:e:1', type:'T'}");
    }

    @Test
    void refusesAnIdThatIsTaken() {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.post("/entities", "{id:'urn:e:1', type:'T', a:2}")
                .isProblem(409, "AlreadyExists", "id");
        api.get("/entities/urn:e:1", "format", "simplified")
                .hasBody("{id:'urn:e:1', type:'T', a:1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ex.org/e/1?x=1&y=2#z",
                "urn:ngsi-ld:Straße:Čerpadlo",
                "urn:e:a;b=c",
                "urn:e:a%20b",
                "urn:e:50%25",
                "urn:e:(a)[b]*'!@$,+~=",
                "urn:e:😀"
            })
    void takesAnyUriAsAnId(String id) {
        var answer = api.post("/entities", "{id:\"" + id + "\", type:'T'}").is(201);
        assertThat(api.get("/entities/" + Api.segment(id)).is(200).json().path("id").asString())
                .isEqualTo(id);
        var location = answer.header("Location").substring("/ngsi-ld/v1".length());
        api.get(location).is(200);
        api.delete(location).isEmpty(204);
        api.get("/entities/" + Api.segment(id)).is(404);
    }

    /** What is sent in any form is served in normalized form. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {type:'Property',value:1.5,unitCode:'BAR',observedAt:'2026-03-01T08:00:00Z'} -> =
                    {type:'Property',value:'x',p:{type:'Property',value:1,q:{type:'Relationship',object:'urn:x:1'}}} -> =
                    {type:'Property',value:[]} -> =
                    {type:'Property',value:[1]} -> =
                    {type:'Property',value:[[1,'a'],{k:true}]} -> =
                    {type:'Property',value:{k:[{l:1}],'':2}} -> =
                    {type:'Property',value:{'@type':'DateTime','@value':'2026-01-01T00:00:00Z'}} -> =
                    {type:'Property',value:'2026-01-01',valueType:'Date'} -> =
                    {type:'Property',value:{'@type':'@json','@value':null}} -> =
                    {type:'Property',value:1,observedAt:'2026-03-01T08:00:00.000Z'} -> {type:'Property',value:1,observedAt:'2026-03-01T08:00:00Z'}
                    {type:'Property',value:1,größe2_:{type:'Property',value:1}} -> =
                    {type:'Property',value:1,p:[{type:'Property',value:1},{type:'Property',value:2,datasetId:'urn:d:1'}]} -> =
                    {type:'Relationship',object:'urn:x:1',p:{type:'LanguageProperty',languageMap:{en:'a'},q:{type:'JsonProperty',json:{k:null}}}} -> =
                    {type:'GeoProperty',value:{type:'Point',coordinates:[8,40]}} -> =
                    {type:'GeoProperty',value:{type:'MultiPolygon',coordinates:[[[[0,0],[1,0],[1,1],[0,0]]]]}} -> =
                    {type:'GeoProperty',value:{type:'MultiPoint',coordinates:[[8,40],[9,41]]}} -> =
                    {type:'GeoProperty',value:{type:'LineString',coordinates:[[8,40],[9,41]]}} -> =
                    {type:'GeoProperty',value:{type:'MultiLineString',coordinates:[[[8,40],[9,41]],[[1,1],[2,2]]]}} -> =
                    {type:'GeoProperty',value:{type:'Polygon',coordinates:[[[0,0],[1,0],[1,1],[0,0]]]}} -> =
                    {type:'GeoProperty',value:{type:'Polygon',coordinates:[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}} -> =
                    {type:'GeoProperty',value:"{\\"type\\":\\"Point\\",\\"coordinates\\":[8,40]}"} -> {type:'GeoProperty',value:{type:'Point',coordinates:[8,40]}}
                    {type:'LanguageProperty',languageMap:{en:'a','sk-SK':['b','č'],'@none':'c'}} -> =
                    {type:'VocabProperty',vocab:'running'} -> =
                    {type:'VocabProperty',vocab:['running','off']} -> =
                    {type:'JsonProperty',json:{type:'anything',speed:null,'@id':1}} -> =
                    {type:'JsonProperty',json:[{a:1}]} -> =
                    {type:'ListProperty',valueList:[1,'a',{k:1}]} -> =
                    {type:'ListProperty',valueList:[]} -> =
                    {type:'Relationship',object:'urn:x:1'} -> =
                    {type:'Relationship',object:['urn:x:1','urn:x:2'],objectType:'Tank'} -> =
                    {type:'ListRelationship',objectList:[{object:'urn:x:1'},{object:'urn:x:1'}]} -> =
                    {type:'ListRelationship',objectList:['urn:x:1']} -> {type:'ListRelationship',objectList:[{object:'urn:x:1'}]}
                    [{type:'Property',value:1},{type:'Property',value:2,datasetId:'urn:d:1'}] -> =
                    [{type:'Property',value:2,datasetId:'urn:d:1'}] -> {type:'Property',value:2,datasetId:'urn:d:1'}
                    {type:'Property',value:1,datasetId:'@none'} -> {type:'Property',value:1}
                    1 -> {type:'Property',value:1}
                    'text' -> {type:'Property',value:'text'}
                    false -> {type:'Property',value:false}
                    [1,2] -> {type:'Property',value:[1,2]}
                    {k:1} -> {type:'Property',value:{k:1}}
                    {value:1,unitCode:'BAR'} -> {type:'Property',value:1,unitCode:'BAR'}
                    {value:{type:'Point',coordinates:[8,40]}} -> {type:'GeoProperty',value:{type:'Point',coordinates:[8,40]}}
                    {type:'Point',coordinates:[8,40]} -> {type:'GeoProperty',value:{type:'Point',coordinates:[8,40]}}
                    {object:'urn:x:1'} -> {type:'Relationship',object:'urn:x:1'}
                    {objectList:['urn:x:1']} -> {type:'ListRelationship',objectList:[{object:'urn:x:1'}]}
                    {languageMap:{en:'a'}} -> {type:'LanguageProperty',languageMap:{en:'a'}}
                    {vocab:'running'} -> {type:'VocabProperty',vocab:'running'}
                    {json:{a:1}} -> {type:'JsonProperty',json:{a:1}}
                    {valueList:[1]} -> {type:'ListProperty',valueList:[1]}
                    {value:1,p:2,createdAt:'2020-01-01T00:00:00Z',instanceId:'urn:i:1'} -> {type:'Property',value:1,p:{type:'Property',value:2}}
                    {type:'Property',value:"< > \\" ' = ; ( ) \\u00e9 \\t"} -> =
                    {type:'Property',value:12345678901234567890.123456789} -> =
                    {type:'Property',value:1e-7} -> =
                    {'@type':'x'} -> {type:'Property',value:{'@type':'x'}}
                    {type:'Property',value:{'@value':{k:1},l:2}} -> =
                    {type:'Property',value:{'@type':'@json','@value':{k:[null]}}} -> =
                    {type:'Property',value:{type:'Point',coordinates:[1,2]}} -> =
                    {type:'Property',value:1,'a²':{type:'Property',value:1},'aⅧ':{type:'Property',value:1}} -> =
                    {type:'JsonProperty',json:[]} -> =
                    """)
    void readsEveryAttributeType(String sent, String served) {
        create("{id:'urn:e:1', type:'T', a:" + sent + "}");
        api.get("/entities/urn:e:1")
                .is(200)
                .hasBody(
                        "{id:'urn:e:1', type:'T', a:" + (served.equals("=") ? sent : served) + "}");
    }

    @Test
    void keepsTypesScopesAndIgnoresWhatTheBrokerSets() {
        create(
                """
                {'@id':'urn:e:1', '@type':['T','U','T'], scope:['/A/B','C'],
                 createdAt:'2000-01-01T00:00:00Z', modifiedAt:1, deletedAt:{}}
                """);
        api.get("/entities/urn:e:1").hasBody("{id:'urn:e:1', type:['T','U'], scope:['/A/B','/C']}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {} -> $.id
                    {id:'urn:e:1'} -> $.type
                    {type:'T'} -> $.id
                    {id:1,type:'T'} -> $.id
                    {id:'e',type:'T'} -> $.id
                    {id:'',type:'T'} -> $.id
                    {id:'urn:e:a b',type:'T'} -> $.id
                    {id:'urn:e:<a>',type:'T'} -> $.id
                    {id:'urn:e:a\\u200b',type:'T'} -> $.id
                    {id:'urn:ngsi-ld:null',type:'T'} -> $.id
                    {id:['urn:e:1'],type:'T'} -> $.id
                    {id:'urn:e:1',type:1} -> $.type
                    {id:'urn:e:1',type:[]} -> $.type
                    {id:'urn:e:1',type:['T',1]} -> $.type[1]
                    {id:'urn:e:1',type:''} -> $.type
                    {id:'urn:e:1',type:'a b'} -> $.type
                    {id:'urn:e:1',type:'1a'} -> $.type
                    {id:'urn:e:1',type:'urn:ngsi-ld:null'} -> $.type
                    {id:'urn:e:1',type:'T',scope:'urn:ngsi-ld:null'} -> $.scope
                    {id:'urn:e:1',type:'T',expiresAt:'urn:ngsi-ld:null'} -> $.expiresAt
                    {id:'urn:e:1','@id':'urn:e:2',type:'T'} -> $.@id
                    {id:'urn:e:1',type:'T','@type':'U'} -> $.@type
                    {id:'urn:e:1',type:'T',scope:''} -> $.scope
                    {id:'urn:e:1',type:'T',scope:'/a//b'} -> $.scope
                    {id:'urn:e:1',type:'T',scope:'/a-b'} -> $.scope
                    {id:'urn:e:1',type:'T',scope:['/a','/1']} -> $.scope
                    {id:'urn:e:1',type:'T',scope:[]} -> $.scope
                    {id:'urn:e:1',type:'T',scope:{type:'Property',value:'/a'}} -> $.scope
                    {id:'urn:e:1',type:'T',expiresAt:'tomorrow'} -> $.expiresAt
                    {id:'urn:e:1',type:'T',expiresAt:'2026-02-30T00:00:00Z'} -> $.expiresAt
                    {id:'urn:e:1',type:'T',expiresAt:1} -> $.expiresAt
                    {id:'urn:e:1',type:'T','@context':'http://ex.org'} -> $.@context
                    """)
    void refusesWhatIsNoEntity(String body, String member) {
        api.post("/entities", body).isProblem(400, "BadRequestData", member);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a:null -> $.a
                    'a b':1 -> $.a b
                    'a-b':1 -> $.a-b
                    'a.b':1 -> $.a.b
                    '1a':1 -> $.1a
                    '@a':1 -> $.@a
                    '':1 -> $.
                    datasetId:1 -> $.datasetId
                    observedAt:'2026-01-01T00:00:00Z' -> $.observedAt
                    instanceId:1 -> $.instanceId
                    value:1 -> $.value
                    unitCode:'C' -> $.unitCode
                    a:1,'https://uri.etsi.org/ngsi-ld/default-context/a':2 -> $.https://uri.etsi.org/ngsi-ld/default-context/a
                    a:{type:'Property'} -> $.a
                    a:{type:'Nonsense',value:1} -> $.a.type
                    a:{type:1,value:1} -> $.a.type
                    a:{type:'PostalAddress',street:'x'} -> $.a.type
                    a:{type:'Property',object:'urn:x:1'} -> $.a.object
                    a:{type:'Relationship',value:1} -> $.a.value
                    a:{type:'Relationship'} -> $.a
                    a:{value:1,object:'urn:x:1'} -> $.a
                    a:{value:null} -> $.a.value
                    a:{value:[1,null]} -> $.a.value[1]
                    a:{value:{k:null}} -> $.a.value.k
                    a:{value:{'@value':null}} -> $.a.value.@value
                    a:{value:{'@value':1,k:null}} -> $.a.value.k
                    a:{value:{'@type':'@json','@value':1,k:null}} -> $.a.value.k
                    a:{value:{'@context':{}}} -> $.a.value.@context
                    a:{value:{k:[{'@context':'x'}]}} -> $.a.value.k[0].@context
                    a:{valueList:[{'@context':'x'}]} -> $.a.valueList[0].@context
                    a:{type:'Point',coordinates:[1,2],'@context':{}} -> $.a.@context
                    a:{type:'Point',coordinates:[1,2],k:null} -> $.a.k
                    a:{value:{k:1,'https://uri.etsi.org/ngsi-ld/default-context/k':2}} -> $.a.value.https://uri.etsi.org/ngsi-ld/default-context/k
                    a:{value:1e400} -> $.a.value
                    a:{value:"\\u0000"} -> $.a.value
                    a:{value:1,unitCode:1} -> $.a.unitCode
                    a:{value:1,unitCode:''} -> $.a.unitCode
                    a:{value:1,observedAt:'2026-01-01'} -> $.a.observedAt
                    a:{value:1,observedAt:'2026-01-01T00:00:00+02:00'} -> $.a.observedAt
                    a:{value:1,observedAt:{type:'Property',value:'2026-01-01T00:00:00Z'}} -> $.a.observedAt
                    a:{value:1,datasetId:'x'} -> $.a.datasetId
                    a:{value:1,datasetId:1} -> $.a.datasetId
                    a:{value:1,datasetId:'urn:a%zz'} -> $.a.datasetId
                    a:{value:1,instanceId:'x y'} -> $.a.instanceId
                    a:{value:1,instanceId:1} -> $.a.instanceId
                    a:{value:1,'@context':{}} -> $.a.@context
                    a:{value:1,b:{value:2,'@context':{}}} -> $.a.b.@context
                    a:{value:1,b:{object:'x'}} -> $.a.b.object
                    a:{value:1,previousValue:0} -> $.a.previousValue
                    a:{object:'urn:x:1',entity:{}} -> $.a.entity
                    a:[{value:1},{value:2}] -> $.a[1]
                    a:[{value:1},{value:2,datasetId:'@none'}] -> $.a[1]
                    a:[{value:1,datasetId:'urn:d:1'},{value:2,datasetId:'urn:d:1'}] -> $.a[1]
                    a:{object:''} -> $.a.object
                    a:{object:'x y'} -> $.a.object
                    a:{object:1} -> $.a.object
                    a:{object:[]} -> $.a.object
                    a:{object:['urn:x:1',2]} -> $.a.object[1]
                    a:{object:'urn:x:1',unitCode:'C'} -> $.a.unitCode
                    a:{object:'urn:x:1',valueType:'Date'} -> $.a.valueType
                    a:{value:1,objectType:'T'} -> $.a.objectType
                    a:{objectList:'urn:x:1'} -> $.a.objectList
                    a:{objectList:[{object:1}]} -> $.a.objectList[0]
                    a:{languageMap:{}} -> $.a.languageMap
                    a:{languageMap:'x'} -> $.a.languageMap
                    a:{languageMap:{'e n':'x'}} -> $.a.languageMap.e n
                    a:{languageMap:{en:1}} -> $.a.languageMap.en
                    a:{languageMap:{en:'x'},valueType:'Date'} -> $.a.valueType
                    a:{vocab:1} -> $.a.vocab
                    a:{vocab:['x',1]} -> $.a.vocab[1]
                    a:{json:1} -> $.a.json
                    a:{json:'x'} -> $.a.json
                    a:{json:[1]} -> $.a.json[0]
                    a:{json:[{},[]]} -> $.a.json[1]
                    a:{json:{a:"\\u0000"}} -> $.a.json.a
                    a:{valueList:1} -> $.a.valueList
                    a:{type:'GeoProperty',value:1} -> $.a.value
                    a:{type:'GeoProperty',value:'x'} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'GeometryCollection',geometries:[]}} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'Point'}} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'Point',coordinates:[]}} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'Point',coordinates:['8',40]}} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'Point',coordinates:[8,91]}} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'LineString',coordinates:[[1,2]]}} -> $.a.value
                    a:{type:'Point',coordinates:[1e999,0]} -> $.a
                    a:{type:'GeoProperty',value:{type:'Polygon',coordinates:[[[0,0],[1,0],[1,1],[0,1]]]}} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'Polygon',coordinates:[[[0,0],[1,0],[0,0]]]}} -> $.a.value
                    a:{type:'GeoProperty',value:{type:'Point',coordinates:[8,40]},unitCode:'C'} -> $.a.unitCode
                    location:1 -> $.location
                    location:{object:'urn:x:1'} -> $.location
                    operationSpace:1 -> $.operationSpace
                    a:{objectList:['urn:x:1','x y']} -> $.a.objectList[1]
                    a:{value:1,p:[{value:1},{value:2}]} -> $.a.p[1]
                    observationSpace:'x' -> $.observationSpace
                    """)
    void refusesWhatIsNoAttribute(String attribute, String member) {
        api.post("/entities", "{id:'urn:e:1', type:'T', " + attribute + "}")
                .isProblem(400, "BadRequestData", member);
        api.get("/entities/urn:e:1").is(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{id:'urn:e:1',type:'T'}]", "'x'", "1", "true", "null"})
    void refusesAnythingButAnObject(String body) {
        api.post("/entities", body).isProblem(400, "InvalidRequest", "$");
    }
}
