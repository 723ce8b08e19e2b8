package city.auriga.api.iot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads of Entities whose devices are asked over HTTP, in the whole application. */
class LazyAttributesTest extends ApiTest {
    private static final String LAMP = "urn:ngsi-ld:Lamp:l1";
    private static final String HEADER = "NGSILD-Warning";

    private final Api iot = new Api("/iot", List.of(Map.entry("NGSILD-Tenant", tenant)));
    private final Api device = new Api("/iot", List.of());
    private final String key = "key-" + tenant;
    private final ValueEndpoint endpoint = new ValueEndpoint();

    @BeforeEach
    void provision() {
        iot.post(
                        "/groups",
                        "{groups:[{apikey:'%s',resource:'/iot/json',entity_type:'Lamp',transport:'HTTP',endpoint:'%s',"
                                        .formatted(key, endpoint.url())
                                + "lazy:[{object_id:'b',name:'battery',type:'Number',unitCode:'P1'}]}]}")
                .is(201);
        iot.post("/devices", "{devices:[{device_id:'l1',apikey:'" + key + "'}]}").is(201);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    GET  ; /entities/urn:ngsi-ld:Lamp:l1                       ; -
                    GET  ; /entities/urn:ngsi-ld:Lamp:l1?pick=battery          ; -
                    GET  ; /entities/urn:ngsi-ld:Lamp:l1?attrs=battery         ; -
                    GET  ; /entities?type=Lamp                                 ; -
                    GET  ; /entities?type=Lamp&id=urn:ngsi-ld:Lamp:l1&omit=o   ; -
                    GET  ; /entities?type=Lamp&entityMap=true                  ; -
                    POST ; /entityOperations/query ; {type:'Query',entities:[{type:'Lamp'}]}
                    """)
    void showWhatTheDeviceAnswers(String method, String path, String body) {
        endpoint.values.put("/l1/b", "77");
        var answer = api.exchange(method, path, body);
        assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
        assertThat(answer.text()).contains("\"value\":77", "\"unitCode\":\"P1\"", "\"observedAt\"");
        assertThat(answer.headers(HEADER)).isEmpty();
        assertThat(endpoint.requests).containsExactly("GET /l1/b?i=l1&k=" + key);
    }

    @ParameterizedTest
    @CsvSource({
        "/entities/urn:ngsi-ld:Lamp:l1?local=true",
        "/entities/urn:ngsi-ld:Lamp:l1?omit=battery",
        "/entities/urn:ngsi-ld:Lamp:l1?pick=id",
        "/entities?type=Other"
    })
    void askNobodyForWhatIsNotShown(String path) {
        endpoint.values.put("/l1/b", "77");
        assertThat(api.get(path).is(200).headers(HEADER)).isEmpty();
        assertThat(endpoint.requests).isEmpty();
    }

    @Test
    void warnOfWhatIsNotNew() {
        var nothing = api.get("/entities/" + LAMP).is(200);
        assertThat(nothing.json().has("battery")).isFalse();
        assertWarning(nothing, "199 ", " \"no answer from the device of " + LAMP + "\"");
        assertWarning(api.get("/entities/" + LAMP, "pick", "battery").is(404), "199 ", LAMP + "\"");
        device.post("/json", "{b:5}", "i", "l1", "k", key).is(200);
        for (var path : List.of("/entities/" + LAMP, "/entities?type=Lamp")) {
            var old = api.get(path).is(200);
            assertThat(old.text()).contains("\"value\":5");
            assertWarning(old, "110 ", " \"no new values of " + LAMP + "\"");
        }
        endpoint.values.put("/l1/b", "many");
        assertWarning(api.get("/entities/" + LAMP).is(200), "110 ", LAMP + "\"");
        endpoint.values.put("/l1/b", "6");
        var fresh = api.get("/entities/" + LAMP).is(200);
        assertThat(fresh.text()).contains("\"value\":6");
        assertThat(fresh.headers(HEADER)).isEmpty();
    }

    private static void assertWarning(Answer answer, String begin, String end) {
        assertThat(answer.headers(HEADER))
                .singleElement()
                .asString()
                .startsWith(begin)
                .endsWith(end);
    }

    @Test
    void findOnlyWhatStillMatches() {
        device.post("/json", "{b:5}", "i", "l1", "k", key).is(200);
        endpoint.values.put("/l1/b", "50");
        assertThat(api.get("/entities?type=Lamp&q=battery%3C10").is(200).text()).isEqualTo("[]");
        assertThat(api.get("/entities?type=Lamp&q=battery%3E10&local=true").is(200).text())
                .contains("\"value\":50");
    }

    @Test
    void tellSubscribersOfIt() {
        endpoint.values.put("/l1/b", "9");
        api.post(
                        "/subscriptions",
                        "{id:'urn:s:1',type:'Subscription',entities:[{type:'Lamp'}],notification:{endpoint:{uri:'http://localhost:9/'}}}")
                .is(201);
        api.get("/entities/" + LAMP).is(200);
        await().until(() -> api.get("/subscriptions/urn:s:1").text().contains("\"timesSent\":"));
    }

    @Test
    void askForWhatADeviceDeclaresItself() {
        iot.put("/devices/l1", "{lazy:[{name:'mode'}]}").is(204);
        endpoint.values.put("/l1/mode", "eco");
        endpoint.values.put("/l1/b", "1");
        assertThat(api.get("/entities/" + LAMP).is(200).text()).contains("\"value\":\"eco\"");
        assertThat(endpoint.requests).hasSize(2);
        iot.delete("/devices/l1").is(204);
        await().untilAsserted(() -> {
            int asked = endpoint.requests.size();
            assertThat(api.get("/entities/" + LAMP).is(200).headers(HEADER)).isEmpty();
            assertThat(endpoint.requests).hasSize(asked);
        });
    }
}
