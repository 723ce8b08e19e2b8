package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import city.auriga.api.RawRequest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Preconditions of a request, and what it is answered with (6.3.4, 6.3.6). */
class NegotiationTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";

    @BeforeEach
    void store() {
        create("{id:'urn:e:1', type:'T', a:1}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    application/json                                       -> application/json
                    application/ld+json                                    -> application/ld+json
                    application/geo+json                                   -> application/geo+json
                    */*                                                    -> application/json
                    application/*                                          -> application/json
                    application/ld+json, application/json                  -> application/json
                    application/ld+json, application/json;q=0.9            -> application/ld+json
                    application/geo+json;q=0.5, application/ld+json;q=0.6  -> application/ld+json
                    */*, application/json;q=0                              -> application/ld+json
                    */*;q=0.1, application/geo+json                        -> application/geo+json
                    text/html, application/xhtml+xml, */*;q=0.8            -> application/json
                    APPLICATION/LD+JSON                                    -> application/ld+json
                    application/ld+json;q=nonsense                         -> application/ld+json
                    application/ld+json;profile="x"                        -> application/ld+json
                    """)
    void choosesTheMediaType(String accept, String chosen) {
        assertThat(api.accepting(accept).get(ID).is(200).header("Content-Type")).startsWith(chosen);
        assertThat(
                        api.accepting(accept)
                                .get("/entities", "type", "T")
                                .is(200)
                                .header("Content-Type"))
                .startsWith(chosen);
    }

    @Test
    void severalAcceptHeadersAreOne() {
        var answer = api.accepting("text/plain").accepting("application/ld+json").get(ID).is(200);
        assertThat(answer.header("Content-Type")).startsWith("application/ld+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "application/json;q=0",
                "nonsense",
                "text/*",
                "image/png,text/csv"
            })
    void refusesWhatItCannotGive(String accept) {
        var answer = api.accepting(accept).get(ID).is(406);
        assertThat(Json.texts(answer.json()))
                .containsExactly("application/json", "application/ld+json", "application/geo+json");
        api.accepting(accept).get("/entities", "type", "T").is(406);
        assertThat(Json.texts(api.accepting(accept).get("/subscriptions").is(406).json()))
                .containsExactly("application/json", "application/ld+json");
    }

    @Test
    void geoJsonIsForEntitiesOnly() {
        api.accepting("application/geo+json").get("/subscriptions").is(406);
        var both = api.accepting("application/geo+json, application/ld+json;q=0.1");
        assertThat(both.get("/subscriptions").is(200).header("Content-Type"))
                .startsWith("application/ld+json");
    }

    @Test
    void errorsAreJsonWhateverIsAccepted() {
        for (var accept : new String[] {"application/ld+json", "application/geo+json"}) {
            api.accepting(accept).get("/entities/urn:e:9").isProblem(404, "ResourceNotFound");
        }
        api.accepting("text/html").post("/entities", "{}").isProblem(400, "BadRequestData");
        api.accepting("text/html").delete("/entities/urn:e:9").isProblem(404, "ResourceNotFound");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /entities, text/plain",
        "POST, /entities, application/xml",
        "POST, /entities, application/merge-patch+json",
        "POST, /entities, application/jsonx",
        "POST, /entities, application/geo+json",
        "POST, /entities, nonsense",
        "POST, /entities, application/x-www-form-urlencoded",
        "POST, /entities, multipart/form-data",
        "PUT, /entities/urn:e:1, application/merge-patch+json",
        "PATCH, /entities/urn:e:1, text/plain",
        "PATCH, /entities/urn:e:1/attrs/a, text/plain",
        "POST, /entityOperations/upsert, text/plain",
        "POST, /subscriptions, text/plain"
    })
    void refusesOtherMediaTypesWithoutABody(String method, String path, String type) {
        api.with("Content-Type", type).exchange(method, path, "{}").isEmpty(415);
    }

    @Test
    void parametersOfTheMediaTypeDoNotMatter() {
        api.with("Content-Type", "application/json; charset=utf-8").patch(ID, "{a:2}").isEmpty(204);
        api.with("Content-Type", "Application/JSON;x=y").patch(ID, "{a:2}").isEmpty(204);
        api.with("Content-Type", "application/ld+json; profile=\"x\"")
                .patch(ID, "{a:2,'@context':{}}")
                .isEmpty(204);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /entities",
        "PATCH, /entities/urn:e:1",
        "PUT, /entities/urn:e:1/attrs/a",
        "POST, /entityOperations/delete",
        "POST, /subscriptions"
    })
    void refusesABodyOfUnknownLengthWithoutABody(String method, String path) {
        var chunked =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[] {'{', '}'}));
        api.with("Content-Type", "application/json").send(method, path, chunked).isEmpty(411);
        // Before the tenant is looked up.
        Api.ofDefaultTenant()
                .with("NGSILD-Tenant", tenant + "x")
                .with("Content-Type", "application/json")
                .send(method, path, chunked)
                .isEmpty(411);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        var large = new byte[20 << 20];
        java.util.Arrays.fill(large, (byte) ' ');
        var answer =
                api.with("Content-Type", "application/json")
                        .send("POST", "/entities", BodyPublishers.ofByteArray(large));
        answer.is(413);
        assertThat(answer.json().propertyNames()).contains("type", "title", "status", "detail");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "{\"id\":}",
                "{'id':'urn:e:2'}",
                "{\"id\":\"urn:e:2\"} x",
                "{\"id\":\"urn:e:2\",}",
                "nul",
                "NaN",
                "{\"a\":01}",
                "{\"a\":1e76020076001}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\n\"}",
                "/* c */{}",
                "<xml/>"
            })
    void refusesWhatIsNotJson(String body) {
        var json = api.with("Content-Type", "application/json");
        for (var path : new String[] {"/entities", "/entityOperations/create", "/subscriptions"}) {
            json.send("POST", path, BodyPublishers.ofString(body))
                    .isProblem(400, "InvalidRequest", "$");
        }
        json.send("PATCH", ID, BodyPublishers.ofString(body)).isProblem(400, "InvalidRequest", "$");
        json.send("PATCH", ID + "/attrs/a", BodyPublishers.ofString(body))
                .isProblem(400, "InvalidRequest", "$");
    }

    @Test
    void refusesJsonThatIsNestedTooDeeply() {
        var deep =
                "{\"id\":\"urn:e:2\",\"type\":\"T\",\"a\":"
                        + "[".repeat(100)
                        + "]".repeat(100)
                        + "}";
        api.with("Content-Type", "application/json")
                .send("POST", "/entities", BodyPublishers.ofString(deep))
                .isProblem(400, "InvalidRequest", "$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c0af",
                "c080",
                "f5808080",
                "eda080",
                "edb080eda080",
                "ff",
                "e282",
                "f09f98"
            })
    void refusesBodiesThatAreNotUtf8(String hex) {
        var text = new java.io.ByteArrayOutputStream();
        text.writeBytes(
                "{\"id\":\"urn:e:2\",\"type\":\"T\",\"a\":\"".getBytes(StandardCharsets.UTF_8));
        text.writeBytes(java.util.HexFormat.of().parseHex(hex));
        text.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        api.with("Content-Type", "application/json")
                .send("POST", "/entities", BodyPublishers.ofByteArray(text.toByteArray()))
                .isProblem(400, "InvalidRequest", "$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1"})
    void refusesOtherEncodings(String charset) {
        var body =
                "{\"id\":\"urn:e:2\",\"type\":\"T\",\"a\":\"ä\"}"
                        .getBytes(java.nio.charset.Charset.forName(charset));
        api.with("Content-Type", "application/json; charset=" + charset)
                .send("POST", "/entities", BodyPublishers.ofByteArray(body))
                .isProblem(400, "InvalidRequest", "$");
    }

    @Test
    void refusesLoneSurrogates() {
        api.with("Content-Type", "application/json")
                .send(
                        "POST",
                        "/entities",
                        BodyPublishers.ofString(
                                "{\"id\":\"urn:e:2\",\"type\":\"T\",\"a\":\"\\ud800\"}"))
                .isProblem(400, "BadRequestData", "$.a");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /subscriptions",
        "DELETE, /subscriptions",
        "PUT, /subscriptions/urn:s:1",
        "POST, /subscriptions/urn:s:1",
        "POST, /entities/urn:e:1",
        "GET, /entities/urn:e:1/attrs",
        "PUT, /entities/urn:e:1/attrs",
        "DELETE, /entities/urn:e:1/attrs",
        "DELETE, /entities/urn:e:1/attrs/",
        "GET, /entities/urn:e:1/attrs/a",
        "POST, /entities/urn:e:1/attrs/a",
        "GET, /entityOperations/create",
        "DELETE, /entityOperations/upsert"
    })
    void refusesMethodsThatAResourceDoesNotHave(String method, String path) {
        var answer = api.exchange(method, path, null).isEmpty(405);
        assertThat(answer.header("Allow")).isNotBlank().doesNotContain(method);
    }

    @ParameterizedTest
    @CsvSource({"PUT, /entities", "PATCH, /entities", "PUT, /entities/", "PATCH, /entities/"})
    void anEntityToChangeNeedsAnId(String method, String path) {
        api.exchange(method, path, "{a:1}").isProblem(400, "BadRequestData");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /entities//attrs",
        "PATCH, /entities//attrs",
        "PATCH, /entities//attrs/a",
        "PUT, /entities//attrs/a",
        "DELETE, /entities//attrs/a"
    })
    void theEntityOfAnAttributeNeedsAnId(String method, String path) {
        api.exchange(method, path, method.equals("DELETE") ? null : "{value:1}")
                .isProblem(400, "BadRequestData");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/entities/?type=T",
                "/entities/urn:e:1/",
                "/subscriptions/",
                "/entities?type=T"
            })
    void aTrailingSlashDoesNotMatter(String path) {
        api.get(path).is(200);
        api.post("/entities/", "{id:'urn:e:2', type:'T'}").is(201);
        api.post("/entities/urn:e:2/attrs/", "{b:1}").is(204);
        api.post("/entityOperations/upsert/", "[{id:'urn:e:2', type:'T'}]").is(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/ready", "/metrics"})
    void healthAndMetricsRefuseWhatTheyCannotBe(String path) {
        RawRequest.send("GET", path, List.of("Host: localhost", "Accept: image/png"), new byte[0])
                .isEmpty(406);
    }

    @Test
    void headIsGetWithoutABody() {
        var head = api.exchange("HEAD", ID, null).is(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("Content-Type")).startsWith("application/json");
        api.exchange("HEAD", "/entities/urn:e:9", null).is(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    /entities                  -> DELETE, GET, HEAD, OPTIONS, POST
                    /entities/                 -> DELETE, GET, HEAD, OPTIONS, POST
                    /entities/urn:e:1          -> DELETE, GET, HEAD, OPTIONS, PATCH, PUT
                    /entities/urn:e:1/attrs    -> OPTIONS, PATCH, POST
                    /entityOperations/create   -> OPTIONS, POST
                    """)
    void optionsTellWhatIsAllowed(String path, String methods) {
        var options = api.exchange("OPTIONS", path, null).isEmpty(204);
        assertThat(options.header("Allow")).isEqualTo(methods);
        assertThat(options.header("Accept-Patch"))
                .isEqualTo(
                        methods.contains("PATCH")
                                ? "application/json, application/ld+json,"
                                        + " application/merge-patch+json"
                                : "");
        var unknown = api.exchange("TRY", path, null).isEmpty(405);
        assertThat(unknown.header("Allow")).isEqualTo(methods);
    }

    @Test
    void anAnswerWithoutABodyHasNoLength() {
        assertThat(api.patch(ID, "{a:2}").isEmpty(204).header("Content-Length")).isEmpty();
        assertThat(api.delete(ID).isEmpty(204).header("Content-Length")).isEmpty();
    }

    @Test
    void unknownPathsAreNotFound() {
        api.get("/nothing").isProblem(404, "ResourceNotFound");
        api.get("/entities/urn:e:1/nothing").isProblem(404, "ResourceNotFound");
        api.get("/entities/urn:e:1/attrs/a/b").isProblem(404, "ResourceNotFound");
    }
}
