package city.auriga.api.delivery;

import city.auriga.api.ApiTest;
import city.auriga.api.Receiver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/** A test with a receiver of notifications. */
abstract class SubscriberTest extends ApiTest {
    static final String ID = "/entities/urn:e:1";
    final Receiver receiver = new Receiver();

    @AfterEach
    void stop() {
        receiver.close();
    }

    final void subscribe(String members) {
        subscribe(members, "");
    }

    final void subscribe(String members, String notification) {
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:1', type:'Subscription', %s, notification:{endpoint:{uri:'%s'}%s}}"
                                .formatted(members, receiver.url(), notification))
                .is(201);
    }

    final List<JsonNode> received(int count) {
        return receiver.await(count).stream().map(Receiver.Delivery::entity).toList();
    }
}
