package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import city.auriga.api.Receiver;
import city.auriga.api.RunningAuriga;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where one URL must stand for an array or an object, the broker makes one (5.13.1). */
class ImplicitContextsTest extends ApiTest {
    private static final String ALL = "/jsonldContexts";
    private static final String SUBSCRIPTION = "/subscriptions/urn:s:1";

    private final Receiver receiver = new Receiver();
    private final ContextServer server = new ContextServer();

    @AfterEach
    void stop() {
        receiver.close();
        server.close();
    }

    private void subscribe(String id, String context, String more) {
        api.sendingLinkedData()
                .post(
                        "/subscriptions",
                        """
                        {'@context':%s, id:'%s', type:'Subscription', entities:[{type:'Car'}], %s
                         notification:{format:'simplified', endpoint:{uri:'%s'}}}
                        """
                                .formatted(context, id, more, receiver.url()))
                .is(201);
    }

    private String shown() {
        return api.get(SUBSCRIPTION).is(200).json().path("jsonldContext").asString();
    }

    @Test
    void aSubscriptionWithAnArrayShowsAndSendsTheUrl() {
        var remote = server.serve("{'@context':{Car:'https://ex.org/Car'}}");
        var context = "['%s',{v:'https://ex.org/v'}]".formatted(remote);
        subscribe("urn:s:1", context, "");
        var url = shown();
        assertThat(Json.texts(api.get(ALL, "kind", "ImplicitlyCreated").json()))
                .containsExactly(url);
        var path = url.substring(url.indexOf(ALL));
        api.get(path).is(200).hasBody("{'@context':" + context + "}");
        assertThat(api.get(path, "details", "true").json().get("kind").asString())
                .isEqualTo("ImplicitlyCreated");

        api.withContext(url).post("/entities", "{id:'urn:e:1', type:'Car', v:2}").is(201);
        var sent = receiver.await(1).getFirst();
        assertThat(sent.entity()).isEqualTo(Json.of("{id:'urn:e:1', type:'Car', v:2}"));
        assertThat(sent.header("Link")).contains("<" + url + ">");
    }

    @Test
    void anObjectGetsAUrlToo() {
        subscribe("urn:s:1", "{Car:'https://ex.org/Car'}", "");
        assertThat(shown()).contains("/ngsi-ld/v1/jsonldContexts/urn:uuid:");
    }

    @Test
    void anAnswerInPlainJsonNamesTheUrlOfTheContextOfItsRequest() {
        create("{id:'urn:e:1', type:'Car', v:2}");
        var query =
                "{'@context':{w:'https://uri.etsi.org/ngsi-ld/default-context/v'},"
                        + "type:'Query',entities:[{type:'Car'}]}";
        var answer = api.sendingLinkedData().post("/entityOperations/query", query).is(200);
        assertThat(answer.json().get(0).has("w")).isTrue();
        var url = Json.texts(api.get(ALL, "kind", "ImplicitlyCreated").json()).getFirst();
        assertThat(answer.header("Link")).contains("<" + url + ">");
    }

    private String query(String context) {
        return "{'@context':%s, type:'Query', entities:[{type:'Car'}]}".formatted(context);
    }

    private String urlOfReply(String context) {
        var link =
                api.sendingLinkedData()
                        .post("/entityOperations/query", query(context))
                        .is(200)
                        .header("Link");
        return link.substring(link.indexOf(ALL), link.indexOf('>'));
    }

    /** Else its notifications would fail once others need the place. */
    @Test
    void aSubscriptionKeepsWhatWasMadeForAReply() {
        create("{id:'urn:e:1', type:'Car', v:2}");
        var left = urlOfReply("{a:'https://ex.org/a'}");
        var kept = urlOfReply("{b:'https://ex.org/b'}");
        subscribe("urn:s:1", "'" + RunningAuriga.uri() + "/ngsi-ld/v1" + kept + "'", "");
        var large = "https://ex.org/" + "x".repeat(1_900_000);
        for (int i = 0; i < 6; i++) {
            urlOfReply("{a%d:'%s'}".formatted(i, large)); // of 10 MB that all may have
        }
        api.get(left).isProblem(404, "ResourceNotFound");
        api.get(kept).is(200);
    }

    @Test
    void aRequestMayNotCarryALargerContextThanTheBrokerWouldFetch() {
        create("{id:'urn:e:1', type:'Car', v:2}");
        var large = "{a:'https://ex.org/" + "x".repeat(2 * 1024 * 1024) + "'}";
        api.sendingLinkedData()
                .post("/entityOperations/query", query(large))
                .isProblem(400, "BadRequestData", "@context");
    }

    @Test
    void theSameArrayHasTheSameUrl() {
        subscribe("urn:s:1", "[{Car:'https://ex.org/Car'}]", "");
        subscribe("urn:s:2", "[{Car:'https://ex.org/Car'}]", "");
        subscribe("urn:s:3", "[{Car:'https://ex.org/Other'}]", "");
        assertThat(api.get(ALL, "kind", "ImplicitlyCreated").json()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'%s'", "['%s']"})
    void whatHasAUrlNeedsNone(String context) {
        var remote = server.serve("{'@context':{Car:'https://ex.org/Car'}}");
        subscribe("urn:s:1", context.formatted(remote), "");
        assertThat(api.get(ALL, "kind", "ImplicitlyCreated").json()).isEmpty();
        assertThat(shown()).isIn("", remote);
        api.withContext(remote).post("/entities", "{id:'urn:e:1', type:'Car', v:1}").is(201);
        assertThat(receiver.await(1).getFirst().header("Link")).contains("<" + remote + ">");
    }

    @Test
    void whatTheClientNamesGoesFirst() {
        var remote = server.serve("{'@context':{Car:'https://ex.org/Car'}}");
        subscribe("urn:s:1", "[{Car:'https://ex.org/Car'}]", "jsonldContext:'" + remote + "',");
        assertThat(shown()).isEqualTo(remote);
        assertThat(api.get(ALL, "kind", "ImplicitlyCreated").json()).isEmpty();
    }

    @Test
    void aRefusedSubscriptionLeavesNothing() {
        create("{id:'urn:e:1', type:'T'}");
        api.sendingLinkedData()
                .post("/subscriptions", "{'@context':[{}], type:'Subscription'}")
                .is(400);
        assertThat(api.get(ALL, "kind", "ImplicitlyCreated").json()).isEmpty();
    }
}
