package city.auriga.api.delivery;

import city.auriga.api.ApiTest;
import city.auriga.api.RunningAuriga;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where notifications may go: a client must not reach by the broker what it cannot reach itself.
 */
class EndpointGuardTest extends ApiTest {
    private static final String URI = "$.notification.endpoint.uri";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.1.2.3/x",
                "https://192.168.1.1:8443/x",
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1]/x",
                "http://[fd00::1]/x",
                "http://0.0.0.0/x",
                "mqtt://172.16.0.1/topic",
                "mqtts://user:secret@10.0.0.1/topic"
            })
    void refusesAddressesOfOtherNetworks(String uri) {
        api.post("/subscriptions", subscription(uri)).isProblem(400, "BadRequestData", URI);
    }

    /** Requests from this machine may do what only operators may. */
    @Test
    void sendsNothingToTheBrokerItself() {
        api.post("/subscriptions", subscription(RunningAuriga.uri() + "/admin/indexes"))
                .isProblem(400, "BadRequestData", URI);
    }

    @Test
    void refusesThemInAnUpdateToo() {
        api.post("/subscriptions", subscription("http://localhost:1/x")).is(201);
        api.patch("/subscriptions/urn:s:1", "{notification:{endpoint:{uri:'http://10.1.2.3/x'}}}")
                .isProblem(400, "BadRequestData", URI);
    }

    /** It may be there tomorrow. */
    @Test
    void takesAHostThatIsNotKnownYet() {
        api.post("/subscriptions", subscription("http://not-there.invalid/x")).is(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost/x", "file:///etc/passwd", "coap://localhost/x"})
    void refusesOtherSchemes(String uri) {
        api.post("/subscriptions", subscription(uri)).isProblem(422, "OperationNotSupported", URI);
    }

    private static String subscription(String uri) {
        return "{id:'urn:s:1', type:'Subscription', entities:[{type:'T'}], notification:{endpoint:{uri:'%s'}}}"
                .formatted(uri);
    }
}
