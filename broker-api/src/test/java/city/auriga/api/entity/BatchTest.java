package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Answer;
import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch operations (5.6.7 to 5.6.10, 5.6.20). */
class BatchTest extends ApiTest {
    private Answer batch(String operation, String items, String... parameters) {
        return api.post("/entityOperations/" + operation, items, parameters);
    }

    private void assertEntity(int number, String members) {
        api.get("/entities/urn:e:" + number, "format", "concise")
                .is(200)
                .hasBody("{id:'urn:e:%d', type:'T'%s}".formatted(number, members));
    }

    /** Asserts a BatchOperationResult: ids, and for each error its id, type and status. */
    private static void assertResult(Answer answer, String success, String... errors) {
        answer.is(207);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("success", "errors");
        assertThat(answer.json().get("success")).isEqualTo(Json.of(success));
        assertThat(answer.json().get("errors"))
                .extracting(e ->
                        e.get("entityId").asString()
                                + " "
                                + e.get("error").get("type").asString().replaceAll(".*/", "")
                                + " "
                                + e.get("error").get("status").asInt())
                .containsExactly(errors);
        assertThat(answer.json().get("errors"))
                .allSatisfy(e -> {
                    assertThat(e.get("error").get("title").asString()).isNotBlank();
                    assertThat(e.get("error").get("detail").asString()).isNotBlank();
                });
    }

    @Test
    void createsAll() {
        batch("create", "[{id:'urn:e:1',type:'T',a:1},{id:'urn:e:2',type:'T'}]")
                .is(201)
                .hasBody("['urn:e:1','urn:e:2']");
        assertEntity(1, ", a:1");
        assertEntity(2, "");
    }

    @Test
    void createsWhatItCanAndTellsTheRest() {
        create("{id:'urn:e:1', type:'T'}");
        assertResult(
                batch(
                        "create",
                        """
                        [{id:'urn:e:1',type:'T'}, {id:'urn:e:2',type:'T',a:1},
                         {id:'urn:e:2',type:'T',a:2}, {id:'urn:e:3'}, {id:'bad',type:'T'},
                         {type:'T'}, {id:'urn:e:4',type:'T',a:'urn:ngsi-ld:null'},
                         {id:'urn:e:5',type:'T','@context':'http://ex.org'}]
                        """),
                "['urn:e:2']",
                "urn:e:1 AlreadyExists 409",
                "urn:e:2 AlreadyExists 409",
                "urn:e:3 BadRequestData 400",
                "bad BadRequestData 400",
                " BadRequestData 400",
                "urn:e:4 BadRequestData 400",
                "urn:e:5 BadRequestData 400");
        assertEntity(2, ", a:1");
    }

    @Test
    void answers207EvenIfEveryItemFails() {
        create("{id:'urn:e:1', type:'T'}");
        assertResult(
                batch("create", "[{id:'urn:e:1',type:'T'}]"), "[]", "urn:e:1 AlreadyExists 409");
    }

    @Test
    void upsertReplacesWhatIsThereAndListsWhatIsNew() {
        create("{id:'urn:e:1', type:'T', a:1, b:1}");
        batch("upsert", "[{id:'urn:e:1',type:'T',a:2},{id:'urn:e:2',type:'T',a:2}]")
                .is(201)
                .hasBody("['urn:e:2']");
        assertEntity(1, ", a:2");
        batch("upsert", "[{id:'urn:e:1',type:'T',c:3}]", "options", "replace").isEmpty(204);
        assertEntity(1, ", c:3");
    }

    @Test
    void upsertCanUpdate() {
        create("{id:'urn:e:1', type:'T', a:1, b:1}");
        batch(
                        "upsert",
                        "[{id:'urn:e:1',type:'T',a:2,b:'urn:ngsi-ld:null'},{id:'urn:e:2',type:'T'}]",
                        "options",
                        "update")
                .is(201)
                .hasBody("['urn:e:2']");
        assertEntity(1, ", a:2");
        batch("upsert", "[{id:'urn:e:1',type:'T',c:3}]", "options", "update").isEmpty(204);
        assertEntity(1, ", a:2, c:3");
    }

