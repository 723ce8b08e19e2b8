package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.RunningAuriga;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;

/**
 * What tests of the stored @contexts share: a server of remote ones, and the words for requests.
 */
abstract class ContextsTest extends ApiTest {
    static final String ALL = "/jsonldContexts";
    static final String CORE = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld";
    static final String CAR = "{'@context':{Car:'https://ex.org/Car',v:'https://ex.org/v'}}";

    static ContextServer server;

    @BeforeAll
    static void serve() {
        server = new ContextServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    final String hosted(String json) {
        var answer = api.post(ALL, json).isEmpty(201);
        assertThat(answer.header("Location")).startsWith("/ngsi-ld/v1/jsonldContexts/urn:uuid:");
        return answer.header("Location").substring("/ngsi-ld/v1".length());
    }

    static String url(String path) {
        return RunningAuriga.uri() + "/ngsi-ld/v1" + path;
    }

    static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    final JsonNode details(String id) {
        return api.get(ALL + "/" + Api.segment(id), "details", "true").is(200).json();
    }

    /** Reads an Entity with an @context, which is one use of it. */
    final Answer use(String context) {
        return api.withContext(context).get("/entities", "type", "Car");
    }
}
