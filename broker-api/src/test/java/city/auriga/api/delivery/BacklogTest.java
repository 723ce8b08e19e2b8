package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Api;
import city.auriga.api.Json;
import city.auriga.api.Receiver;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Subscribers that are behind, given up, or held: what becomes of their notifications. */
class BacklogTest extends SubscriberTest {
    /** More than a queue holds in memory (auriga.notify.queue). */
    private static final int MANY = 120;

    private Api admin;

    @BeforeEach
    void openAdmin() {
        admin = api.ofOperators();
    }

    @Test
    void aSubscriberThatWasAwayGetsAllInOrder() {
        try (var other = new Receiver()) {
            receiver.answerWith(IntStream.generate(() -> 500).limit(8).toArray());
            subscribe("entities:[{type:'T'}]", ", format:'simplified'");
            subscribeToo(other);
            create("{id:'urn:e:1', type:'T', a:0}");
            changeFrom(1, MANY);

            other.await(MANY);
            Awaitility.await().until(() -> taken().count() == MANY);
            assertThat(taken().map(d -> d.entity().get("a").asInt()))
                    .containsExactlyElementsOf(IntStream.range(0, MANY).boxed().toList());
            Outboxes.awaitNone(tenant);
            assertThat(waiting().get("waitingInBacklog").asInt()).isZero();
        }
    }

    private Stream<Receiver.Delivery> taken() {
        return receiver.deliveries().stream().filter(d -> d.status() == 200);
    }

    private void subscribeToo(Receiver other) {
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:2', type:'Subscription', entities:[{type:'T'}], notification:{endpoint:{uri:'%s'}}}"
                                .formatted(other.url()))
                .is(201);
    }

    private void changeFrom(int first, int end) {
        IntStream.range(first, end)
                .forEach(i -> api.patch(ID + "/attrs/a", "{value:" + i + "}").is(204));
    }

    /** The outbox does not keep what waits for one subscriber alone. */
    @Test
    void heldDeliveriesWaitUntilTheyAreReleased() {
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        admin.post("/subscriptions/urn:s:1/hold", null).is(204);
        create("{id:'urn:e:1', type:'T', a:0}");
        changeFrom(1, MANY);
        Awaitility.await().until(() -> waiting().get("waitingInBacklog").asInt() > MANY / 2);
        assertThat(waiting().get("held").asBoolean()).isTrue();
        assertThat(waiting().has("oldestInBacklog")).isTrue();
        assertThat(receiver.deliveries()).isEmpty();

        admin.post("/subscriptions/urn:s:1/release", null).is(204);
        assertThat(received(MANY))
                .extracting(e -> e.get("a").asInt())
                .containsExactlyElementsOf(IntStream.range(0, MANY).boxed().toList());
    }

    @Test
    void whatIsRefusedForGoodBecomesADeadLetterThatCanBeSentAgain() {
        receiver.answerWith(422);
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        create("{id:'urn:e:1', type:'T', a:1}");
        create("{id:'urn:e:2', type:'T', a:2}");
        receiver.await(2);
        Awaitility.await().until(() -> letters().size() == 1);
        var letter = letters().get(0);
        assertThat(letter.get("subscription").asString()).isEqualTo("urn:s:1");
        assertThat(letter.get("attempts").asInt()).isEqualTo(1);
        assertThat(letter.get("reason").asString()).contains("422");
        assertThat(letter.get("request").get("uri").asString()).isEqualTo(receiver.url());
        assertThat(letter.get("request").get("headers").toString())
                .contains("NGSILD-Tenant: " + tenant);
        assertThat(Json.of(letter.get("request").get("body").asString()).get("id"))
                .isEqualTo(letter.get("notification"));

        var number = letter.get("number").asString();
        admin.post("/dead-letters/" + number + "/replay", null).is(204);
        var again = receiver.await(3).get(2);
        assertThat(again.notificationId()).isEqualTo(letter.get("notification").asString());
        assertThat(again.entity().get("a").asInt()).isEqualTo(1);
        Awaitility.await().until(() -> letters().isEmpty());
        admin.post("/dead-letters/" + number + "/replay", null).is(404);
    }

    @Test
    void deadLettersOfASubscriptionAreSentAgainOrDeletedTogether() {
        receiver.answerWith(422, 422, 422, 422);
        subscribe("entities:[{type:'T'}]", ", format:'simplified'");
        IntStream.range(0, 4).forEach(i -> create("{id:'urn:e:" + i + "', type:'T', a:1}"));
        Awaitility.await().until(() -> letters().size() == 4);
        assertThat(
                        admin.get("/dead-letters?limit=2&after=" + letters().get(1).get("number"))
                                .json())
                .hasSize(2);
        admin.delete("/dead-letters/" + letters().get(0).get("number")).is(204);
        admin.post("/dead-letters/replay?subscription=urn:s:1", null).is(204);
        receiver.await(7);
        Awaitility.await().until(() -> letters().isEmpty());

        receiver.answerWith(410);
        create("{id:'urn:e:9', type:'T', a:1}");
        Awaitility.await().until(() -> letters().size() == 1);
        admin.delete("/dead-letters?subscription=urn:s:1").is(204);
        assertThat(letters()).isEmpty();
    }

    @Test
    void operatorsSeeTheLastRequestsAndSendATest() {
        receiver.answerWith(500);
        subscribe("entities:[{type:'T'}]");
        create("{id:'urn:e:1', type:'T', a:1}");
        receiver.await(2);
        Awaitility.await().until(() -> waiting().get("lastRequests").size() == 2);
        var requests = waiting().get("lastRequests");
        assertThat(requests.get(0).get("failure").asString()).contains("500");
        assertThat(requests.get(1).get("taken").asBoolean()).isTrue();

        var tried = admin.post("/subscriptions/urn:s:1/test", null).is(200).json();
        assertThat(tried.get("taken").asBoolean()).isTrue();
        assertThat(receiver.await(3).get(2).entity().get("id").asString()).isEqualTo("urn:e:1");
        assertThat(
                        api.get("/subscriptions/urn:s:1")
                                .json()
                                .get("notification")
                                .get("timesSent")
                                .asInt())
                .isEqualTo(2);
        assertThat(admin.get("/subscriptions").is(200).json()).hasSize(1);
        admin.post("/subscriptions/urn:none/test", null).is(404);
    }

    private JsonNode waiting() {
        return admin.get("/subscriptions/urn:s:1").is(200).json();
    }

    private JsonNode letters() {
        return admin.get("/dead-letters?subscription=urn:s:1").is(200).json();
    }
}
