package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which @context a request is read with, and what it does to names (5.5.7, 6.3.5). */
class ContextTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";
    private static ContextServer server;
    private static String english;
    private static String german;

    @BeforeAll
    static void serve() {
        server = new ContextServer();
        english =
                server.serve(
                        """
                        {'@context': {Car:'https://ex.org/v#Car', speed:'https://ex.org/v#speed',
                                      unit:'https://ex.org/v#unit', fast:'https://ex.org/v#fast',
                                      ex:'https://ex.org/'}}
                        """);
        german =
                server.serve(
                        """
                        {'@context': {Auto:'https://ex.org/v#Car', tempo:'https://ex.org/v#speed',
                                      schnell:'https://ex.org/v#fast'}}
                        """);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void namesAreStoredExpandedAndShownInTheWordsOfTheReader() {
        var car =
                """
                {id:'urn:e:1', type:'Car', speed:{value:{unit:1}, fast:true},
                 mode:{vocab:'fast'}, other:'fast'}
                """;
        api.withContext(english).post("/entities", car).is(201);

        var inEnglish = api.withContext(english).get(ID, "format", "concise");
        inEnglish.hasBody(car);
        assertThat(inEnglish.header("Link"))
                .isEqualTo(
                        "<%s>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""
                                .formatted(english));
        api.withContext(german)
                .get(ID, "format", "concise")
                .hasBody(
                        """
                        {id:'urn:e:1', type:'Auto',
                         tempo:{value:{'https://ex.org/v#unit':1}, schnell:true},
                         mode:{vocab:'schnell'}, other:'fast'}
                        """);
        api.get(ID, "format", "concise")
                .hasBody(
                        """
                        {id:'urn:e:1', type:'https://ex.org/v#Car',
                         'https://ex.org/v#speed':{value:{'https://ex.org/v#unit':1},
                                                   'https://ex.org/v#fast':true},
                         mode:{vocab:'https://ex.org/v#fast'}, other:'fast'}
                        """);
    }

    @Test
    void theContextIsPerCallInPathsParametersAndBodies() {
        api.withContext(english).post("/entities", "{id:'urn:e:1', type:'Car', speed:1}").is(201);
        var tongue = api.withContext(german);
        tongue.patch(ID + "/attrs/tempo", "{value:2}").isEmpty(204);
        assertFound(tongue.get("/entities", "type", "Auto", "q", "tempo==2"));
        assertFound(tongue.get("/entities", "type", "Auto", "attrs", "tempo"));
        assertFound(api.get("/entities", "type", "https://ex.org/v#Car"));
        assertThat(api.get("/entities", "type", "Car").json()).isEmpty();
        tongue.get(ID, "pick", "tempo", "format", "simplified").hasBody("{tempo:2}");
        tongue.patch(ID + "/attrs", "{tempo:3}", "type", "Auto").isEmpty(204);
        api.patch(ID + "/attrs/speed", "{value:4}").is(404);
        tongue.delete(ID + "/attrs/tempo").isEmpty(204);
    }

    private static void assertFound(Answer answer) {
        assertThat(Json.texts(answer.is(200).json(), "id")).containsExactly("urn:e:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'%s'",
                "['%s']",
                "[['%s'],{other:'https://ex.org/other'}]",
                "['%s','https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld']",
                "['https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld','%s']",
                "{Car:'https://ex.org/v#Car',speed:'https://ex.org/v#speed'}",
                "[{Car:'https://ex.org/v#Car'},{speed:{'@id':'https://ex.org/v#speed'}}]",
                "{e:'https://ex.org/v#',Car:'e:Car',speed:'e:speed'}"
            })
    void linkedDataBringsItsContext(String context) {
        api.sendingLinkedData()
                .post(
                        "/entities",
                        "{'@context':%s, id:'urn:e:1', type:'Car', speed:1}"
                                .formatted(context.formatted(english)))
                .is(201);
        api.get(ID, "format", "concise")
                .hasBody("{id:'urn:e:1',type:'https://ex.org/v#Car','https://ex.org/v#speed':1}");
    }

    @Test
    void coreTermsCannotBeRedefined() {
        var url =
                server.serve(
                        """
                        {'@context': {location:'https://ex.org/location', type:'https://ex.org/type',
                                      Property:'https://ex.org/Property',
                                      '@vocab':'https://ex.org/vocab#'}}
                        """);
        var client = api.withContext(url);
        client.post(
                        "/entities",
                        """
                        {id:'urn:e:1', type:'T', location:{type:'Point',coordinates:[1,2]},
                         a:{type:'Property',value:1}}
                        """)
                .is(201);
        api.get(ID, "format", "concise")
                .hasBody(
                        "{id:'urn:e:1', type:'T', location:{type:'Point',coordinates:[1,2]}, a:1}");
    }

    /** 3.3 of the digest: a name is never shortened to what would be read as another one. */
    @Test
    void compactsOnlyToWhatExpandsToTheSame() {
        create("{id:'urn:e:1', type:'T', almostFull:1}");
        var url = server.serve("{'@context': {almostFull:'https://ex.org/almostFull'}}");
        api.withContext(url)
                .get(ID, "format", "concise")
                .hasBody("{id:'urn:e:1', type:'T', 'ngsi-ld:default-context/almostFull':1}");
    }

    @Test
    void prefixesExpandNamesButNotUris() {
        api.withContext(
                        server.serve(
                                "{'@context': {urn:'https://ex.org/urn#',ex:'https://ex.org/'}}"))
                .post(
                        "/entities",
                        "{id:'urn:e:1', type:'ex:T',"
                                + " 'ex:a':{object:'urn:x:1',datasetId:'urn:d:1'}}")
                .is(201);
        api.get(ID, "format", "concise")
                .hasBody(
                        """
                        {id:'urn:e:1', type:'https://ex.org/T',
                         'https://ex.org/a':{object:'urn:x:1',datasetId:'urn:d:1'}}
                        """);
    }

    @Test
    void theSameNameTwiceUnderAContextIsRefused() {
        api.withContext(english)
                .post(
                        "/entities",
                        "{id:'urn:e:1', type:'Car', speed:1, 'https://ex.org/v#speed':2}")
                .isProblem(400, "BadRequestData", "$.https://ex.org/v#speed");
    }

    @Test
    void aDocumentIsFetchedOnce() {
        var url = server.serve("{'@context': {a:'https://ex.org/a'}}");
        for (int i = 0; i < 3; i++) {
            api.withContext(url)
                    .post("/entities", "{id:'urn:e:%d', type:'T'}".formatted(i))
                    .is(201);
        }
        assertThat(server.requests(url)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'@context': {a:{'@id':'https://ex.org/a','@context':{b:'https://ex.org/b'}}}}",
                "{a: 1}",
                "[]",
                "'text'",
                "{'@context': 1}",
                "{'@context': {a:1}}",
                "{'@context': {a:{'@id':1}}}",
                "{'@context': {'@version':1.0}}"
            })
    void refusesWhatIsNoContext(String document) {
        var url = server.serve(document);
        api.withContext(url)
                .post("/entities", "{id:'urn:e:1', type:'T'}")
                .isProblem(400, "BadRequestData", "@context");
        api.sendingLinkedData()
                .post("/entities", "{'@context':'%s', id:'urn:e:1', type:'T'}".formatted(url))
                .isProblem(400, "BadRequestData", "@context");
        Api.ofDefaultTenant()
                .withContext(url)
                .get("/entities", "type", "T")
                .isProblem(400, "BadRequestData", "@context");
    }

    @Test
    void refusesADocumentThatIsNotJsonOrTooDeep() {
        for (var content : new String[] {"<html>", "", "[".repeat(5000) + "]".repeat(5000)}) {
            api.withContext(server.serve(200, content))
                    .post("/entities", "{id:'urn:e:1', type:'T'}")
                    .isProblem(400, "BadRequestData", "@context");
        }
    }

    @Test
    void refusesContextsThatIncludeEachOther() {
        var inner = server.reserve();
        var outer = server.serve("{'@context': ['%s', {a:'https://ex.org/a'}]}".formatted(inner));
        server.serveAt(inner, "{'@context': ['%s']}".formatted(outer));
        api.withContext(outer)
                .post("/entities", "{id:'urn:e:1', type:'T'}")
                .isProblem(400, "BadRequestData", "@context");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "true",
                "'not a url'",
                "[1]",
                "{a:1}",
                "'file:///etc/passwd'",
                "'ftp://ex.org/c'",
                "{a:{'@id':'https://ex.org/a','@context':{}}}",
                "['relative']",
                "'http://[bad'",
                "{'@import':'x'}",
                "{'@base':'x y'}",
                "{'@vocab':1}",
                "{'':'x:y'}"
            })
    void refusesABadContextInTheBody(String context) {
        api.sendingLinkedData()
                .post("/entities", "{'@context':%s, id:'urn:e:1', type:'T'}".formatted(context))
                .isProblem(400, "BadRequestData", "@context");
    }

    @Test
    void linkedDataNeedsAContextAndNoLink() {
        var linked = api.sendingLinkedData();
        linked.post("/entities", "{id:'urn:e:1', type:'T'}")
                .isProblem(400, "BadRequestData", "$.@context");
        linked.withContext(english)
                .post("/entities", "{'@context':'%s', id:'urn:e:1', type:'T'}".formatted(english))
                .isProblem(400, "BadRequestData", "Link");
        api.post("/entities", "{'@context':'%s', id:'urn:e:1', type:'T'}".formatted(english))
                .isProblem(400, "BadRequestData", "$.@context");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<%s>;rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<%s>; type=\"application/ld+json\"; rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<%s> ; rel=http://www.w3.org/ns/json-ld#context",
                "<http://ex.org/x>; rel=\"next\", <%s>;"
                        + " rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<%s>; rel=\"foo http://www.w3.org/ns/json-ld#context\"",
                "<%s>;REL=\"http://www.w3.org/ns/json-ld#context\""
            })
    void readsLinkHeadersOfAnyShape(String header) {
        api.with("Link", header.formatted(english))
                .post("/entities", "{id:'urn:e:1', type:'Car'}")
                .is(201);
        assertThat(api.get(ID).json().get("type").asString()).isEqualTo("https://ex.org/v#Car");
    }

    @Test
    void readsTheContextAmongSeveralLinkHeaders() {
        api.with("Link", "<http://ex.org/x>; rel=\"next\"")
                .withContext(english)
                .post("/entities", "{id:'urn:e:1', type:'Car'}")
                .is(201);
        assertThat(api.get(ID).json().get("type").asString()).isEqualTo("https://ex.org/v#Car");
    }

    @Test
    void otherLinksAreNoContext() {
        api.with("Link", "<http://localhost:1/x>; rel=\"next\"")
                .post("/entities", "{id:'urn:e:1', type:'Car'}")
                .is(201);
        assertThat(api.get(ID).json().get("type").asString()).isEqualTo("Car");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "<>; rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<a b>; rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<relative>; rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<file:///etc/passwd>; rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<http://a:b:c>; rel=\"http://www.w3.org/ns/json-ld#context\"",
                "<http://>; rel=\"http://www.w3.org/ns/json-ld#context\""
            })
    void refusesABadLink(String header) {
        var answer = api.with("Link", header).post("/entities", "{id:'urn:e:1', type:'T'}");
        answer.isProblem(400, "BadRequestData");
        assertThat(answer.json().get("member").asString()).isIn("Link", "@context");
    }

    @Test
    void aContextThatCannotBeHadIsAnsweredInTime() {
        for (var url :
                new String[] {
                    server.silent(),
                    server.serve(404, "{}"),
                    server.serve(500, "{}"),
                    "http://localhost:1/refused",
                    "http://no-such-host.invalid/c"
                }) {
            var start = Instant.now();
            api.withContext(url)
                    .post("/entities", "{id:'urn:e:1', type:'T'}")
                    .isProblem(504, "LdContextNotAvailable", "@context");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
            api.sendingLinkedData()
                    .post("/entities", "{'@context':['%s'], id:'urn:e:1', type:'T'}".formatted(url))
                    .isProblem(504, "LdContextNotAvailable", "@context");
        }
    }

    @Test
    void aFailureIsNotRemembered() {
        var url = server.serve(500, "{}");
        api.withContext(url).post("/entities", "{id:'urn:e:1', type:'T'}").is(504);
        api.withContext(url).post("/entities", "{id:'urn:e:1', type:'T'}").is(504);
        assertThat(server.requests(url)).isEqualTo(2);
    }
}
