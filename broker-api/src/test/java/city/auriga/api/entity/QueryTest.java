package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries (5.7.2, 4.9, 4.10, 4.17, 4.19) over one small city that no test changes. */
@ExtendWith(RunningAuriga.class)
class QueryTest {
    private static Api api;

    @BeforeAll
    static void build() {
        api = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        api.post("/entities", "{id:'urn:e:none', type:'None'}").is(201);
        // One after the other: the order of a query is that of creation.
        for (var entity :
                """
                {id:'urn:e:1', type:'Car', scope:'/A', speed:{value:10,unitCode:'KMH'}, brand:'Mercedes', location:{type:'Point',coordinates:[0,0]}}
                {id:'urn:e:2', type:['Car','Truck'], scope:['/A/B','/C'], speed:{value:20.5,acc:{value:0.5}}, brand:'Škoda "x"', location:{type:'Point',coordinates:[0.01,0]}}
                {id:'urn:e:3', type:'Truck', scope:'/B', speed:30, owner:{object:'urn:p:1'}, location:{type:'Polygon',coordinates:[[[1,1],[2,1],[2,2],[1,2],[1,1]]]}}
                {id:'urn:f:4', type:'Bus', speed:[{value:1},{value:99,datasetId:'urn:d:1'}], open:true, address:{value:{city:'Bratislava',zip:['1','2']}}, label:{languageMap:{en:'bus',sk:'autobus'}}, state:{vocab:'on'}}
                {id:'urn:f:5', type:'Bus', seen:'2026-01-01T00:00:00Z', name:'a', raw:{json:{k:{l:5}}}, list:{valueList:[1,2,3]}, place:{type:'Point',coordinates:[5,5]}}
                """
                        .lines()
                        .toList()) {
            api.post("/entities", entity).is(201);
        }
    }

    private static List<String> ids(Answer answer) {
        return Json.texts(answer.is(200).json(), "id").stream()
                .map(id -> id.substring(id.lastIndexOf(':') + 1))
                .toList();
    }

