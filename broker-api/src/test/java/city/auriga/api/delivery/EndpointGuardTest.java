package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.api.ApiTest;
import city.auriga.api.RunningAuriga;
import city.auriga.api.config.HttpSettings;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Endpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

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

    /** Also where a URI leaves out the usual port, and the broker listens there. */
    @Test
    void knowsThePortThatAUriLeavesOut() {
        var guard =
                new EndpointGuard(
                        new Binder(new MapConfigurationPropertySource(Map.of()))
                                .bindOrCreate("auriga.notify", DeliverySettings.class),
                        new HttpSettings(80, null, 4041, 7896, null),
                        new MockEnvironment());
        var itself = endpoint("http://localhost/admin/indexes");
        assertThatThrownBy(() -> guard.require(itself)).isInstanceOf(NgsiLdException.class);
        guard.require(endpoint("https://localhost/x"));
    }

    private static Endpoint endpoint(String uri) {
        return new Endpoint(java.net.URI.create(uri), Endpoint.JSON, List.of(), null, null, null);
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
