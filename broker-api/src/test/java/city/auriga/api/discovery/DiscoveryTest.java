package city.auriga.api.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Which entity types and Attributes there are (5.7.5 to 5.7.11, 6.25 to 6.28). */
class DiscoveryTest extends ApiTest {
    private static final String V = "https://ex.org/v#";
    private static final String DEFAULT = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static ContextServer server;
    private static String context;

    private final Api reader = api.withContext(context);

    @BeforeAll
    static void serve() {
        server = new ContextServer();
        context =
                server.serve(
                        """
                        {'@context': {Building:'https://ex.org/v#Building', Vehicle:'https://ex.org/v#Vehicle',
                                      name:'https://ex.org/v#name', floors:'https://ex.org/v#floors'}}
                        """);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Two buildings, a vehicle, and something that has no Attribute. */
    private void store() {
        List.of(
                        "{id:'urn:b:1', type:'Building', name:'A', floors:3}",
                        "{id:'urn:b:2', type:'Building', name:'B'}",
                        "{id:'urn:v:1', type:'Vehicle', name:{languageMap:{en:'C'}}}",
                        "{id:'urn:t:1', type:'Thing'}")
                .forEach(entity -> reader.post("/entities", entity).is(201));
    }

    @Test
    void typesAreAListOfNames() {
        store();
        var answer = reader.get("/types").is(200);
        withoutId(answer, "urn:ngsi-ld:EntityTypeList:")
                .hasBody("{type:'EntityTypeList', typeList:['Building','Thing','Vehicle']}");
    }

    @Test
    void typesInDetailHaveTheNamesOfTheirAttributes() {
        store();
        reader.get("/types", "details", "true")
                .is(200)
                .hasBody(
                        """
                        [{id:'%1$sBuilding', type:'EntityType', typeName:'Building', attributeNames:['floors','name']},
                         {id:'%2$sThing', type:'EntityType', typeName:'Thing', attributeNames:[]},
                         {id:'%1$sVehicle', type:'EntityType', typeName:'Vehicle', attributeNames:['name']}]
                        """
                                .formatted(V, DEFAULT));
    }

    @Test
    void detailsThatAreFalseAreTheList() {
        store();
        assertThat(reader.get("/types", "details", "false").json().has("typeList")).isTrue();
        assertThat(reader.get("/attributes", "details", "false").json().has("attributeList"))
                .isTrue();
    }

    @Test
    void aTypeIsCountedAndItsAttributesHaveTypes() {
        store();
        reader.get("/types/Building")
                .is(200)
                .hasBody(
                        """
                        {id:'%1$sBuilding', type:'EntityTypeInfo', typeName:'Building', entityCount:2,
                         attributeDetails:[
                           {id:'%1$sfloors', type:'Attribute', attributeName:'floors', attributeTypes:['Property']},
                           {id:'%1$sname', type:'Attribute', attributeName:'name', attributeTypes:['Property']}]}
                        """
                                .formatted(V));
    }

    @Test
    void aTypeWithoutAttributesCanBeRetrieved() {
        store();
        reader.get("/types/Thing")
                .is(200)
                .hasBody(
                        "{id:'%sThing', type:'EntityTypeInfo', typeName:'Thing', entityCount:1, attributeDetails:[]}"
                                .formatted(DEFAULT));
    }

    @Test
    void attributesAreAListOfNames() {
        store();
        withoutId(reader.get("/attributes").is(200), "urn:ngsi-ld:AttributeList:")
                .hasBody("{type:'AttributeList', attributeList:['floors','name']}");
    }

    @Test
    void attributesInDetailHaveTheNamesOfTypes() {
        store();
        reader.get("/attributes", "details", "true")
                .is(200)
                .hasBody(
                        """
                        [{id:'%1$sfloors', type:'Attribute', attributeName:'floors', typeNames:['Building']},
                         {id:'%1$sname', type:'Attribute', attributeName:'name', typeNames:['Building','Vehicle']}]
                        """
                                .formatted(V));
    }

    @Test
    void anAttributeIsCountedWithItsTypes() {
        store();
        reader.get("/attributes/name")
                .is(200)
                .hasBody(
                        """
                        {id:'%sname', type:'Attribute', attributeName:'name', attributeCount:3,
                         attributeTypes:['Property','LanguageProperty'], typeNames:['Building','Vehicle']}
                        """
                                .formatted(V));
    }

    @Test
    void everyInstanceOfAnAttributeCounts() {
        create("{id:'urn:e:1', type:'T', a:[{value:1},{value:2,datasetId:'urn:d:1'}]}");
        create("{id:'urn:e:2', type:'T', a:{object:'urn:e:1', p:3}}");
        assertThat(api.get("/attributes/a").json().get("attributeCount").asInt()).isEqualTo(3);
        assertThat(names("/attributes", "attributeList")).isEqualTo(List.of("a"));
    }

    @Test
    void everyTypeOfAnAttributeIsNamed() {
        create(
                """
                {id:'urn:e:1', type:'T', a:[
                  {type:'Property',value:1},
                  {type:'GeoProperty',value:{type:'Point',coordinates:[1,2]},datasetId:'urn:d:1'},
                  {type:'LanguageProperty',languageMap:{en:'x'},datasetId:'urn:d:2'},
                  {type:'VocabProperty',vocab:'x',datasetId:'urn:d:3'},
                  {type:'JsonProperty',json:{x:1},datasetId:'urn:d:4'},
                  {type:'ListProperty',valueList:[1],datasetId:'urn:d:5'},
                  {type:'Relationship',object:'urn:x',datasetId:'urn:d:6'},
                  {type:'ListRelationship',objectList:['urn:x'],datasetId:'urn:d:7'}]}
                """);
        assertThat(Json.texts(api.get("/attributes/a").json().get("attributeTypes")))
                .containsExactly(
                        "Property",
                        "GeoProperty",
                        "LanguageProperty",
                        "VocabProperty",
                        "JsonProperty",
                        "ListProperty",
                        "Relationship",
                        "ListRelationship");
    }

    @Test
    void anEntityOfSeveralTypesIsOneOfEach() {
        create("{id:'urn:e:1', type:['T','U'], a:1}");
        create("{id:'urn:e:2', type:'U', b:1}");
        assertThat(names("/types", "typeList")).isEqualTo(List.of("T", "U"));
        assertThat(api.get("/types/T").json().get("entityCount").asInt()).isEqualTo(1);
        assertThat(api.get("/types/U").json().get("entityCount").asInt()).isEqualTo(2);
        assertThat(Json.texts(api.get("/types/U").json().get("attributeDetails"), "attributeName"))
                .isEqualTo(List.of("a", "b"));
        assertThat(Json.texts(api.get("/attributes/a").json().get("typeNames")))
                .isEqualTo(List.of("T", "U"));
        assertThat(api.get("/attributes/a").json().get("attributeCount").asInt()).isEqualTo(1);
    }

    @Test
    void whereNothingIsStoredTheListsAreEmpty() {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.delete("/entities/urn:e:1").is(204);
        assertThat(names("/types", "typeList")).isEqualTo(List.of());
        assertThat(names("/attributes", "attributeList")).isEqualTo(List.of());
        api.get("/types", "details", "true").is(200).hasBody("[]");
        api.get("/attributes", "details", "true").is(200).hasBody("[]");
        api.get("/types/T").isProblem(404, "ResourceNotFound");
        api.get("/attributes/a").isProblem(404, "ResourceNotFound");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "/types, limit",
        "/types, count",
        "/types, attrs",
        "/types/T, details",
        "/types/T, limit",
        "/attributes, limit",
        "/attributes, offset",
        "/attributes/a, details",
        "/attributes/a, count"
    })
    void otherParametersAreInvalid(String path, String parameter) {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.get(path, parameter, "true").isProblem(400, "InvalidRequest", parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/types", "/attributes"})
    void detailsAreTrueOrFalse(String path) {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.get(path, "details", "yes").isProblem(400, "BadRequestData", "details");
    }

    @Test
    void attributesTolerateACount() {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.get("/attributes", "count", "true").is(200);
        api.get("/attributes", "details", "true", "count", "true").is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/types", "/types/T", "/attributes", "/attributes/a"})
    void localIsAllowedEverywhereAndATrailingSlashDoesNotMatter(String path) {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.get(path, "local", "true").is(200);
        api.get(path + "/").is(200);
        assertThat(api.exchange("HEAD", path, null).is(200).text()).isEmpty();
    }

    @Test
    void aNameMayBeAnIri() {
        store();
        var building = "/types/" + Api.segment(V + "Building");
        assertThat(api.get(building).is(200).json().get("typeName").asString())
                .isEqualTo(V + "Building");
        assertThat(reader.get(building).is(200).json().get("typeName").asString())
                .isEqualTo("Building");
        var name = "/attributes/" + Api.segment(V + "name");
        assertThat(api.get(name).is(200).json().get("attributeName").asString())
                .isEqualTo(V + "name");
        assertThat(reader.get(name).json().get("attributeName").asString()).isEqualTo("name");
    }

    @Test
    void aShortNameIsOneOfTheContextOfTheRequest() {
        store();
        api.get("/types/Building").isProblem(404, "ResourceNotFound");
        api.get("/attributes/name").isProblem(404, "ResourceNotFound");
        api.get("/types/Thing").is(200);
        assertThat(names("/types", "typeList"))
                .isEqualTo(List.of("Thing", V + "Building", V + "Vehicle"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"id", "type", "scope", "createdAt", "modifiedAt", "deletedAt", "expiresAt"})
    void membersOfAnEntityAreNoAttributes(String name) {
        create(
                "{id:'urn:e:1', type:'T', scope:'/A', expiresAt:'2100-01-01T00:00:00Z',"
                        + " a:{value:1,p:2}}");
        api.get("/attributes/" + name).isProblem(404, "ResourceNotFound");
        api.get("/attributes/p").isProblem(404, "ResourceNotFound");
        assertThat(names("/attributes", "attributeList")).isEqualTo(List.of("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-b", "%2e", "%2e%2e", "1a", "a%20b", "@a", "a."})
    void refusesWhatIsNoName(String name) {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.get("/types/" + name).isProblem(400, "BadRequestData", "type");
        api.get("/attributes/" + name).isProblem(400, "BadRequestData", "attrId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/types", "/types/T", "/attributes", "/attributes/a"})
    void thereIsNoGeoJson(String path) {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.accepting("application/geo+json").get(path).is(406);
    }

    @Test
    void jsonNamesItsContextInAHeaderAndLinkedDataInTheBody() {
        store();
        for (var path : List.of("/types", "/types/Building", "/attributes", "/attributes/name")) {
            var json = reader.get(path).is(200);
            assertThat(json.header("Content-Type")).startsWith("application/json");
            assertThat(json.header("Link")).contains("<" + context + ">");
            assertThat(json.json().has("@context")).isFalse();

            var linked = reader.accepting("application/ld+json").get(path).is(200);
            assertThat(linked.header("Content-Type")).startsWith("application/ld+json");
            assertThat(linked.header("Link")).isEmpty();
            assertThat(linked.json().get("@context").asString()).isEqualTo(context);
        }
        for (var path : List.of("/types", "/attributes")) {
            var linked = reader.accepting("application/ld+json").get(path, "details", "true");
            assertThat(linked.json()).isNotEmpty();
            linked.json()
                    .forEach(
                            item -> assertThat(item.get("@context").asString()).isEqualTo(context));
        }
    }

    @Test
    void eachTenantHasItsOwn() {
        store();
        var neighbour = Api.ofDefaultTenant().with("NGSILD-Tenant", RunningAuriga.newTenant());
        neighbour.get("/types").isProblem(404, "NonexistentTenant");
        neighbour.post("/entities", "{id:'urn:e:1', type:'Other', o:1}").is(201);
        assertThat(Json.texts(neighbour.get("/types").json().get("typeList")))
                .isEqualTo(List.of("Other"));
        neighbour.withContext(context).get("/types/Building").is(404);
        neighbour.withContext(context).get("/attributes/name").is(404);
        reader.get("/types/Other").is(404);
        reader.get("/attributes/o").is(404);
    }

    @Test
    void snapshotsAreNotPassedOver() {
        create("{id:'urn:e:1', type:'T', a:1}");
        api.with("NGSILD-Snapshot", "urn:ngsi-ld:Snapshot:1")
                .get("/types")
                .isProblem(501, "NotImplemented", "NGSILD-Snapshot");
    }

    @Test
    void everyChangeIsSeenAtOnce() {
        create("{id:'urn:e:1', type:'T', a:1, b:1}");
        api.delete("/entities/urn:e:1/attrs/a").is(204);
        assertThat(names("/attributes", "attributeList")).isEqualTo(List.of("b"));
        api.post("/entities/urn:e:1/attrs", "{type:'U', c:{object:'urn:x'}}").is(204);
        assertThat(names("/types", "typeList")).isEqualTo(List.of("T", "U"));
        api.put("/entities/urn:e:1", "{type:['U'], c:1}").is(204);
        assertThat(names("/types", "typeList")).isEqualTo(List.of("U"));
        assertThat(Json.texts(api.get("/attributes/c").json().get("attributeTypes")))
                .isEqualTo(List.of("Property"));
        api.post("/entityOperations/upsert", "[{id:'urn:e:2',type:'W',d:1}]").is(201);
        assertThat(names("/types", "typeList")).isEqualTo(List.of("U", "W"));
    }

    @Test
    void whatHasExpiredDoesNotCount() {
        create("{id:'urn:e:1', type:'T', a:1, expiresAt:'2020-01-01T00:00:00Z'}");
        assertThat(names("/types", "typeList")).isEqualTo(List.of());
        create(
                """
                {id:'urn:e:2', type:'U', b:1, c:{value:1,expiresAt:'2020-01-01T00:00:00Z'},
                 d:[{value:1},{object:'urn:x',datasetId:'urn:d:1',expiresAt:'2020-01-01T00:00:00Z'}]}
                """);
        assertThat(names("/attributes", "attributeList")).isEqualTo(List.of("b", "d"));
        assertThat(api.get("/attributes/d").json().get("attributeCount").asInt()).isEqualTo(1);
        assertThat(Json.texts(api.get("/attributes/d").json().get("attributeTypes")))
                .isEqualTo(List.of("Property"));
        api.get("/types/T").isProblem(404, "ResourceNotFound");
        api.get("/attributes/c").isProblem(404, "ResourceNotFound");
    }

    private List<String> names(String path, String member) {
        return Json.texts(api.get(path).is(200).json().get(member));
    }

    /** The id of a list is any URI that is unique. */
    private static Answer withoutId(Answer answer, String prefix) {
        var body = (ObjectNode) answer.json();
        assertThat(body.remove("id").asString()).startsWith(prefix).hasSizeGreaterThan(30);
        return new Answer(answer.request(), answer.status(), answer.headers(), body.toString());
    }
}