    /** 5.6.2 ignores the scope: that is no error of the item. */
    @Test
    void upsertThatUpdatesIgnoresAScopeThatIsNotThere() {
        create("{id:'urn:e:1', type:'T', a:1}");
        batch("upsert", "[{id:'urn:e:1',type:'T',a:2,scope:'/A'}]", "options", "update")
                .isEmpty(204);
        assertEntity(1, ", a:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "merge"})
    void changesNeedNoType(String operation) {
        create("{id:'urn:e:1', type:'T', a:1}");
        batch(operation, "[{id:'urn:e:1',a:2}]").isEmpty(204);
        assertEntity(1, ", a:2");
        assertResult(batch(operation, "[{a:2}]"), "[]", " BadRequestData 400");
    }

    @Test
    void upsertListsCreatedAndUpdatedOnesBesideErrors() {
        create("{id:'urn:e:1', type:'T'}");
        assertResult(
                batch("upsert", "[{id:'urn:e:1',type:'T'},{id:'urn:e:2',type:'T'},{id:'urn:e:3'}]"),
                "['urn:e:1','urn:e:2']",
                "urn:e:3 BadRequestData 400");
    }

    @Test
    void itemsOfOneEntityTakeEffectInTheirOrder() {
        create("{id:'urn:e:9', type:'T'}");
        batch("upsert", "[{id:'urn:e:1',type:'T',a:1,b:1},{id:'urn:e:1',type:'T',a:2}]")
                .is(201)
                .hasBody("['urn:e:1']");
        assertEntity(1, ", a:2");
        batch(
                        "merge",
                        "[{id:'urn:e:1',type:'T',a:{value:{x:1}}},{id:'urn:e:1',type:'T',a:{value:{y:2}}}]")
                .isEmpty(204);
        assertEntity(1, ", a:{x:1,y:2}");
        batch("update", "[{id:'urn:e:1',type:'T',a:3},{id:'urn:e:1',type:'T',a:4,c:5}]")
                .isEmpty(204);
        assertEntity(1, ", a:4, c:5");
        assertResult(
                batch("delete", "['urn:e:1','urn:e:1']"),
                "['urn:e:1']",
                "urn:e:1 ResourceNotFound 404");
    }

    @Test
    void allEntitiesOfABatchHaveOneTime() {
        batch("create", "[{id:'urn:e:1',type:'T',a:1},{id:'urn:e:2',type:'T',b:1}]").is(201);
        var one = api.get("/entities/urn:e:1", "options", "sysAttrs").json();
        var two = api.get("/entities/urn:e:2", "options", "sysAttrs").json();
        assertThat(one.get("modifiedAt")).isEqualTo(two.get("modifiedAt"));
        assertThat(one.get("a").get("modifiedAt")).isEqualTo(two.get("b").get("createdAt"));
    }

    @Test
    void updateAppendsAndOverwrites() {
        create("{id:'urn:e:1', type:'T', a:1, b:1}");
        batch("update", "[{id:'urn:e:1',type:'T',a:2,c:2}]").isEmpty(204);
        assertEntity(1, ", a:2, b:1, c:2");
        assertResult(
                batch(
                        "update",
                        "[{id:'urn:e:1',type:'T',a:'urn:ngsi-ld:null'},{id:'urn:e:2',type:'T',a:1}]"),
                "[]",
                "urn:e:1 BadRequestData 400",
                "urn:e:2 ResourceNotFound 404");
    }

    @Test
    void updateWithoutOverwriteTellsWhereItSkipped() {
        create("{id:'urn:e:1', type:'T', a:1}");
        create("{id:'urn:e:2', type:'T'}");
        var answer =
                batch(
                        "update",
                        "[{id:'urn:e:1',type:'T',a:2,b:2},{id:'urn:e:2',type:'T',a:2}]",
                        "options",
                        "noOverwrite");
        answer.is(207);
        assertThat(answer.json().get("success")).isEqualTo(Json.of("['urn:e:2']"));
        assertThat(answer.json().get("errors").get(0).get("entityId").asString())
                .isEqualTo("urn:e:1");
        assertEntity(1, ", a:1, b:2");
    }

    @Test
    void mergesEach() {
        create("{id:'urn:e:1', type:'T', a:{value:1,unitCode:'C'}, b:1}");
        assertResult(
                batch(
                        "merge",
                        """
                        [{id:'urn:e:1',type:'T',a:{value:2},b:'urn:ngsi-ld:null'},
                         {id:'urn:e:2',type:'T',a:1}]
                        """),
                "['urn:e:1']",
                "urn:e:2 ResourceNotFound 404");
        assertEntity(1, ", a:{value:2,unitCode:'C'}");
    }

    @Test
    void deletesEach() {
        create("{id:'urn:e:1', type:'T'}");
        create("{id:'urn:e:2', type:'T'}");
        batch("delete", "['urn:e:1','urn:e:2']").isEmpty(204);
        create("{id:'urn:e:1', type:'T'}");
        assertResult(
                batch("delete", "['urn:e:1','urn:e:2','bad']"),
                "['urn:e:1']",
                "urn:e:2 ResourceNotFound 404",
                "bad BadRequestData 400");
        api.get("/entities/urn:e:1").is(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "upsert", "update", "merge", "delete"})
    void faultsOfTheArrayFailTheWholeRequest(String operation) {
        create("{id:'urn:e:1', type:'T'}");
        batch(operation, "{}").isProblem(400, "InvalidRequest", "$");
        batch(operation, "'x'").isProblem(400, "InvalidRequest", "$");
        batch(operation, "[]").isProblem(400, "BadRequestData", "$");
        var good = operation.equals("delete") ? "'urn:e:1'" : "{id:'urn:e:1',type:'T'}";
        var wrong = operation.equals("delete") ? "{id:'urn:e:1',type:'T'}" : "'urn:e:1'";
        for (var bad : new String[] {"null", "1", "true", "[]", wrong}) {
            batch(operation, "[%s,%s]".formatted(good, bad))
                    .isProblem(400, "BadRequestData", "$[1]");
        }
        var many = IntStream.range(0, 101).mapToObj(i -> good).collect(Collectors.joining(","));
        batch(operation, "[" + many + "]").isProblem(400, "BadRequestData", "$");
        api.get("/entities/urn:e:1").is(200);
    }

    @ParameterizedTest
    @CsvSource({
        "upsert, nonsense, InvalidRequest",
        "upsert, noOverwrite, InvalidRequest",
        "update, update, InvalidRequest",
        "upsert, '', InvalidRequest",
        "upsert, 'replace,update', BadRequestData"
    })
    void refusesOptionsThatItDoesNotKnow(String operation, String options, String problem) {
        create("{id:'urn:e:1', type:'T'}");
        batch(operation, "[{id:'urn:e:1',type:'T'}]", "options", options)
                .isProblem(400, problem, "options");
    }

    @Test
    void eachItemOfLinkedDataHasItsOwnContext() {
        try (var server = new ContextServer()) {
            var one = server.serve("{'@context':{a:'https://ex.org/1'}}");
            var gone = server.serve(404, "");
            var answer =
                    api.sendingLinkedData()
                            .post(
                                    "/entityOperations/create",
                                    """
                                    [{id:'urn:e:1',type:'T',a:1,'@context':'%s'},
                                     {id:'urn:e:2',type:'T',a:1,'@context':{a:'https://ex.org/2'}},
                                     {id:'urn:e:3',type:'T',a:1},
                                     {id:'urn:e:4',type:'T',a:1,'@context':'%s'}]
                                    """
                                            .formatted(one, gone));
            assertResult(
                    answer,
                    "['urn:e:1','urn:e:2']",
                    "urn:e:3 BadRequestData 400",
                    "urn:e:4 LdContextNotAvailable 504");
            assertEntity(1, ", 'https://ex.org/1':1");
            assertEntity(2, ", 'https://ex.org/2':1");
            api.sendingLinkedData()
                    .withContext(one)
                    .post(
                            "/entityOperations/create",
                            "[{id:'urn:e:5',type:'T','@context':'%s'}]".formatted(one))
                    .isProblem(400, "BadRequestData", "Link");
            api.withContext(one)
                    .post("/entityOperations/create", "[{id:'urn:e:5',type:'T',a:1}]")
                    .is(201);
            assertEntity(5, ", 'https://ex.org/1':1");
        }
    }
}
