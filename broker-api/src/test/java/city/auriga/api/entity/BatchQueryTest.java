package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries by POST (5.2.23, 6.23), over one small city that no test changes. */
@ExtendWith(RunningAuriga.class)
class BatchQueryTest {
    private static final String PATH = "/entityOperations/query";
    private static Api api;

    @BeforeAll
    static void build() {
        api = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        for (var entity :
                """
                {id:'urn:e:1', type:'Car', scope:'/A', speed:{value:10,unitCode:'KMH'}, name:'one', location:{type:'Point',coordinates:[0,0]}, in:{object:'urn:e:4'}}
                {id:'urn:e:2', type:['Car','Truck'], scope:'/A/B', speed:[{value:20},{value:1,datasetId:'urn:d:1'}], state:{vocab:'on'}}
                {id:'urn:e:3', type:'Bus', label:{languageMap:{en:'bus',sk:'autobus'}}, raw:{json:{k:5}}}
                {id:'urn:e:4', type:'Depot', name:'north'}
                """
                        .lines()
                        .toList()) {
            api.post("/entities", entity).is(201);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    entities:[{type:'Car'}] -> 1 2
                    entities:[{type:'(Car;Truck)'}] -> 2
                    entities:[{type:'*'}] -> 1 2 3 4
                    entities:[{type:'Car',id:'urn:e:1'}] -> 1
                    entities:[{type:'Car',id:['urn:e:1','urn:e:2','urn:e:3']}] -> 1 2
                    entities:[{type:'Car',idPattern:'2$'}] -> 2
                    entities:[{type:'Car',id:'urn:e:1',idPattern:'2$'}] -> 1
                    entities:[{type:'Car',id:'urn:e:1'},{type:'Bus'}] -> 1 3
                    attrs:['speed','label'] -> 1 2 3
                    entities:[{type:'Car'}],q:'speed>15' -> 2
                    q:'state==on',expandValues:'state' -> 2
                    q:'state==on',expandValues:['state'] -> 2
                    q:'raw[k]==5',jsonKeys:'raw' -> 3
                    entities:[{type:'Car'}],scopeQ:'/A/#' -> 1 2
                    geoQ:{georel:'near;maxDistance==10',geometry:'Point',coordinates:[0,0]} -> 1
                    geoQ:{georel:'near;maxDistance==10',geometry:'Point',coordinates:'[0,0]',geoproperty:'location'} -> 1
                    q:'in{name}=="north"',join:'inline' -> 1
                    entities:[{type:'Car'}],csf:'a==1' -> 1 2
                    entities:[{type:'Car'}],splitEntities:true -> 1 2
                    entities:[{type:'Car'}],pick:['id','name'] -> 1 2
                    entities:[{type:'Nothing'}] -> -
                    """)
    void find(String members, String expected) {
        var found = api.post(PATH, "{type:'Query'," + members + "}").is(200).json();
        assertThat(Json.texts(found, "id"))
                .containsExactly(
                        Arrays.stream(expected.split(" "))
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
                    id:'urn:e:1'}],pick:['name'] -> [{name:'one'}]
                    id:'urn:e:1'}],attrs:['name'] -> [{id:'urn:e:1',type:'Car',scope:'/A',name:'one'}]
                    id:'urn:e:2'}],omit:['state','scope'],datasetId:['urn:d:1'] -> [{id:'urn:e:2',type:['Car','Truck'],speed:1}]
                    id:'urn:e:1'}],pick:['in{name}'],join:'inline' -> [{in:{name:'north'}}]
                    id:'urn:e:1'}],pick:['id','in{id}'],join:'flat',joinLevel:1 -> [{id:'urn:e:1',in:'urn:e:4'},{id:'urn:e:4'}]
                    id:'urn:e:1'}],pick:['in'],join:'inline',containedBy:['urn:e:4'] -> [{in:'urn:e:4'}]
                    """)
    void show(String members, String expected) {
        var body = "{type:'Query',entities:[{type:'Car'," + members + "}";
        api.post(PATH, body, "options", "keyValues").hasBody(expected);
    }

    @Test
    void showOneLanguage() {
        api.post(
                        PATH,
                        "{type:'Query',entities:[{type:'Bus'}],pick:['label'],lang:'sk'}",
                        "format",
                        "concise")
                .hasBody("[{label:{value:'autobus',lang:'sk'}}]");
    }

    @Test
    void comeInPages() {
        var page =
                api.post(
                        PATH,
                        "{type:'Query',entities:[{type:'*'}],pick:['id']}",
                        "limit",
                        "2",
                        "offset",
                        "1",
                        "count",
                        "true");
        page.hasBody("[{id:'urn:e:2'},{id:'urn:e:3'}]");
        assertThat(page.header("NGSILD-Results-Count")).isEqualTo("4");
        assertThat(page.headers("Link"))
                .contains(
                        "</ngsi-ld/v1/entityOperations/query?count=true&limit=2&offset=3>;"
                                + " rel=\"next\"; type=\"application/json\"");
    }

    @Test
    void canAskForGeoJson() {
        var answer =
                api.accepting("application/geo+json")
                        .post(
                                PATH,
                                "{type:'Query',entities:[{type:'Depot'}],geometryProperty:'place'}")
                        .is(200)
                        .json();
        assertThat(answer.path("type").asString()).isEqualTo("FeatureCollection");
    }

    @Test
    void expandNamesByTheContextOfTheRequest() {
        try (var contexts = new ContextServer()) {
            var url =
                    contexts.serve(
                            "{'@context':{'auto':'https://uri.etsi.org/ngsi-ld/default-context/Car'}}");
            var query = "{type:'Query',entities:[{type:'auto'}],pick:['type']}";
            api.withContext(url).post(PATH, query, "limit", "1").hasBody("[{type:'auto'}]");
            api.post(PATH, query, "limit", "1").hasBody("[]");
            api.sendingLinkedData()
                    .post(
                            PATH,
                            query.replace(
                                    "{type:'Query'", "{'@context':'" + url + "',type:'Query'"),
                            "limit",
                            "1")
                    .hasBody("[{type:'auto'}]");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {entities:[{type:'Car'}]} -> $.type
                    {type:'Car',entities:[{type:'Car'}]} -> $.type
                    {type:'Query',entities:[]} -> $.entities
                    {type:'Query',entities:{}} -> $.entities
                    {type:'Query',entities:['Car']} -> $.entities[0]
                    {type:'Query',entities:[{id:'urn:e:1'}]} -> $.entities[0].type
                    {type:'Query',entities:[{type:'Car',id:'x'}]} -> $.entities[0].id
                    {type:'Query',entities:[{type:'Car',id:['urn:e:1',2]}]} -> $.entities[0].id
                    {type:'Query',entities:[{type:'Car',idPattern:'('}]} -> $.entities[0].idPattern
                    {type:'Query',entities:[{type:'Car',name:'x'}]} -> $.entities[0].name
                    {type:'Query',entities:[{type:'Car'}],q:5} -> $.q
                    {type:'Query',entities:[{type:'Car'}],scopeQ:5} -> $.scopeQ
                    {type:'Query',entities:[{type:'Car'}],csf:5} -> $.csf
                    {type:'Query',entities:[{type:'Car'}],lang:5} -> $.lang
                    {type:'Query',entities:[{type:'Car'}],omit:[]} -> $.omit
                    {type:'Query',entities:[{type:'Car'}],pick:[5]} -> $.pick
                    {type:'Query',entities:[{type:'Car'}],attrs:['a'],pick:['id']} -> $.attrs
                    {type:'Query',entities:[{type:'Car'}],datasetId:[]} -> $.datasetId
                    {type:'Query',entities:[{type:'Car'}],expandValues:5} -> $.expandValues
                    {type:'Query',entities:[{type:'Car'}],splitEntities:'yes'} -> $.splitEntities
                    {type:'Query',entities:[{type:'Car'}],entityMap:1} -> $.entityMap
                    {type:'Query',entities:[{type:'Car'}],entityMap:true,entityMapLifetime:'soon'} -> $.entityMapLifetime
                    {type:'Query',entities:[{type:'a b'}]} -> $.entities[0].type
                    {type:'Query',entities:[{type:'Car'}],q:'a=='} -> $.q
                    {type:'Query',entities:[{type:'Car'}],csf:'a=='} -> $.csf
                    {type:'Query',entities:[{type:'Car'}],attrs:[]} -> $.attrs
                    {type:'Query',entities:[{type:'Car'}],attrs:['id']} -> $.attrs
                    {type:'Query',entities:[{type:'Car'}],attrs:'speed'} -> $.attrs
                    {type:'Query',entities:[{type:'Car'}],pick:[]} -> $.pick
                    {type:'Query',entities:[{type:'Car'}],pick:['in{name}']} -> $.pick
                    {type:'Query',entities:[{type:'Car'}],pick:['id'],omit:['id']} -> $.omit
                    {type:'Query',entities:[{type:'Car'}],scopeQ:'a b'} -> $.scopeQ
                    {type:'Query',entities:[{type:'Car'}],geoQ:{georel:'within'}} -> $.geoQ.geometry
                    {type:'Query',entities:[{type:'Car'}],geoQ:{}} -> $.geoQ
                    {type:'Query',entities:[{type:'Car'}],geoQ:[]} -> $.geoQ
                    {type:'Query',entities:[{type:'Car'}],datasetId:['x']} -> $.datasetId
                    {type:'Query',entities:[{type:'Car'}],join:'x'} -> $.join
                    {type:'Query',entities:[{type:'Car'}],join:'inline',joinLevel:0} -> $.joinLevel
                    {type:'Query',entities:[{type:'Car'}],join:'inline',joinLevel:'1'} -> $.joinLevel
                    {type:'Query',entities:[{type:'Car'}],joinLevel:1} -> $.joinLevel
                    {type:'Query',entities:[{type:'Car'}],join:'inline',containedBy:[]} -> $.containedBy
                    {type:'Query',entities:[{type:'Car'}],ordering:{orderBy:'n'}} -> $.ordering.orderBy
                    {type:'Query',entities:[{type:'Car'}],ordering:{orderBy:['g;dist-asc']}} -> $.ordering.coordinates
                    {type:'Query',entities:[{type:'Car'}],ordering:{orderBy:['g;dist-asc'],coordinates:'[0,0]'}} -> $.ordering.coordinates
                    {type:'Query',entities:[{type:'Car'}],ordering:{orderBy:['g;dist-asc'],coordinates:[0,0],geometry:5}} -> $.ordering.geometry
                    {type:'Query',entities:[{type:'Car'}],ordering:{orderBy:['n'],collation:'!'}} -> $.ordering.collation
                    {type:'Query',entities:[{type:'Car'}],temporalQ:{timerel:'before'}} -> $.temporalQ
                    {type:'Query',entities:[{type:'Car'}],aggrParams:{}} -> $.aggrParams
                    {type:'Query',entities:[{type:'Car'}],limit:5} -> $.limit
                    {type:'Query',entities:[{type:'Car'}],geometryProperty:'place'} -> geometryProperty
                    {type:'Query',entities:[{type:'Car'}],geometryProperty:'location'} -> geometryProperty
                    {type:'Query',entities:[{type:'Car'}],q:'speed%3E15'} -> $.q
                    {type:'Query',entities:[{type:'Car'}],'@context':{}} -> $.@context
                    """)
    void nameWhatIsWrong(String body, String member) {
        api.post(PATH, body).isProblem(400, "BadRequestData", member);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type:'Query'}",
                "{type:'Query',scopeQ:'/A'}",
                "{type:'Query',q:'modifiedAt>2020-01-01T00:00:00Z'}",
                "{type:'Query',pick:['id']}"
            })
    void mustNotBeTooWide(String body) {
        api.post(PATH, body).isProblem(400, "BadRequestData");
        api.post(PATH, body, "local", "true").is(200);
    }

    @Test
    void haveTheirContextWhereTheMediaTypeSays() {
        var query = "{type:'Query',entities:[{type:'Car'}]}";
        var linked = api.sendingLinkedData();
        linked.post(PATH, query).isProblem(400, "BadRequestData", "$.@context");
        linked.withContext("http://localhost:1/none")
                .post(PATH, query.replace("}]}", "}],'@context':{}}"))
                .isProblem(400, "BadRequestData", "Link");
    }

    @Test
    void areObjects() {
        api.post(PATH, "[]").isProblem(400, "InvalidRequest");
        api.post(PATH, "{type:'Query',entities:[{type:'Car'}]}", "q", "a")
                .isProblem(400, "InvalidRequest", "q");
        api.post(PATH, "{type:'Query',entities:[{type:'Car'}]}", "format", "x")
                .isProblem(400, "InvalidRequest", "format");
    }
}
