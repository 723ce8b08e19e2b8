package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What expires leaves within a moment, and who has subscribed is told (4.22, 5.8.6). */
class ExpiryTest extends SubscriberTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Instant end = Instant.now().plusMillis(1_500).truncatedTo(ChronoUnit.MILLIS);

    @Test
    void theEndOfAnEntityIsNotifiedAsItsDeletion() {
        subscribe("entities:[{type:'T'}],notificationTrigger:['entityDeleted']");
        create("{id:'urn:e:1', type:'T', a:1, expiresAt:'%s'}".formatted(end));

        var deleted = received(1).getFirst();

        assertThat(deleted.get("id").asString()).isEqualTo("urn:e:1");
        assertThat(Instant.parse(deleted.get("deletedAt").asString())).isAfterOrEqualTo(end);
        create("{id:'urn:e:1', type:'T', b:1}");
    }

    @Test
    void theEndOfAnAttributeIsNotifiedAsItsDeletion() {
        subscribe("entities:[{type:'T'}],notificationTrigger:['attributeDeleted']");
        create("{id:'urn:e:1', type:'T', a:1, b:{value:2,expiresAt:'%s'}}".formatted(end));

        var entity = received(1).getFirst();

        assertThat(entity.get("a").get("value").asInt()).isEqualTo(1);
        assertThat(entity.get("b"))
                .isEqualTo(Json.of("{type:'Property', value:'urn:ngsi-ld:null'}"));
        api.get(ID, "format", "concise").hasBody("{id:'urn:e:1', type:'T', a:1}");
    }

    @Test
    void theEndOfASubAttributeIsNotNotified() {
        subscribe("entities:[{type:'T'}],notificationTrigger:['entityUpdated']");
        create("{id:'urn:e:1', type:'T', a:{value:1,p:{value:2,expiresAt:'%s'}}}".formatted(end));
        var before = api.get(ID, "options", "sysAttrs").json().get("modifiedAt");

        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Transients.waiting(tenant) == 0);

        Outboxes.awaitNone(tenant);
        assertThat(receiver.deliveries()).isEmpty();
        api.get(ID, "format", "concise").hasBody("{id:'urn:e:1', type:'T', a:1}");
        assertThat(api.get(ID, "options", "sysAttrs").json().get("modifiedAt")).isEqualTo(before);
    }
}
