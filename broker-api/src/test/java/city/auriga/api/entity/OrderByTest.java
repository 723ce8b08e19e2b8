package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the answer to a query (4.23), over one small city that no test changes. */
@ExtendWith(RunningAuriga.class)
class OrderByTest {
    private static Api api;

    @BeforeAll
    static void build() {
        api = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        for (var entity :
                """
                {id:'urn:e:5', type:'T', kind:3, n:2, s:'b', name:'A', g:{type:'Point',coordinates:[0.2,0]}}
                {id:'urn:e:4', type:'T', kind:'text', n:10, s:'b', name:'b', r:'x'}
                {id:'urn:e:3', type:'T', kind:{value:{k:1}}, n:-1.5, s:'a', name:'á', g:{type:'Point',coordinates:[0.1,0]}}
                {id:'urn:e:2', type:'T', kind:{value:[1]}, s:'a', name:'B', g:{type:'LineString',coordinates:[[0.3,0],[0.4,0]]}}
                {id:'urn:e:1', type:'T', kind:true}
                {id:'urn:f:1', type:'K', kind:{value:{'@type':'Time','@value':'10:00:00Z'}}}
                {id:'urn:f:2', type:'K', kind:{value:{'@type':'Date','@value':'2026-01-01'}}}
                {id:'urn:f:3', type:'K', kind:{value:{'@type':'DateTime','@value':'2026-01-01T00:00:00.5Z'}}}
                {id:'urn:f:4', type:'K', kind:{value:{'@type':'DateTime','@value':'2026-01-01T00:00:00Z'}}}
                {id:'urn:f:5', type:'K', kind:false}
                {id:'urn:f:6', type:'K', kind:7}
                {id:'urn:f:7', type:'K'}
                {id:'urn:f:8', type:'K', kind:{value:{'@type':'@json','@value':null}}, raw:{json:{k:null}}}
                {id:'urn:f:9', type:'K', kind:{value:{'@type':'@json','@value':{k:null}}}, raw:{json:{k:1}}}
                {id:'urn:m:1', type:['A','Z'], scope:'/b', v:[{value:9,datasetId:'urn:d:1'},{value:1}], l:{languageMap:{sk:'a',en:'z'}}, o:{object:['urn:o:2','urn:o:1']}, m:{value:1,unitCode:'B',observedAt:'2026-01-02T00:00:00Z',w:{value:1}}, c:{value:{city:'Nitra',deep:{k:2}}}, j:{json:{k:{l:2}}}}
                {id:'urn:m:2', type:['B'], scope:'/a', v:{value:5,datasetId:'urn:d:1'}, l:{languageMap:{en:'b',sk:'c'}}, o:{object:'urn:o:1'}, m:{value:2,unitCode:'A',observedAt:'2026-01-01T00:00:00Z',w:{value:2}}, c:{value:{city:'Brno',deep:{k:1}}}, j:{json:{k:{l:1}}}}
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
                    type=T -> 5 4 3 2 1
                    type=T orderBy=id -> 1 2 3 4 5
                    type=T orderBy=id;desc -> 5 4 3 2 1
                    type=T orderBy=n -> 3 5 4 1 2
                    type=T orderBy=n;desc -> 4 5 3 1 2
                    type=T orderBy=kind -> 5 4 3 2 1
                    type=T orderBy=kind;desc -> 1 2 3 4 5
                    type=K orderBy=kind -> 6 9 5 1 2 4 3 8 7
                    type=K orderBy=kind;desc -> 3 4 2 1 5 9 6 8 7
                    type=K orderBy=raw[k] -> 9 8 1 2 3 4 5 6 7
                    type=T orderBy=s,n -> 3 2 5 4 1
                    type=T orderBy=s;desc,n;desc -> 4 5 3 2 1
                    type=T orderBy=name -> 5 2 4 3 1
                    type=T orderBy=name collation=und -> 5 3 4 2 1
                    type=T orderBy=name,s collation=und-u-ks-level1 -> 3 5 2 4 1
                    type=T orderBy=g;dist-asc orderFrom=[0,0] -> 3 5 2 1 4
                    type=T orderBy=g;dist-desc orderFrom=[0,0] -> 2 5 3 1 4
                    type=T orderBy=g;dist-asc orderFrom=[[0.4,0],[0.5,0]] orderGeometry=LineString -> 2 5 3 1 4
                    type=T orderBy=n limit=2 offset=1 -> 5 4
                    type=T q=s~="^(?i:a)" orderBy=n -> 3 2
                    type=A,B orderBy=type -> 1 2
                    type=A,B orderBy=type;desc -> 2 1
                    type=A,B orderBy=scope -> 2 1
                    type=A,B orderBy=v -> 1 2
                    type=A,B orderBy=l -> 2 1
                    type=A,B orderBy=l[sk] -> 1 2
                    type=A,B orderBy=o;desc -> 1 2
                    type=A,B orderBy=m.unitCode -> 2 1
                    type=A,B orderBy=m.observedAt -> 2 1
                    type=A,B orderBy=m.w;desc -> 2 1
                    type=A,B orderBy=c[city] -> 2 1
                    type=A,B orderBy=c[deep.k] -> 2 1
                    type=A,B orderBy=j[k.l] -> 2 1
                    type=A,B orderBy=createdAt;desc -> 2 1
                    type=A,B orderBy=m.createdAt;desc -> 2 1
                    type=A,B orderBy=m.w.modifiedAt;desc -> 2 1
                    type=A,B orderBy=missing -> 1 2
                    """)
    void isThatOfTheKeys(String parameters, String expected) {
        assertThat(ids(api.get("/entities", parameters(parameters))))
                .containsExactly(expected.split(" "));
    }

    @Test
    void canBeAskedForByPost() {
        var query =
                """
                {type:'Query', entities:[{type:'T'}],
                 ordering:{orderBy:['g;dist-desc'], coordinates:[0,0], geometry:'Point', collation:'und'}}
                """;
        assertThat(ids(api.post("/entityOperations/query", query)))
                .containsExactly("2", "5", "3", "1", "4");
    }

    @Test
    void countsAndPagesWithoutLossWhereTheEvaluatorJudges() {
        var found = new ArrayList<String>();
        for (int offset = 0; offset < 5; offset += 2) {
            var page =
                    api.get(
                            "/entities",
                            "type",
                            "T",
                            "q",
                            "name~=\"(?i)[ab]\"|kind==true",
                            "orderBy",
                            "id;desc",
                            "limit",
                            "2",
                            "offset",
                            Integer.toString(offset),
                            "count",
                            "true");
            assertThat(page.header("NGSILD-Results-Count")).isEqualTo("4");
            found.addAll(ids(page));
        }
        assertThat(found).containsExactly("5", "4", "2", "1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    orderBy=n;up -> orderBy
                    orderBy=n; -> orderBy
                    orderBy=,n -> orderBy
                    orderBy=n,,s -> orderBy
                    orderBy=n[*] -> orderBy
                    orderBy=g.x;dist-asc orderFrom=[0,0] -> orderBy
                    orderBy=id;dist-asc orderFrom=[0,0] -> orderBy
                    orderBy=g;dist-asc -> orderFrom
                    orderBy=g;dist-asc orderFrom=8 -> orderFrom
                    orderBy=g;dist-asc orderFrom=[8 -> orderFrom
                    orderBy=g;dist-asc orderFrom=[8] -> orderFrom
                    orderBy=g;dist-asc orderFrom=[8,9] orderGeometry=Circle -> orderGeometry
                    orderBy=n orderGeometry=Point -> orderFrom
                    orderBy=n collation=!!nope -> collation
                    orderBy=n collation=de-x-mine -> collation
                    orderBy=n collation=de-u-ca-buddhist -> collation
                    """)
    void isRefusedIfItIsNone(String parameters, String member) {
        api.get("/entities", parameters("type=T " + parameters))
                .isProblem(400, "BadRequestData", member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b,c,d,e,f,g,h,i", "a.b.c.d.e.f.g.h.i"})
    void hasBounds(String orderBy) {
        api.get("/entities", "type", "T", "orderBy", orderBy)
                .isProblem(403, "TooComplexQuery", "orderBy");
    }

    @Test
    void ofAPathWithoutEndIsRefusedAsAQIs() {
        var path = "a" + ".a".repeat(500);
        api.get("/entities", "type", "T", "orderBy", path)
                .isProblem(403, "TooComplexQuery", "orderBy");
        api.get("/entities", "type", "T", "q", path).isProblem(403, "TooComplexQuery", "q");
    }
}
