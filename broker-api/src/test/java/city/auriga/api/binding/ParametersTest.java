package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import city.auriga.api.RawRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that an operation does not know or cannot read (6.3.20). */
class ParametersTest extends ApiTest {
    @BeforeEach
    void store() {
        create("{id:'urn:e:1', type:'T', a:1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    GET    -> /entities/urn:e:1?x=1 ->
                    GET    -> /entities/urn:e:1?limit=1 ->
                    GET    -> /entities/urn:e:9?x=1 ->
                    GET    -> /entities?type=T&x=1 ->
                    GET    -> /entities?type=T&page=1 ->
                    GET    -> /entities?type=T&deleteAll=true ->
                    GET    -> /entities?type=T&Limit=1 ->
                    GET    -> /subscriptions?type=T ->
                    GET    -> /subscriptions/urn:s:1?limit=1 ->
                    DELETE -> /entities/urn:e:1?x ->
                    DELETE -> /entities/urn:e:1/attrs/a?x=1 ->
                    DELETE -> /subscriptions/urn:s:1?x=1 ->
                    POST   -> /entities?x=1 -> {id:'urn:e:2',type:'T'}
                    POST   -> /entities?options=sysAttrs -> {id:'urn:e:2',type:'T'}
                    PUT    -> /entities/urn:e:1?x=1 -> {a:2}
                    PATCH  -> /entities/urn:e:1?x=1 -> {a:2}
                    POST   -> /entities/urn:e:1/attrs?x=1 -> {a:2}
                    PATCH  -> /entities/urn:e:1/attrs?options=noOverwrite -> {a:2}
                    PATCH  -> /entities/urn:e:1/attrs/a?x=1 -> {value:2}
                    PUT    -> /entities/urn:e:1/attrs/a?x=1 -> {value:2}
                    POST   -> /entityOperations/create?options=update -> [{id:'urn:e:2',type:'T'}]
                    POST   -> /entityOperations/upsert?x=1 -> [{id:'urn:e:2',type:'T'}]
                    POST   -> /subscriptions?x=1 -> {}
                    PATCH  -> /subscriptions/urn:s:1?x=1 -> {}
                    """)
    void refusesUnknownParameters(String method, String path, String body) {
        var answer = api.exchange(method, path, body).isProblem(400, "InvalidRequest");
        assertThat(path).contains(answer.json().get("member").asString());
        assertThat(api.get("/entities/urn:e:1", "format", "simplified").json().get("a").asInt())
                .isEqualTo(1);
        api.get("/entities/urn:e:2").is(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    limit      -> -1
                    limit      -> 0
                    limit      -> x
                    limit      -> 1.5
                    limit      -> 99999999999
                    limit      -> ''
                    offset     -> -1
                    offset     -> x
                    offset     -> ''
                    count      -> yes
                    count      -> ''
                    local      -> 1
                    id         -> e1
                    id         -> urn:e:1,
                    id         -> 'urn:e:1,,urn:e:2'
                    idPattern  -> (
                    idPattern  -> [a
                    type       -> ''
                    type       -> a b
                    q          -> a=>1
                    q          -> ''
                    q          -> (a==1
                    csf        -> a==
                    scopeQ     -> a b
                    scopeQ     -> ''
                    lang       -> ''
                    datasetId  -> x
                    expandValues -> ''
                    """)
    void refusesBadValues(String parameter, String value) {
        var other = parameter.equals("type") ? "q" : "type";
        api.get("/entities", other, "T", parameter, value)
                .isProblem(400, "BadRequestData", parameter);
    }

    /** Decoded once: what is a percent sign then is data, and so is a blank that was a plus. */
    @ParameterizedTest
    @CsvSource({
        "a==%22b%2Bc%22, urn:p:1",
        "a==%22b+c%22, urn:p:2",
        "a==%22b%20c%22, urn:p:2",
        "a==%22b%2525c%22, urn:p:3",
        "a==%22%3B%7C%2C%22, urn:p:4"
    })
    void areDecodedOnce(String q, String id) {
        create("{id:'urn:p:1', type:'P', a:'b+c'}");
        create("{id:'urn:p:2', type:'P', a:'b c'}");
        create("{id:'urn:p:3', type:'P', a:'b%25c'}");
        create("{id:'urn:p:4', type:'P', a:';|,'}");
        assertThat(Json.texts(api.get("/entities?type=P&q=" + q).is(200).json(), "id"))
                .containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"long", "deep", "wide"})
    void refusesAQueryThatIsTooComplex(String how) {
        var q =
                switch (how) {
                    case "long" -> "a==\"" + "x".repeat(5000) + "\"";
                    case "deep" -> "(".repeat(200) + "a" + ")".repeat(200);
                    default -> "a" + ";a".repeat(1000);
                };
        api.get("/entities", "type", "T", "q", q).isProblem(403, "TooComplexQuery", "q");
        api.post("/entityOperations/query", "{type:'Query',q:'" + q + "'}")
                .isProblem(403, "TooComplexQuery", "$.q");
    }

    @ParameterizedTest
    @CsvSource({"/entities/urn:e:1", "/entities?type=T", "/subscriptions"})
    void refusesABadLocalEverywhere(String path) {
        api.get(path + (path.contains("?") ? "&" : "?") + "local=yes")
                .isProblem(400, "BadRequestData", "local");
    }

    @ParameterizedTest
    @CsvSource({"deleteAll, x", "datasetId, x", "datasetId, ''"})
    void refusesBadValuesOnDeletion(String parameter, String value) {
        api.delete("/entities/urn:e:1/attrs/a", parameter, value)
                .isProblem(400, "BadRequestData", parameter);
    }

    @ParameterizedTest
    @CsvSource({"tomorrow", "2026-01-01", "2026-01-01T00:00:00+01:00", "''"})
    void refusesBadTimes(String time) {
        api.patch("/entities/urn:e:1", "{a:2}", "observedAt", time)
                .isProblem(400, "BadRequestData", "observedAt");
    }

    @ParameterizedTest
    @CsvSource({"TRUE", "False", "true"})
    void booleansIgnoreCase(String flag) {
        api.get("/entities", "type", "T", "count", flag, "local", flag).is(200);
    }

    @ParameterizedTest
    @CsvSource({"/entities/urn:e:1", "/entities?type=T", "/subscriptions"})
    void everyOperationKnowsLocal(String path) {
        api.get(path + (path.contains("?") ? "&" : "?") + "local=true").is(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/entities?type=T&q=%zz",
        "/entities?type=T&q=%",
        "/entities?type=%ff",
        "/entities?type=T&q=a==%22%00%22",
        "/entities?type=T%00",
        "/entities?type=T&=1",
        "/entities?type=T&lang=%00",
        "/entities?q=a==%22%ed%a0%80%22"
    })
    void refusesParametersThatAreNoText(String path) {
        var answer =
                RawRequest.send(
                        "GET",
                        "/ngsi-ld/v1" + path,
                        List.of("Host: localhost", "NGSILD-Tenant: " + tenant),
                        new byte[0]);
        answer.is(400);
        assertThat(answer.json().propertyNames()).contains("type", "title", "status", "detail");
    }
}
