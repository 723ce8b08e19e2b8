package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.Json;
import city.auriga.api.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Notifications on their way: headers, order, retries (5.8.6, 6.3.8). */
class DeliveryTest extends SubscriberTest {
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

    /** What happens while a receiver cools down is not told; what failed is, when it has cooled. */
    @Test
    void leavesAReceiverAloneThatAskedForIt() {
        receiver.answerWith(500);
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:1', type:'Subscription', entities:[{type:'T'}], notification:{format:'simplified',endpoint:{uri:'%s',cooldown:2000}}}"
                                .formatted(receiver.url()))
                .is(201);
        create("{id:'urn:e:1', type:'T', a:1}");
        Awaitility.await().until(() -> notification().path("timesFailed").asInt() == 1);
        api.patch(ID + "/attrs/a", "{value:2}").is(204);
        var deliveries = receiver.await(2);
        assertThat(Duration.between(notifiedAt(deliveries.get(0)), notifiedAt(deliveries.get(1))))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        Awaitility.await().until(() -> notification().path("status").asString().equals("ok"));
        api.patch(ID + "/attrs/a", "{value:3}").is(204);
        assertThat(received(3)).extracting(e -> e.get("a").asInt()).containsExactly(1, 1, 3);
    }

    private static Instant notifiedAt(Receiver.Delivery delivery) {
        return Instant.parse(delivery.body().get("notifiedAt").asString());
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
}
