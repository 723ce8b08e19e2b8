package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Periodic subscriptions (5.8.6, timeInterval). */
class PeriodicTest extends SubscriberTest {
    /** They would go on for ever, and the port may be that of another receiver soon. */
    @AfterEach
    void unsubscribe() {
        List.of("urn:s:1", "urn:s:2", "urn:s:3").forEach(id -> api.delete("/subscriptions/" + id));
    }

    @Test
    void tellsOfAllThatMatchesAgainAndAgain() {
        create("{id:'urn:e:1', type:'T', a:1}");
        create("{id:'urn:e:2', type:'T', a:5}");
        create("{id:'urn:e:3', type:'T', a:6}");
        create("{id:'urn:e:4', type:'U', a:7}");
        subscribe("entities:[{type:'T'}], timeInterval:1, q:'a>3'", ", format:'simplified'");
        awaitAtLeast(2);
        api.delete("/subscriptions/urn:s:1").is(204);

        for (var delivery : receiver.deliveries()) {
            assertThat(delivery.body().get("data").valueStream().map(e -> e.get("id").asString()))
                    .containsExactly("urn:e:2", "urn:e:3");
        }
        var first = receiver.deliveries().get(0);
        var second = receiver.deliveries().get(1);
        assertThat(first.notificationId()).isNotEqualTo(second.notificationId());
        assertThat(
                        Duration.between(
                                Instant.parse(first.body().get("notifiedAt").asString()),
                                Instant.parse(second.body().get("notifiedAt").asString())))
                .isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void tellsNothingOfChangesAndNothingOfNothing() {
        subscribe("entities:[{type:'T'}], timeInterval:3600");
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:2', type:'Subscription', entities:[{type:'None'}], timeInterval:0.3, notification:{endpoint:{uri:'%s'}}}"
                                .formatted(receiver.url()))
                .is(201);
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:3', type:'Subscription', entities:[{type:'T'}], timeInterval:1, notification:{endpoint:{uri:'%s'}}}"
                                .formatted(receiver.url()))
                .is(201);
        create("{id:'urn:e:1', type:'T', a:1}");
        awaitAtLeast(2);
        assertThat(receiver.deliveries())
                .extracting(d -> d.body().get("subscriptionId").asString())
                .containsOnly("urn:s:3");
    }

    @Test
    void countsAndWaitsForTheNextTimeAfterAFailure() {
        receiver.answerWith(500);
        create("{id:'urn:e:1', type:'T', a:1}");
        subscribe("entities:[{type:'T'}], timeInterval:0.5");
        awaitAtLeast(2);
        Awaitility.await()
                .untilAsserted(() -> {
                    var shown =
                            api.get("/subscriptions/urn:s:1").is(200).json().get("notification");
                    assertThat(shown.path("timesFailed").asInt()).isEqualTo(1);
                    assertThat(shown.path("status").asString()).isEqualTo("ok");
                });
    }

    /** More than one notification may hold come in several (auriga.notify.periodic-entities). */
    @Test
    void splitsWhatIsTooMuchForOne() {
        IntStream.range(0, 7).forEach(i -> create("{id:'urn:e:" + i + "', type:'T', a:1}"));
        subscribe("entities:[{type:'T'}], timeInterval:1");
        awaitAtLeast(2);
        assertThat(receiver.deliveries().get(0).body().get("data")).hasSize(5);
        assertThat(receiver.deliveries().get(1).body().get("data")).hasSize(2);
    }

    @Test
    void aPausedOneIsSilent() {
        create("{id:'urn:e:1', type:'T', a:1}");
        subscribe("entities:[{type:'T'}], timeInterval:0.5");
        awaitAtLeast(1);
        api.patch("/subscriptions/urn:s:1", "{isActive:false}").is(204);
        int sent = receiver.deliveries().size();
        subscribeToAnother();
        Awaitility.await()
                .until(() ->
                        receiver.deliveries().stream()
                                        .filter(d ->
                                                d.body()
                                                        .get("subscriptionId")
                                                        .asString()
                                                        .equals("urn:s:2"))
                                        .count()
                                >= 2);
        // One may have been on its way.
        assertThat(
                        receiver.deliveries().stream()
                                .filter(d ->
                                        d.body()
                                                .get("subscriptionId")
                                                .asString()
                                                .equals("urn:s:1")))
                .hasSizeLessThanOrEqualTo(sent + 1);
    }

    private void subscribeToAnother() {
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:2', type:'Subscription', entities:[{type:'T'}], timeInterval:0.5, notification:{endpoint:{uri:'%s'}}}"
                                .formatted(receiver.url()))
                .is(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    timeInterval:0                            -> $.timeInterval
                    timeInterval:'5'                          -> $.timeInterval
                    timeInterval:5, throttling:5              -> $.timeInterval
                    timeInterval:5, watchedAttributes:['a']   -> $.timeInterval
                    """)
    void refusesWhatDoesNotGoTogether(String members, String path) {
        api.post(
                        "/subscriptions",
                        "{type:'Subscription', entities:[{type:'T'}], %s, notification:{endpoint:{uri:'%s'}}}"
                                .formatted(members, receiver.url()))
                .isProblem(400, "BadRequestData", path);
    }

    @Test
    void theMergedDocumentIsChecked() {
        subscribe("entities:[{type:'T'}], timeInterval:3600");
        api.patch("/subscriptions/urn:s:1", "{throttling:5}")
                .isProblem(400, "BadRequestData", "$.timeInterval");
    }

    private void awaitAtLeast(int count) {
        Awaitility.await().until(() -> receiver.deliveries().size() >= count);
    }
}
