package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications over MQTT (7), with Mosquitto. */
class MqttNotificationTest extends ApiTest {
    private static final String CORE =
            "<https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld>;"
                    + " rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";

    @TempDir static Path folder;
    private MosquittoServer mosquitto;

    @BeforeEach
    void startMosquitto() {
        mosquitto = new MosquittoServer(folder);
    }

    @AfterEach
    void stopMosquitto() {
        mosquitto.close();
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt5.0, 0",
        "mqtt5.0, 1",
        "mqtt5.0, 2",
        "mqtt3.1.1, 0",
        "mqtt3.1.1, 1",
        "mqtt3.1.1, 2"
    })
    void publishesInTheVersionAndQualityThatIsAskedFor(String version, int qos) {
        subscribe(
                ", receiverInfo:[{key:'X-Key',value:'k1'}], notifierInfo:[{key:'MQTT-Version',value:'%s'},{key:'MQTT-QoS',value:'%d'}]"
                        .formatted(version, qos));
        create("{id:'urn:e:1', type:'T', a:1}");

        var published = mosquitto.await(1).getFirst();
        assertThat(published.topic()).isEqualTo("city/news");
        assertThat(published.qos()).isEqualTo(qos);
        var metadata = published.message().get("metadata");
        assertThat(metadata)
                .isEqualTo(
                        Json.of("{'Content-Type':'application/json', 'X-Key':'k1'}")
                                .asObject()
                                .put("Link", CORE)
                                .put("NGSILD-Tenant", tenant));
        var body = published.message().get("body");
        assertThat(body.get("type").asString()).isEqualTo("Notification");
        assertThat(body.get("data").get(0).get("a").get("value").asInt()).isEqualTo(1);
    }

    @Test
    void linkedDataHasItsContextInTheBody() {
        subscribe(", accept:'application/ld+json'");
        create("{id:'urn:e:1', type:'T', a:1}");
        var message = mosquitto.await(1).getFirst().message();
        assertThat(message.get("metadata").has("Link")).isFalse();
        assertThat(message.get("body").get("data").get(0).has("@context")).isTrue();
    }

    /** What was published while the broker was away is tried until it is back, in order. */
    @Test
    void comesBackWhenTheBrokerDoes() {
        subscribe(", notifierInfo:[{key:'MQTT-QoS',value:'1'}]");
        create("{id:'urn:e:1', type:'T', a:0}");
        mosquitto.await(1);
        mosquitto.stop();
        for (int i = 1; i <= 5; i++) {
            api.patch("/entities/urn:e:1/attrs/a", "{value:" + i + "}").is(204);
        }
        mosquitto.start();
        assertThat(mosquitto.await(6))
                .extracting(p ->
                        p.message().get("body").get("data").get(0).get("a").get("value").asInt())
                .containsSubsequence(0, 1, 2, 3, 4, 5);
    }

    private void subscribe(String endpoint) {
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:1', type:'Subscription', entities:[{type:'T'}], notification:{endpoint:{uri:'%s'%s}}}"
                                .formatted(mosquitto.uri("city/news"), endpoint))
                .is(201);
    }
}
