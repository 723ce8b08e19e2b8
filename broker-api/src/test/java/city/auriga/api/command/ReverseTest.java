package city.auriga.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes of Attributes that go to the devices that measure them, in the whole application. */
class ReverseTest extends ApiTest {
    private static final String LAMP = "urn:ngsi-ld:Lamp:hall";

    private final Api iot = new Api("/iot", List.of(Map.entry("NGSILD-Tenant", tenant)));
    private final Api device = new Api("/iot", List.of());
    private final String key = "key-" + tenant;
    private final DeviceEndpoint lamp = new DeviceEndpoint();
    private final DeviceEndpoint button = new DeviceEndpoint();

    @AfterEach
    void close() {
        lamp.close();
        button.close();
    }

    private void provision(String id, DeviceEndpoint endpoint, String reverse) {
        iot.post(
                        "/devices",
                        "{devices:[{device_id:'%s',apikey:'%s',entity_name:'hall',transport:'HTTP',endpoint:'%s',attributes:[{object_id:'l',name:'level'%s}]}]}"
                                .formatted(id, key, endpoint.url(), reverse))
                .is(201);
    }

    private void provision() {
        iot.post(
                        "/groups",
                        "{groups:[{apikey:'%s',resource:'/iot/json',entity_type:'Lamp'}]}"
                                .formatted(key))
                .is(201);
        provision(
                "lamp", lamp, ",reverse:[{object_id:'set',type:'Number',expression:'level * 10'}]");
    }

    private void measure(String id, int level) {
        device.post("/json", "{l:" + level + "}", "i", id, "k", key).is(200);
    }

    private void patch(int level) {
        api.patch("/entities/" + LAMP + "/attrs/level", "{value:" + level + "}").is(204);
    }

    private static List<String> told(DeviceEndpoint endpoint) {
        return endpoint.requests.stream().map(DeviceEndpoint.Request::body).toList();
    }

    @Test
    void tellsTheDeviceWhatSomebodyElseWrites() {
        provision();
        measure("lamp", 1);
        patch(2);
        await().until(() -> told(lamp).equals(List.of("{\"set\":20}")));
        patch(2);
        measure("lamp", 3);
        measure("lamp", 4);
        patch(5);
        await().until(() -> told(lamp).equals(List.of("{\"set\":20}", "{\"set\":50}")));
        assertThat(api.get("/entities/" + LAMP).is(200).text()).doesNotContain("set_status");
        var commands = iot.get("/devices/lamp/commands").is(200).json();
        assertThat(commands.path("count").asInt()).isEqualTo(2);
        assertThat(commands.path("commands").path(0).path("state").asString()).isEqualTo("OK");
    }

    @Test
    void tellsTheOtherDevicesOfAnEntityWhatOneMeasures() {
        provision();
        provision("button", button, "");
        measure("button", 7);
        await().until(() -> told(lamp).equals(List.of("{\"set\":70}")));
        measure("lamp", 7);
        measure("button", 8);
        await().until(() -> told(lamp).equals(List.of("{\"set\":70}", "{\"set\":80}")));
        assertThat(told(button)).isEmpty();
    }

    @Test
    void followsWhatIsDeclared() {
        provision();
        iot.put("/devices/lamp", "{attributes:[{object_id:'l',name:'level'}]}").is(204);
        measure("lamp", 1);
        patch(2);
        iot.put(
                        "/devices/lamp",
                        "{attributes:[{object_id:'l',name:'level',reverse:[{object_id:'l'}]}]}")
                .is(204);
        patch(3);
        // What was written just before it was declared may be told, too.
        await().until(() -> told(lamp).contains("{\"l\":3}"));
        assertThat(told(lamp)).isSubsetOf("{\"l\":2}", "{\"l\":3}");
    }
}