    /** Parameters separated by spaces, as they stand in a URL but not encoded. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    type=Car -> 1 2
                    type=Truck -> 2 3
                    type=Car,Bus -> 1 2 4 5
                    type=Car|Truck -> 1 2 3
                    type=(Car;Truck) -> 2
                    type=Nothing -> -
                    type=* -> none 1 2 3 4 5
                    type=https://uri.etsi.org/ngsi-ld/default-context/Car -> 1 2
                    id=urn:e:1 type=Car -> 1
                    id=urn:e:1,urn:e:3,urn:e:9 local=true -> 1 3
                    id=urn:e:3 type=Car -> -
                    idPattern=^urn:f: local=true -> 4 5
                    idPattern=f type=Bus -> 4 5
                    idPattern=e:[12] type=Car -> 1 2
                    id=urn:e:1 idPattern=^urn:f local=true -> -
                    attrs=speed -> 1 2 3 4
                    attrs=owner,open -> 3 4
                    attrs=nothing -> -
                    q=speed==10 -> 1
                    q=speed!=10 -> 2 3 4
                    q=speed>10;brand -> 2
                    q=speed>=20.5 -> 2 3 4
                    q=speed<11 -> 1 4
                    q=speed==10..25 -> 1 2
                    q=speed==10,30 -> 1 3
                    q=(speed==10|speed==30);location -> 1 3
                    q=speed -> 1 2 3 4
                    q=!speed;name -> 5
                    q=speed.acc<1 -> 2
                    q=speed.unitCode=="KMH" -> 1
                    q=brand=="Mercedes" -> 1
                    q=brand~=^Mer -> 1
                    q=brand!~=^Mer -> 2
                    q=brand=="Škoda\\u0020\\"x\\"" -> 2
                    q=owner==urn:p:1 -> 3
                    q=open==true -> 4
                    q=open==false -> -
                    q=address[city]=="Bratislava" -> 4
                    q=address[zip]=="2" -> 4
                    q=label[sk]=="autobus" -> 4
                    q=label[*]=="bus" -> 4
                    q=state=="on" expandValues=state -> 4
                    q=raw[k.l]==5 jsonKeys=raw -> 5
                    q=list==2 -> 5
                    q=seen>2025-12-31T00:00:00Z -> 5
                    q=createdAt>2020-01-01T00:00:00Z type=Bus -> 4 5
                    q=modifiedAt<2020-01-01T00:00:00Z type=Bus -> -
                    scopeQ=/A type=Car -> 1
                    scopeQ=/A/# type=Car,Truck -> 1 2
                    scopeQ=/A/+ type=Car -> 2
                    scopeQ=/C,/B type=Truck -> 2 3
                    scopeQ=/A/B;/C type=Car -> 2
                    scopeQ=/# type=* -> 1 2 3
                    georel=near;maxDistance==100 geometry=Point coordinates=[0,0] -> 1
                    georel=near;maxDistance==2000 geometry=Point coordinates=[0,0] -> 1 2
                    georel=near;minDistance==2000 geometry=Point coordinates=[0,0] -> 3
                    georel=within geometry=Polygon coordinates=[[[-1,-1],[0.005,-1],[0.005,1],[-1,1],[-1,-1]]] -> 1
                    georel=intersects geometry=Point coordinates=[1.5,1.5] -> 3
                    georel=contains geometry=Point coordinates=[1.5,1.5] -> 3
                    georel=disjoint geometry=Polygon coordinates=[[[-1,-1],[1.5,-1],[1.5,1.5],[-1,1.5],[-1,-1]]] -> -
                    georel=equals geometry=Point coordinates=[0,0] -> 1
                    georel=overlaps geometry=Polygon coordinates=[[[1.5,1.5],[3,1.5],[3,3],[1.5,3],[1.5,1.5]]] -> 3
                    georel=near;maxDistance==100 geometry=Point coordinates=[5,5] geoproperty=place -> 5
                    georel=near;maxDistance==100 geometry=Point coordinates=[5,5] -> -
                    type=Car q=speed>5 georel=near;maxDistance==2000 geometry=Point coordinates=[0,0] scopeQ=/A -> 1
                    csf=x==1 type=Car -> 1 2
                    type=Bus pick=id q=open -> 4
                    """)
    void finds(String query, String expected) {
        assertThat(ids(api.get("/entities", parameters(query))))
                .containsExactly(expected.equals("-") ? new String[0] : expected.split(" "));
    }

    private static String[] parameters(String query) {
        return java.util.Arrays.stream(query.split(" "))
                .flatMap(p -> java.util.Arrays.stream(p.split("=", 2)))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id=urn:e:1",
                "idPattern=e",
                "scopeQ=/A",
                "limit=1",
                "pick=speed",
                "attrs=createdAt",
                "q=modifiedAt>2020-01-01T00:00:00Z",
                "local=false"
            })
    void refusesQueriesThatAreTooWide(String query) {
        var parameters = query.isEmpty() ? new String[0] : parameters(query);
        api.get("/entities", parameters).isProblem(400, "BadRequestData");
    }

    @Test
    void anyTypeIsAskedOfThisBrokerOnly() {
        api.get("/entities", "type", "*", "local", "false")
                .isProblem(400, "BadRequestData", "local");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    georel=near geometry=Point coordinates=[0,0] -> georel
                    georel=nonsense geometry=Point coordinates=[0,0] -> georel
                    georel=near;maxDistance==-1 geometry=Point coordinates=[0,0] -> georel
                    georel=near;maxDistance==x geometry=Point coordinates=[0,0] -> georel
                    georel=within geometry=Point -> coordinates
                    georel=within coordinates=[0,0] -> geometry
                    geometry=Point coordinates=[0,0] -> georel
                    georel=within geometry=Nonsense coordinates=[0,0] -> geometry
                    georel=within geometry=GeometryCollection coordinates=[0,0] -> geometry
                    georel=within geometry=Point coordinates=nonsense -> coordinates
                    georel=within geometry=Point coordinates=[200,0] -> coordinates
                    georel=within geometry=Point coordinates=[[0,0]] -> coordinates
                    georel=within geometry=Polygon coordinates=[[[0,0],[1,0],[1,1],[0,1]]] -> coordinates
                    georel=within geometry=Polygon coordinates=[] -> coordinates
                    """)
    void refusesBadGeoQueries(String query, String member) {
        api.get("/entities", parameters("type=Car " + query))
                .isProblem(400, "BadRequestData", member);
    }

    @Test
    void ofSeveralInstancesOneIsEnough() {
        assertThat(ids(api.get("/entities", "q", "speed==99"))).containsExactly("4");
        assertThat(ids(api.get("/entities", "q", "speed==99", "datasetId", "@none")))
                .containsExactly("4");
    }
}
