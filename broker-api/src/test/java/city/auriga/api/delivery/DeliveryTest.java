package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import city.auriga.api.Receiver;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Notifications as a subscriber receives them (5.8.6, 5.3.1, 6.3.8). */
class DeliveryTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";
    private final Receiver receiver = new Receiver();

    @AfterEach
    void stop() {
        receiver.close();
    }

    private void subscribe(String members) {
        subscribe(members, "");
    }

    private void subscribe(String members, String notification) {
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:1', type:'Subscription', %s, notification:{endpoint:{uri:'%s'}%s}}"
                                .formatted(members, receiver.url(), notification))
                .is(201);
    }

    private List<JsonNode> received(int count) {
        return receiver.await(count).stream().map(Receiver.Delivery::entity).toList();
    }

    @Test
    void tellsOfACreatedEntity() {
        subscribe("entities:[{type:'T'}]");
        create("{id:'urn:e:1', type:'T', a:1, location:{type:'Point',coordinates:[1,2]}}");
        var delivery = receiver.await(1).getFirst();
        assertThat(delivery.method()).isEqualTo("POST");
        assertThat(delivery.path()).isEqualTo("/notify");
        assertThat(delivery.header("Content-Type")).isEqualTo("application/json");
        assertThat(delivery.header("NGSILD-Tenant")).isEqualTo(tenant);
        assertThat(delivery.header("Link"))
                .isEqualTo(
                        "<https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld>;"
                                + " rel=\"http://www.w3.org/ns/json-ld#context\";"
                                + " type=\"application/ld+json\"");
        var body = delivery.body();
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder("id", "type", "subscriptionId", "notifiedAt", "data");
        assertThat(body.get("id").asString()).startsWith("urn:ngsi-ld:Notification:");
        assertThat(body.get("type").asString()).isEqualTo("Notification");
        assertThat(body.get("subscriptionId").asString()).isEqualTo("urn:s:1");
        assertThat(body.get("notifiedAt").asString()).matches("\\d{4}-.*T.*Z");
        assertThat(body.get("data"))
                .isEqualTo(
                        Json.of(
                                """
                                [{id:'urn:e:1', type:'T', a:{type:'Property',value:1},
                                  location:{type:'GeoProperty',value:{type:'Point',coordinates:[1,2]}}}]
                                """));
    }

    @Test
    void sendsNoTenantForTheDefaultOne() {
        var defaultTenant = Api.ofDefaultTenant();
        var type = "Type" + tenant;
        defaultTenant
                .post(
                        "/subscriptions",
                        "{id:'urn:s:%s', type:'Subscription', entities:[{type:'%s'}], notification:{endpoint:{uri:'%s'}}}"
                                .formatted(tenant, type, receiver.url()))
                .is(201);
        defaultTenant
                .post("/entities", "{id:'urn:e:%s', type:'%s', a:1}".formatted(tenant, type))
                .is(201);
        assertThat(receiver.await(1).getFirst().header("NGSILD-Tenant")).isEmpty();
        defaultTenant.delete("/subscriptions/urn:s:" + tenant).is(204);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    format:'normalized' -> {id:'urn:e:1',type:'T',a:{type:'Property',value:1,unitCode:'C'},r:{type:'Relationship',object:'urn:x:1'}}
                    format:'concise' -> {id:'urn:e:1',type:'T',a:{value:1,unitCode:'C'},r:{object:'urn:x:1'}}
                    format:'keyValues' -> {id:'urn:e:1',type:'T',a:1,r:'urn:x:1'}
                    format:'simplified' -> {id:'urn:e:1',type:'T',a:1,r:'urn:x:1'}
                    format:'simplified',attributes:['a'] -> {id:'urn:e:1',type:'T',a:1}
                    format:'simplified',pick:['id','r'] -> {id:'urn:e:1',r:'urn:x:1'}
                    format:'simplified',omit:['type','a'] -> {id:'urn:e:1',r:'urn:x:1'}
                    """)
    void rendersAsAskedFor(String notification, String entity) {
        subscribe("entities:[{type:'T'}]", ", " + notification);
        create("{id:'urn:e:1', type:'T', a:{value:1,unitCode:'C'}, r:{object:'urn:x:1'}}");
        assertThat(received(1)).containsExactly(Json.of(entity));
    }

    @Test
    void showsSystemTimesAndDatasetsOnDemand() {
        subscribe("entities:[{type:'T'}], datasetId:['urn:d:1']", ", sysAttrs:true");
        create("{id:'urn:e:1', type:'T', a:[{value:1},{value:2,datasetId:'urn:d:1'}], b:1}");
        var entity = received(1).getFirst();
        assertThat(entity.has("createdAt")).isTrue();
        assertThat(entity.has("b")).isFalse();
        assertThat(entity.get("a").get("value").asInt()).isEqualTo(2);
        assertThat(entity.get("a").has("modifiedAt")).isTrue();
    }

    @Test
    void sendsLinkedDataWithItsContext() {
        api.post(
                        "/subscriptions",
                        """
                        {type:'Subscription', entities:[{type:'T'}],
                         notification:{endpoint:{uri:'%s',accept:'application/ld+json'}}}
                        """
                                .formatted(receiver.url()))
                .is(201);
        create("{id:'urn:e:1', type:'T', a:1}");
        var delivery = receiver.await(1).getFirst();
        assertThat(delivery.header("Content-Type")).isEqualTo("application/ld+json");
        assertThat(delivery.header("Link")).isEmpty();
        assertThat(delivery.entity().get("@context").asString())
                .isEqualTo("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void sendsFeatures(boolean plain) {
        api.post(
                        "/subscriptions",
                        """
                        {type:'Subscription', entities:[{type:'T'}],
                         notification:{format:'simplified',
                           endpoint:{uri:'%s',accept:'application/geo+json'%s}}}
                        """
                                .formatted(
                                        receiver.url(),
                                        plain
                                                ? ",receiverInfo:[{key:'Prefer',value:'body=json'}]"
                                                : ""))
                .is(201);
        create("{id:'urn:e:1', type:'T', location:{type:'Point',coordinates:[1,2]}}");
        var delivery = receiver.await(1).getFirst();
        assertThat(delivery.header("Content-Type")).isEqualTo("application/geo+json");
        var data = delivery.body().get("data");
        assertThat(data.get("type").asString()).isEqualTo("FeatureCollection");
        assertThat(data.get("features").get(0))
                .isEqualTo(
                        Json.of(
                                """
                                {id:'urn:e:1', type:'Feature', geometry:{type:'Point',coordinates:[1,2]},
                                 properties:{type:'T',location:{type:'Point',coordinates:[1,2]}}}
                                """));
        assertThat(data.has("@context")).isEqualTo(!plain);
        assertThat(delivery.header("Link").isEmpty()).isEqualTo(!plain);
    }

    @Test
    void sendsTheHeadersOfReceiverInfo() {
        api.post(
                        "/subscriptions",
                        """
                        {type:'Subscription', entities:[{type:'T'}],
                         notification:{endpoint:{uri:'%s', receiverInfo:[
                           {key:'Authorization',value:'Bearer a.b-c'},{key:'X-Two',value:'1'},
                           {key:'X-Two',value:'2'},{key:'Host',value:'evil'},
                           {key:'Content-Length',value:'1'}]}}}
                        """
                                .formatted(receiver.url()))
                .is(201);
        create("{id:'urn:e:1', type:'T', a:1}");
        var headers = receiver.await(1).getFirst().headers();
        assertThat(headers).contains("Authorization: Bearer a.b-c", "X-two: 1", "X-two: 2");
    }

    @Test
    void compactsWithTheContextOfTheSubscription() {
        try (var server = new ContextServer()) {
            var english = server.serve("{'@context': {speed:'https://ex.org/speed'}}");
            var german = server.serve("{'@context': {tempo:'https://ex.org/speed'}}");
            api.withContext(german)
                    .post(
                            "/subscriptions",
                            """
                            {id:'urn:s:1', type:'Subscription', entities:[{type:'T'}], watchedAttributes:['tempo'],
                             q:'tempo>1', notification:{format:'simplified',endpoint:{uri:'%s'}}}
                            """
                                    .formatted(receiver.url()))
                    .is(201);
            api.withContext(english).post("/entities", "{id:'urn:e:1', type:'T', speed:2}").is(201);
            var first = receiver.await(1).getFirst();
            assertThat(first.entity()).isEqualTo(Json.of("{id:'urn:e:1', type:'T', tempo:2}"));
            assertThat(first.header("Link")).contains("<" + german + ">");

            api.patch("/subscriptions/urn:s:1", "{jsonldContext:'%s'}".formatted(english)).is(204);
            api.withContext(german).patch(ID + "/attrs/tempo", "{value:3}").is(204);
            var second = receiver.await(2).get(1);
            assertThat(second.entity()).isEqualTo(Json.of("{id:'urn:e:1', type:'T', speed:3}"));
            assertThat(second.header("Link")).contains("<" + english + ">");
        }
    }

    /** Conditions of a subscription, and an Entity that fulfils them or does not. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    entities:[{type:'T'}] -> type:'T',a:1 -> true
                    entities:[{type:'T'}] -> type:'U',a:1 -> false
                    entities:[{type:'T'},{type:'U'}] -> type:'U',a:1 -> true
                    entities:[{type:'(T;U)'}] -> type:['T','U'],a:1 -> true
                    entities:[{type:'(T;U)'}] -> type:'T',a:1 -> false
                    entities:[{type:'*'}] -> type:'Z',a:1 -> true
                    entities:[{type:'T',id:'urn:e:1'}] -> type:'T',a:1 -> true
                    entities:[{type:'T',id:'urn:e:2'}] -> type:'T',a:1 -> false
                    entities:[{type:'T',id:['urn:e:2','urn:e:1']}] -> type:'T',a:1 -> true
                    entities:[{type:'T',idPattern:'e:1$'}] -> type:'T',a:1 -> true
                    entities:[{type:'T',idPattern:'^e'}] -> type:'T',a:1 -> false
                    entities:[{type:'T',id:'urn:e:1',idPattern:'nothing'}] -> type:'T',a:1 -> true
                    watchedAttributes:['a'] -> type:'T',a:1 -> true
                    watchedAttributes:['b'] -> type:'T',a:1 -> false
                    entities:[{type:'T'}],q:'a>0' -> type:'T',a:1 -> true
                    entities:[{type:'T'}],q:'a>1' -> type:'T',a:1 -> false
                    entities:[{type:'T'}],q:'a==%22x%20y%22' -> type:'T',a:'x y' -> true
                    entities:[{type:'T'}],scopeQ:'/A/#' -> type:'T',scope:'/A/B',a:1 -> true
                    entities:[{type:'T'}],scopeQ:'/A' -> type:'T',scope:'/A/B',a:1 -> false
                    entities:[{type:'T'}],geoQ:{georel:'near;maxDistance==1000',geometry:'Point',coordinates:[0,0]} -> type:'T',location:{type:'Point',coordinates:[0,0.001]} -> true
                    entities:[{type:'T'}],geoQ:{georel:'near;maxDistance==1000',geometry:'Point',coordinates:'[0,0]'} -> type:'T',location:{type:'Point',coordinates:[0,1]} -> false
                    entities:[{type:'T'}],isActive:false -> type:'T',a:1 -> false
                    entities:[{type:'T'}],notificationTrigger:['entityCreated'] -> type:'T' -> true
                    entities:[{type:'T'}] -> type:'T' -> false
                    entities:[{type:'T'}],notificationTrigger:['attributeUpdated'] -> type:'T',a:1 -> false
                    entities:[{type:'T'}],notificationTrigger:['entityCreated'],watchedAttributes:['b'] -> type:'T',a:1 -> false
                    """)
    void matches(String subscription, String entity, boolean matching) {
        subscribe(subscription);
        create("{id:'urn:e:1', " + entity + "}");
        Outboxes.awaitNone(tenant);
        assertThat(receiver.deliveries()).hasSize(matching ? 1 : 0);
    }

    /** What is done to {id, type:'T', a:1, b:1}, and which triggers it sets off. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    PATCH  -> /attrs/a -> {value:2} -> attributeUpdated,entityUpdated
                    PATCH  -> /attrs/a -> {observedAt:'2026-01-01T00:00:00Z'} -> attributeUpdated,entityUpdated
                    PATCH  -> /attrs/a -> {value:1} ->
                    PUT    -> /attrs/a -> {value:1} ->
                    POST   -> /attrs -> {a:1} ->
                    POST   -> /attrs -> {c:1} -> attributeCreated,entityUpdated
                    POST   -> /attrs -> {a:1,c:1} -> attributeCreated,entityUpdated
                    PATCH  -> /attrs -> {a:2,c:1} -> attributeCreated,attributeUpdated,entityUpdated
                    PATCH  -> -> {a:2} -> attributeUpdated,entityUpdated
                    PATCH  -> -> {a:1} ->
                    PATCH  -> -> {a:'urn:ngsi-ld:null'} -> attributeDeleted,entityUpdated
                    PUT    -> -> {type:'T',a:1,b:1} ->
                    PUT    -> -> {type:'T',a:1} -> attributeDeleted,entityUpdated
                    DELETE -> /attrs/a -> -> attributeDeleted,entityUpdated
                    DELETE -> -> -> entityDeleted,attributeDeleted
                    POST   -> /attrs -> {scope:'/A'} ->
                    POST   -> /attrs -> {type:'U'} ->
                    """)
    void setsOffTriggers(String method, String path, String body, String expected) {
        create("{id:'urn:e:1', type:'T', a:1, b:1}");
        var all =
                List.of(
                        "entityCreated",
                        "entityUpdated",
                        "entityDeleted",
                        "attributeCreated",
                        "attributeUpdated",
                        "attributeDeleted");
        for (var trigger : all) {
            api.post(
                            "/subscriptions",
                            "{id:'urn:s:%s', type:'Subscription', entities:[{type:'T'}], notificationTrigger:['%s'], notification:{endpoint:{uri:'%s'}}}"
                                    .formatted(trigger, trigger, receiver.url()))
                    .is(201);
        }
        api.exchange(method, ID + (path == null ? "" : path), body).is(204);
        var triggers = expected == null ? List.<String>of() : List.of(expected.split(","));
        Outboxes.awaitNone(tenant);
        assertThat(receiver.deliveries())
                .extracting(
                        d -> d.body().get("subscriptionId").asString().substring("urn:s:".length()))
                .containsExactlyInAnyOrderElementsOf(triggers);
    }

    @Test
    void deletionsTellWhatIsGone() {
        subscribe(
                "entities:[{type:'T'}], notificationTrigger:['attributeDeleted','entityDeleted']");
        create(
                """
                {id:'urn:e:1', type:'T', a:1, r:{object:'urn:x:1'}, l:{languageMap:{en:'x'}},
                 m:[{value:1},{value:2,datasetId:'urn:d:1'}]}
                """);
        api.delete(ID + "/attrs/a").is(204);
        assertThat(received(1).get(0).get("a"))
                .isEqualTo(Json.of("{type:'Property',value:'urn:ngsi-ld:null'}"));
        api.delete(ID + "/attrs/r").is(204);
        assertThat(received(2).get(1).get("r"))
                .isEqualTo(Json.of("{type:'Relationship',object:'urn:ngsi-ld:null'}"));
        api.delete(ID + "/attrs/l").is(204);
        assertThat(received(3).get(2).get("l"))
                .isEqualTo(
                        Json.of(
                                "{type:'LanguageProperty',languageMap:{'@none':'urn:ngsi-ld:null'}}"));
        api.delete(ID + "/attrs/m", "datasetId", "urn:d:1").is(204);
        assertThat(received(4).get(3).get("m"))
                .isEqualTo(
                        Json.of(
                                "[{type:'Property',value:1},{type:'Property',value:'urn:ngsi-ld:null',datasetId:'urn:d:1'}]"));
        api.delete(ID).is(204);
        var gone = received(5).get(4);
        assertThat(gone.propertyNames()).containsExactlyInAnyOrder("id", "type", "deletedAt", "m");
    }

    @Test
    void aDeletedEntityShowsNothingButItsId() {
        subscribe(
                "entities:[{type:'T'}], notificationTrigger:['entityDeleted']",
                ", attributes:['a'], format:'keyValues'");
        create("{id:'urn:e:1', type:'T', a:1}");
        api.delete(ID).is(204);
        assertThat(received(1).getFirst().propertyNames())
                .containsExactlyInAnyOrder("id", "type", "deletedAt");
    }

    @Test
    void simplifiedDeletionsAreBare() {
        subscribe(
                "entities:[{type:'T'}], notificationTrigger:['attributeDeleted']",
                ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', a:1, b:2}");
        api.patch(ID + "/attrs", "{a:'urn:ngsi-ld:null'}").is(204);
        assertThat(received(1).getFirst())
                .isEqualTo(Json.of("{id:'urn:e:1', type:'T', b:2, a:'urn:ngsi-ld:null'}"));
    }

    @Test
    void changesOfOneEntityArriveInTheirOrder() {
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', a:0}");
        IntStream.rangeClosed(1, 50)
                .forEach(i -> api.patch(ID + "/attrs/a", "{value:" + i + "}").is(204));
        assertThat(received(51))
                .extracting(e -> e.get("a").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 50).boxed().toList());
    }

    @Test
    void aBatchTellsEveryStepOfAnEntity() {
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        api.post(
                        "/entityOperations/upsert",
                        "[{id:'urn:e:1',type:'T',a:1},{id:'urn:e:1',type:'T',a:2},{id:'urn:e:1',type:'T',a:2}]")
                .is(201);
        assertThat(received(2)).extracting(e -> e.get("a").asInt()).containsExactly(1, 2);
    }

    @Test
    void triesAgainUntilTheReceiverTakesIt() {
        receiver.answerWith(500, 503, 404);
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', a:1}");
        api.patch(ID + "/attrs/a", "{value:2}").is(204);

        var deliveries = receiver.await(5);
        assertThat(deliveries)
                .extracting(d -> d.entity().get("a").asInt())
                .containsExactly(1, 1, 1, 1, 2);
        assertThat(deliveries.subList(0, 4))
                .extracting(Receiver.Delivery::notificationId)
                .containsOnly(deliveries.getFirst().notificationId());
        assertThat(deliveries.get(4).notificationId())
                .isNotEqualTo(deliveries.getFirst().notificationId());
        Outboxes.awaitNone(tenant);
    }

    @Test
    void tellsOfItsDeliveries() {
        receiver.answerWith(500);
        subscribe("entities:[{type:'T'}]");
        create("{id:'urn:e:1', type:'T', a:1}");
        receiver.await(2);
        Awaitility.await()
                .untilAsserted(() -> {
                    var shown = notification();
                    assertThat(shown.path("timesSent").asInt()).isEqualTo(2);
                    assertThat(shown.path("timesFailed").asInt()).isEqualTo(1);
                    assertThat(shown.path("status").asString()).isEqualTo("ok");
                    assertThat(shown.path("lastSuccess").asString())
                            .isGreaterThan(shown.path("lastFailure").asString());
                    assertThat(shown.path("lastNotification").asString())
                            .isEqualTo(shown.path("lastSuccess").asString());
                });
        api.patch(
                        "/subscriptions/urn:s:1",
                        "{notification:{endpoint:{uri:'%s'}}}".formatted(receiver.url()))
                .is(204);
        assertThat(notification().path("timesSent").asInt()).isEqualTo(2);
    }

    private JsonNode notification() {
        return api.get("/subscriptions/urn:s:1").is(200).json().get("notification");
    }

    @Test
    void aSilentReceiverHoldsUpNobodyElse() {
        try (var silent = new Receiver()) {
            silent.beSilent();
            api.post(
                            "/subscriptions",
                            "{id:'urn:s:silent', type:'Subscription', entities:[{type:'T'}], notification:{endpoint:{uri:'%s',timeout:300}}}"
                                    .formatted(silent.url()))
                    .is(201);
            subscribe("entities:[{type:'T'}]", ", format:'simplified'");
            create("{id:'urn:e:1', type:'T', a:1}");
            api.patch(ID + "/attrs/a", "{value:2}").is(204);
            receiver.await(2);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(silent.deliveries()).hasSizeGreaterThan(1));
            assertThat(silent.deliveries())
                    .extracting(d -> d.entity().get("a").get("value").asInt())
                    .containsOnly(1);
            api.delete("/subscriptions/urn:s:silent").is(204);
        }
    }

    @Test
    void aDeletedSubscriptionIsSilentEvenAboutWhatWaits() {
        receiver.answerWith(IntStream.generate(() -> 500).limit(100).toArray());
        subscribe("entities:[{type:'T'}]");
        create("{id:'urn:e:1', type:'T', a:1}");
        Awaitility.await().until(() -> !receiver.deliveries().isEmpty());
        api.delete("/subscriptions/urn:s:1").is(204);
        Outboxes.awaitNone(tenant);
        int sent = receiver.deliveries().size();
        create("{id:'urn:e:2', type:'T', a:1}");
        Outboxes.awaitNone(tenant);
        assertThat(receiver.deliveries()).hasSize(sent);
    }

    @Test
    void aPatchedSubscriptionGoesByItsNewRules() {
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', a:1}");
        receiver.await(1);
        api.patch("/subscriptions/urn:s:1", "{q:'a>5'}").is(204);
        api.patch(ID + "/attrs/a", "{value:2}").is(204);
        api.patch(ID + "/attrs/a", "{value:6}").is(204);
        assertThat(received(2).get(1).get("a").asInt()).isEqualTo(6);
        api.patch("/subscriptions/urn:s:1", "{isActive:false}").is(204);
        api.patch(ID + "/attrs/a", "{value:7}").is(204);
        api.patch("/subscriptions/urn:s:1", "{isActive:true}").is(204);
        api.patch(ID + "/attrs/a", "{value:8}").is(204);
        assertThat(received(3).get(2).get("a").asInt()).isEqualTo(8);
    }

    @Test
    void doesNotFollowRedirects() {
        receiver.answerWith(302);
        subscribe("entities:[{type:'T'}]");
        create("{id:'urn:e:1', type:'T', a:1}");
        receiver.await(2);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notification().path("timesFailed").asInt()).isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource({"201", "202", "204"})
    void takesAnySuccess(int status) {
        receiver.answerWith(status);
        subscribe("entities:[{type:'T'}]");
        create("{id:'urn:e:1', type:'T', a:1}");
        receiver.await(1);
        Outboxes.awaitNone(tenant);
        receiver.await(1);
    }

    @Test
    void tenantsHearNothingOfEachOther() {
        subscribe("entities:[{type:'T'}]");
        var other = Api.ofDefaultTenant().with("NGSILD-Tenant", tenant + "_other");
        other.post("/entities", "{id:'urn:e:1', type:'T', a:1}").is(201);
        Outboxes.awaitNone(tenant + "_other");
        assertThat(receiver.deliveries()).isEmpty();
    }
}
