package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The resources of 6.29 and 6.30: adding, listing and serving @contexts. */
class StoredContextsTest extends ContextsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'@context':{Car:'https://ex.org/Car'}}",
                "{'@context':'http://localhost:1/later.jsonld'}",
                "{'@context':['http://localhost:1/later.jsonld',{Car:'https://ex.org/Car'}]}",
                "{'@context':[['http://localhost:1/later.jsonld']]}",
                "{'@context':[]}",
                "{'@context':{z:'https://ex.org/z',a:'https://ex.org/a','@version':1.1}}"
            })
    void servesWhatWasAdded(String document) {
        var answer = api.get(hosted(document)).is(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.text()).isEqualTo(Json.of(document).toString());
        assertThat(answer.headers("Link")).isEmpty();
    }

    @Test
    void dropsWhatStandsBesideTheContext() {
        var path = hosted("{'@context':{a:'https://ex.org/a'}, id:'urn:x:1', more:[1]}");
        api.get(path).is(200).hasBody("{'@context':{a:'https://ex.org/a'}}");
    }

    @Test
    void takesLinkedDataToo() {
        api.sendingLinkedData().post(ALL, CAR).isEmpty(201);
        var path = hosted(CAR);
        assertThat(api.accepting("application/ld+json").get(path).is(200).header("Content-Type"))
                .startsWith("application/ld+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {                                  -> InvalidRequest -> $
                    {"a":1}                            -> InvalidRequest -> $
                    []                                 -> InvalidRequest -> $
                    [{"@context":{}}]                  -> InvalidRequest -> $
                    "text"                             -> InvalidRequest -> $
                    {"@context":1}                     -> BadRequestData -> @context
                    {"@context":true}                  -> BadRequestData -> @context
                    {"@context":null}                  -> BadRequestData -> @context
                    {"@context":[1]}                   -> BadRequestData -> @context
                    {"@context":"relative"}            -> BadRequestData -> @context
                    {"@context":"ftp://ex.org/c"}      -> BadRequestData -> @context
                    {"@context":{"a":1}}               -> BadRequestData -> @context
                    {"@context":{"a":{"@id":"x:a","@context":{}}}} -> BadRequestData -> @context
                    """)
    void refusesWhatIsNoContext(String body, String problem, String member) {
        api.send("POST", ALL, BodyPublishers.ofString(body)).isProblem(400, problem, member);
        assertThat(api.get(ALL, "kind", "Hosted").is(200).json()).isEmpty();
    }

    @Test
    void refusesWhatIsTooLarge() {
        var large = "{'@context':{a:'https://ex.org/" + "a".repeat(2 * 1024 * 1024) + "'}}";
        api.post(ALL, large).isProblem(400, "BadRequestData", "$.@context");
    }

    @Test
    void aHostedContextIsUsedLikeAnyOther() {
        var context = url(hosted(CAR));
        api.withContext(context).post("/entities", "{id:'urn:e:1', type:'Car', v:1}").is(201);
        api.get("/entities/urn:e:1", "format", "concise")
                .hasBody("{id:'urn:e:1', type:'https://ex.org/Car', 'https://ex.org/v':1}");
        var read = api.withContext(context).get("/entities/urn:e:1", "format", "concise");
        read.hasBody("{id:'urn:e:1', type:'Car', v:1}");
        assertThat(read.header("Link")).contains("<" + context + ">");
        api.sendingLinkedData()
                .post(
                        "/entities",
                        "{'@context':['%s'], id:'urn:e:2', type:'Car'}".formatted(context))
                .is(201);
    }

    /** Whatever name a client has for the broker, it is found without a request to ourselves. */
    @ParameterizedTest
    @ValueSource(
            strings = {"broker.example", "localhost:1", "10.0.0.1:9", "x.example/behind/proxy"})
    void theHostInTheUrlDoesNotMatter(String host) {
        var context = "http://" + host + "/ngsi-ld/v1" + hosted(CAR);
        api.withContext(context).post("/entities", "{id:'urn:e:1', type:'Car'}").is(201);
        assertThat(api.get("/entities/urn:e:1").json().get("type").asString())
                .isEqualTo("https://ex.org/Car");
    }

    @Test
    void aHostedContextMayIncludeOthers() {
        var remote = server.serve("{'@context':{r:'https://ex.org/r'}}");
        var inner = url(hosted(CAR));
        var outer = url(hosted("{'@context':['%s','%s']}".formatted(inner, remote)));
        api.withContext(outer).post("/entities", "{id:'urn:e:1', type:'Car', r:1}").is(201);
        api.get("/entities/urn:e:1", "format", "concise")
                .hasBody("{id:'urn:e:1', type:'https://ex.org/Car', 'https://ex.org/r':1}");
    }

    @Test
    void listsTheUrlsOfAllKinds() {
        var hosted = url(hosted(CAR));
        var remote = server.serve("{'@context':{}}");
        create("{id:'urn:e:1', type:'T'}");
        use(remote).is(200);
        assertThat(Json.texts(api.get(ALL).is(200).json())).contains(hosted, remote, CORE);
        assertThat(Json.texts(api.get(ALL, "kind", "Hosted").json())).containsExactly(hosted);
        assertThat(Json.texts(api.get(ALL, "kind", "Cached").json()))
                .contains(remote, CORE)
                .doesNotContain(hosted);
        assertThat(api.get(ALL, "kind", "ImplicitlyCreated").json()).isEmpty();
        var details = api.get(ALL, "kind", "Hosted", "details", "true").json();
        assertThat(Json.texts(details, "URL")).containsExactly(hosted);
        assertThat(Json.texts(api.get(ALL, "details", "false", "kind", "Hosted").json()))
                .containsExactly(hosted);
    }

    @Test
    void tellsAllAboutAHostedOne() {
        var before = Instant.now();
        var path = hosted(CAR);
        var first = details(id(path));
        assertThat(first.propertyNames())
                .containsExactly("URL", "localId", "kind", "createdAt", "numberOfHits");
        assertThat(first.get("URL").asString()).isEqualTo(url(path));
        assertThat(first.get("localId").asString()).isEqualTo(id(path));
        assertThat(first.get("kind").asString()).isEqualTo("Hosted");
        assertThat(Instant.parse(first.get("createdAt").asString()))
                .isBetween(before.minusSeconds(1), Instant.now());
        assertThat(first.get("numberOfHits").asLong()).isZero();

        // To be told about it is a use, as it is to be served and to be an @context.
        api.get(path).is(200);
        use(url(path)).is(200);
        use(url(path)).is(200);
        var later = details(id(path));
        assertThat(later.get("numberOfHits").asLong()).isEqualTo(4);
        assertThat(Instant.parse(later.get("lastUsage").asString()))
                .isBetween(before.minusSeconds(1), Instant.now());
    }

    @Test
    void tellsAllAboutACachedOne() {
        create("{id:'urn:e:1', type:'T'}");
        var before = Instant.now();
        var remote = server.serve("{'@context':{}}");
        use(remote).is(200);
        var first = details(remote);
        assertThat(first.propertyNames())
                .containsExactly(
                        "URL",
                        "localId",
                        "kind",
                        "createdAt",
                        "expiresAt",
                        "lastUsage",
                        "numberOfHits");
        assertThat(first.get("URL").asString()).isEqualTo(remote);
        assertThat(first.get("kind").asString()).isEqualTo("Cached");
        assertThat(first.get("numberOfHits").asLong()).isEqualTo(1);
        assertThat(Instant.parse(first.get("expiresAt").asString())).isAfter(before);
        use(remote).is(200);
        var byId = details(first.get("localId").asString());
        assertThat(byId.get("URL").asString()).isEqualTo(remote);
        assertThat(byId.get("numberOfHits").asLong()).isEqualTo(3);
    }

    @Test
    void allUrlsInsideOfAnArrayAreCached() {
        var inner = server.serve("{'@context':{a:'https://ex.org/a'}}");
        var outer = server.serve("{'@context':['%s']}".formatted(inner));
        var other = server.serve("{'@context':{b:'https://ex.org/b'}}");
        api.sendingLinkedData()
                .post(
                        "/entities",
                        "{'@context':['%s','%s',{c:'https://ex.org/c'}], id:'urn:e:1', type:'T'}"
                                .formatted(outer, other))
                .is(201);
        for (var url : new String[] {inner, outer, other}) {
            assertThat(details(url).get("numberOfHits").asLong()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedContextIsNotListed() {
        create("{id:'urn:e:1', type:'T'}");
        var bad = server.serve("{'@context':{a:1}}");
        use(bad).is(400);
        assertThat(Json.texts(api.get(ALL).json())).doesNotContain(bad);
        server.serveAt(bad, "{'@context':{a:'https://ex.org/a'}}");
        use(bad).is(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {CORE, "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld"})
    void tellsAboutTheCore(String url) {
        create("{id:'urn:e:1', type:'T'}");
        var core = details(url);
        assertThat(core.get("URL").asString()).isEqualTo(CORE);
        assertThat(core.get("kind").asString()).isEqualTo("Cached");
        assertThat(details(core.get("localId").asString())).isEqualTo(core);
    }

    @Test
    void aCachedOneIsNotServed() {
        create("{id:'urn:e:1', type:'T'}");
        var remote = server.serve("{'@context':{}}");
        use(remote).is(200);
        for (var url : new String[] {remote, CORE}) {
            api.get(ALL + "/" + Api.segment(url)).isProblem(422, "OperationNotSupported");
            api.get(ALL + "/" + Api.segment(url), "details", "false")
                    .isProblem(422, "OperationNotSupported");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    GET    -> ?kind=hosted          -> kind
                    GET    -> ?kind=Other           -> kind
                    GET    -> ?kind=                -> kind
                    GET    -> ?kind=Hosted,Cached   -> kind
                    GET    -> ?details=yes          -> details
                    GET    -> /urn:x:1?details=1    -> details
                    DELETE -> /urn:x:1?reload=maybe -> reload
                    DELETE -> /urn:x:1?reload=true  -> reload
                    """)
    void refusesBadParameters(String method, String request, String member) {
        api.exchange(method, ALL + request, null).isProblem(400, "BadRequestData", member);
    }

    @ParameterizedTest
    @CsvSource({"GET, ?limit=1", "GET, /urn:x:1?kind=Hosted", "DELETE, /urn:x:1?details=true"})
    void refusesUnknownParameters(String method, String request) {
        api.exchange(method, ALL + request, null).isProblem(400, "InvalidRequest");
    }

    /** What is no id of ours is not looked up, whatever it holds. */
    @ParameterizedTest
    @ValueSource(strings = {"%00", "%zz", "a%20b", "urn:uuid:'"})
    void aStrangeIdIsNoReasonToFail(String id) {
        create("{id:'urn:e:1', type:'T'}");
        var answer = use("http://localhost:1/ngsi-ld/v1/jsonldContexts/" + id);
        assertThat(answer.status()).as(answer.text()).isIn(400, 504);
    }

    @Test
    void whatIsUnknownIsNotFound() {
        create("{id:'urn:e:1', type:'T'}");
        var path = ALL + "/" + Api.segment("http://localhost:1/never");
        for (var unknown : new String[] {ALL + "/urn:x:1", path}) {
            api.get(unknown).isProblem(404, "ResourceNotFound");
            api.get(unknown, "details", "true").isProblem(404, "ResourceNotFound");
            api.delete(unknown).isProblem(404, "ResourceNotFound");
            api.delete(unknown, "reload", "false").isProblem(404, "ResourceNotFound");
            api.delete(unknown, "reload", "true").isProblem(400, "BadRequestData", "reload");
        }
        api.delete(ALL).isProblem(400, "BadRequestData", "id");
    }
}
