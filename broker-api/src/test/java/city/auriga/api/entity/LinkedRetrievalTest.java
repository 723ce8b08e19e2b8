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

/** Linked Entity retrieval (4.5.23), over one small city that no test changes. */
@ExtendWith(RunningAuriga.class)
class LinkedRetrievalTest {
    private static Api api;

    @BeforeAll
    static void build() {
        api = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        for (var entity :
                """
                {id:'urn:b:1', type:'B', name:'Louvre', in:{object:'urn:c:1'}, near:{objectList:['urn:b:2','urn:b:9']}}
                {id:'urn:b:2', type:'B', name:'Orsay', in:{object:['urn:c:1','urn:c:9']}, lost:{object:'urn:x:1'}}
                {id:'urn:c:1', type:'C', name:'Paris', of:{object:'urn:d:1'}, best:{object:'urn:b:1'}}
                {id:'urn:d:1', type:'D', name:'France', label:{languageMap:{en:'France',sk:'Francúzsko'}}}
                """
                        .lines()
                        .toList()) {
            api.post("/entities", entity).is(201);
        }
    }

    private static Answer ask(String request) {
        var parts = request.split(" ");
        var parameters = new ArrayList<String>();
        for (int i = 1; i < parts.length; i++) {
            parameters.addAll(List.of(parts[i].split("=", 2)));
        }
        return api.get(parts[0], parameters.toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    /entities/urn:b:1 join=inline pick=id,in format=simplified -> {id:'urn:b:1', in:{id:'urn:c:1',type:'C',name:'Paris',of:'urn:d:1',best:'urn:b:1'}}
                    /entities/urn:b:1 join=inline pick=id,in{id,name} -> {id:'urn:b:1', in:{type:'Relationship',object:'urn:c:1',entity:{id:'urn:c:1',name:{type:'Property',value:'Paris'}}}}
                    /entities/urn:b:1 join=inline pick=in{name} format=concise -> {in:{object:'urn:c:1',entity:{name:'Paris'}}}
                    /entities/urn:b:1 join=inline joinLevel=2 pick=in{of{name}} format=simplified -> {in:{of:{name:'France'}}}
                    /entities/urn:b:1 join=inline joinLevel=2 pick=in{id,name} format=simplified -> {in:{id:'urn:c:1',name:'Paris'}}
                    /entities/urn:b:1 join=inline joinLevel=3 pick=in{best} format=simplified -> {in:{best:'urn:b:1'}}
                    /entities/urn:b:1 join=inline omit=near,name format=simplified containedBy=urn:c:1 -> {id:'urn:b:1',type:'B',in:'urn:c:1'}
                    /entities/urn:b:1 join=inline pick=near{id} format=simplified -> {near:[{id:'urn:b:2'},'urn:b:9']}
                    /entities/urn:b:1 join=inline pick=near{id} -> {near:{type:'ListRelationship',objectList:[{object:'urn:b:2'},{object:'urn:b:9'}],entityList:[{id:'urn:b:2'}]}}
                    /entities/urn:b:2 join=inline pick=in{name} format=simplified -> {in:[{name:'Paris'},'urn:c:9']}
                    /entities/urn:b:2 join=inline pick=in{name} format=concise -> {in:{object:['urn:c:1','urn:c:9'],entity:[{name:'Paris'}]}}
                    /entities/urn:b:2 join=inline pick=lost -> {lost:{type:'Relationship',object:'urn:x:1'}}
                    /entities/urn:b:1 join=inline omit=name,near,in{of,best} format=simplified -> {id:'urn:b:1',type:'B',in:{id:'urn:c:1',type:'C',name:'Paris'}}
                    /entities/urn:b:1 join=inline omit=name,near,in{name,of,best} format=simplified -> {id:'urn:b:1',type:'B',in:{id:'urn:c:1',type:'C'}}
                    /entities/urn:b:1 join=flat pick=id,in{id,name} format=simplified -> [{id:'urn:b:1',in:'urn:c:1'},{id:'urn:c:1',name:'Paris'}]
                    /entities/urn:b:1 join=flat joinLevel=2 pick=id,in{id,of{id,label}} lang=sk format=simplified -> [{id:'urn:b:1',in:'urn:c:1'},{id:'urn:c:1',of:'urn:d:1'},{id:'urn:d:1',label:'Francúzsko'}]
                    /entities/urn:b:1 join=flat pick=id,name format=simplified -> {id:'urn:b:1',name:'Louvre'}
                    /entities/urn:d:1 join=flat pick=id -> {id:'urn:d:1'}
                    /entities/urn:b:1 join=@none pick=in format=simplified -> {in:'urn:c:1'}
                    /entities type=B join=flat pick=id,in{id} format=simplified -> [{id:'urn:b:1',in:'urn:c:1'},{id:'urn:b:2',in:['urn:c:1','urn:c:9']},{id:'urn:c:1'}]
                    /entities type=B,C join=flat pick=id,in{name} format=simplified -> [{id:'urn:b:1',in:'urn:c:1'},{id:'urn:b:2',in:['urn:c:1','urn:c:9']},{id:'urn:c:1'}]
                    /entities type=B join=inline q=in{name}=="Paris" pick=id -> [{id:'urn:b:1'},{id:'urn:b:2'}]
                    /entities type=B join=inline joinLevel=2 q=in{of{name}}=="France";name=="Orsay" pick=id -> [{id:'urn:b:2'}]
                    /entities type=B join=inline q=in{D:name}=="Paris" pick=id -> []
                    """)
    void showsWhatRelationshipsLeadTo(String request, String expected) {
        ask(request).is(200).hasBody(expected);
    }

    @Test
    void showsSystemAttributesInsideToo() {
        var city =
                ask("/entities/urn:b:1 join=inline options=sysAttrs pick=in{name}")
                        .is(200)
                        .json()
                        .at("/in/entity");
        assertThat(city.has("createdAt")).isTrue();
        assertThat(city.path("name").has("modifiedAt")).isTrue();
    }

    @Test
    void givesLinkedEntitiesNoContextOfTheirOwn() {
        var answer =
                api.accepting("application/ld+json")
                        .get("/entities/urn:b:1", "join", "inline", "pick", "in{name}")
                        .is(200)
                        .json();
        assertThat(answer.has("@context")).isTrue();
        assertThat(answer.at("/in/entity").has("@context")).isFalse();
    }

    @Test
    void answersAFlatJoinInGeoJsonAsACollection() {
        var answer =
                api.accepting("application/geo+json")
                        .get("/entities/urn:b:1", "join", "flat", "pick", "in{name}")
                        .is(200)
                        .json();
        assertThat(answer.path("type").asString()).isEqualTo("FeatureCollection");
        assertThat(Json.texts(answer.path("features"), "id")).containsExactly("urn:b:1", "urn:c:1");
    }

    @Test
    void countsAndPagesOnlyWhatWasAskedFor() {
        var answer = ask("/entities type=B join=flat limit=1 count=true pick=id,in{id}");
        assertThat(answer.header("NGSILD-Results-Count")).isEqualTo("2");
        assertThat(Json.texts(answer.json(), "id")).containsExactly("urn:b:1", "urn:c:1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    /entities/urn:b:1 join=side -> join
                    /entities/urn:b:1 join=inline joinLevel=0 -> joinLevel
                    /entities/urn:b:1 join=inline joinLevel=11 -> joinLevel
                    /entities/urn:b:1 join=inline joinLevel=x -> joinLevel
                    /entities/urn:b:1 joinLevel=2 -> joinLevel
                    /entities/urn:b:1 join=@none joinLevel=2 -> joinLevel
                    /entities/urn:b:1 containedBy=urn:c:1 -> containedBy
                    /entities/urn:b:1 join=inline containedBy=c -> containedBy
                    /entities/urn:b:1 pick=in{name} -> pick
                    /entities/urn:b:1 omit=in{name} -> omit
                    /entities/urn:b:1 join=inline pick=in{of{name}} -> pick
                    /entities type=B q=in{name}=="x" -> q
                    /entities type=B join=inline q=in{of{name}}=="x" -> q
                    """)
    void isRefusedIfItLeadsNowhere(String request, String member) {
        ask(request).isProblem(400, "BadRequestData", member);
    }

    @Test
    void countsAnEntityOnceThatManyLinkTo() {
        for (int i = 0; i < 30; i++) {
            api.post(
                            "/entities",
                            "{id:'urn:m:%d', type:'Many', in:{object:'urn:d:1'}}".formatted(i))
                    .is(201);
        }
        var flat = api.get("/entities", "type", "Many", "limit", "30", "join", "flat").is(200);
        assertThat(flat.json()).hasSize(31);
    }
}
