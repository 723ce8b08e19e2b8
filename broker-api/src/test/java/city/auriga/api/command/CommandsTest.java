package city.auriga.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** From an update of an Entity to a device that takes commands over HTTP, and back. */
class CommandsTest extends ApiTest {
    private static final String GATE = "urn:ngsi-ld:Gate:g1";

    private final Api iot = new Api("/iot", List.of(Map.entry("NGSILD-Tenant", tenant)));
    private final Api device = new Api("/iot", List.of());
    private final String key = "key-" + tenant;

    @Test
    void goesToADeviceThatAsksAndBack() {
        gates("transport:'HTTP'");
        gate();
        assertThat(attribute("open")).isEqualTo(Json.of("{type:'Property',value:''}"));
        assertThat(value("open_status")).isEqualTo("UNKNOWN");
        assertThat(poll()).as("the shell is no command").isEqualTo(Json.of("{}"));

        patch("open", "{value:{wide:1.5,by:'left'}}");
        awaitStatus("open", "PENDING");
        patch("ring", "{value:3}");
        awaitStatus("ring", "PENDING");
        awaitCommands(2); // They are shown before they are stored.
        assertThat(poll().toString())
                .isEqualTo("{\"open\":{\"wide\":1.5,\"by\":\"left\"},\"ring\":3}");
        assertThat(value("open_status")).isEqualTo("DELIVERED");
        assertThat(poll()).as("once is enough").isEqualTo(Json.of("{}"));

        result("{open:'wide open',ring:{times:3}}").is(200);
        assertThat(value("open_status")).isEqualTo("OK");
        assertThat(value("open_info")).isEqualTo("wide open");
        assertThat(attribute("ring_info").path("value")).isEqualTo(Json.of("{times:3}"));
        assertThat(attribute("open_status").has("observedAt")).isTrue();
        assertThat(attribute("open").path("value").path("by").asString()).isEqualTo("left");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    PATCH ; /entities/urn:ngsi-ld:Gate:g1/attrs/open ; {value:'x'}                    ; 204
                    PATCH ; /entities/urn:ngsi-ld:Gate:g1/attrs      ; {open:{type:'Property',value:'x'}} ; 204
                    POST  ; /entities/urn:ngsi-ld:Gate:g1/attrs      ; {open:{type:'Property',value:'x'}} ; 204
                    PUT   ; /entities/urn:ngsi-ld:Gate:g1/attrs/open ; {type:'Property',value:'x'}    ; 204
                    PATCH ; /entities/urn:ngsi-ld:Gate:g1            ; {open:{type:'Property',value:'x'}} ; 204
                    PUT   ; /entities/urn:ngsi-ld:Gate:g1            ; {id:'urn:ngsi-ld:Gate:g1',type:'Gate',open:{type:'Property',value:'x'}} ; 204
                    POST  ; /entityOperations/update ; [{id:'urn:ngsi-ld:Gate:g1',type:'Gate',open:{type:'Property',value:'x'}}] ; 204
                    POST  ; /entityOperations/upsert ; [{id:'urn:ngsi-ld:Gate:g1',type:'Gate',open:{type:'Property',value:'x'}}] ; 204
                    POST  ; /entityOperations/merge  ; [{id:'urn:ngsi-ld:Gate:g1',type:'Gate',open:{type:'Property',value:'x'}}] ; 204
                    """)
    void isWhateverWritesTheAttribute(String method, String path, String body, int status) {
        gates("transport:'HTTP'");
        gate();
        api.exchange(method, path, body).is(status);
        // Writing the same again is a command again.
        api.exchange(method, path, body).is(status);
        await().until(() -> commands().path("count").asInt() == 2);
        assertThat(poll()).isEqualTo(Json.of("{open:'x'}"));
    }

    @Test
    void keepsTheOrderAndTheInstancesApart() {
        gates("transport:'HTTP'", "/iot/d");
        gate();
        patch("open", "{value:1,datasetId:'urn:d:1'}").is(404);
        api.post(
                        "/entities/" + GATE + "/attrs",
                        "{open:[{type:'Property',value:1,datasetId:'urn:d:1'},{type:'Property',value:{b:2,a:'x'},datasetId:'urn:d:2'}]}")
                .is(204);
        awaitCommands(2);
        patch("ring", "{value:'long'}");
        awaitCommands(3);
        assertThat(device.get("/d", "i", "g1", "k", key, "getCmd", "1").is(200).text())
                .isEqualTo("g1@open|1#g1@open|b=2|a=x#g1@ring|long");
        ultralight("g1@open|first").is(200);
        assertThat(value("open_info")).isEqualTo("first");
        assertThat(attribute("open_info").path("datasetId").asString()).isEqualTo("urn:d:1");
        ultralight("g1@open|second#g1@ring|3").is(200);
        assertThat(attribute("open_status")).as("UNKNOWN, and one of each").hasSize(3);
        assertThat(value("ring_info")).isEqualTo("3");
        ultralight("t|20").is(200);
        assertThat(attribute("t").path("value").asInt()).isEqualTo(20);
    }

    @Test
    void postsToADeviceThatHasAnEndpoint() {
        try (var endpoint = new DeviceEndpoint()) {
            gates("transport:'HTTP',endpoint:'" + endpoint.url() + "'");
            gate();
            endpoint.answer(200, "{\"open\":\"opened\"}");
            patch("open", "{value:true}");
            awaitStatus("open", "OK");
            assertThat(value("open_info")).isEqualTo("opened");
            assertThat(endpoint.requests)
                    .containsExactly(
                            new DeviceEndpoint.Request(
                                    "{\"open\":true}", tenant, "/", "application/json", "7"));
            endpoint.answer(500, "stuck");
            patch("open", "{value:false}");
            awaitStatus("open", "ERROR");
            assertThat(value("open_info")).isEqualTo("the device answered 500 stuck");
            endpoint.away(true);
            patch("open", "{value:'one'}");
            patch("ring", "{value:'two'}");
            awaitCommands(4);
            endpoint.answer(204, "");
            endpoint.away(false);
            awaitStatus("ring", "OK");
            assertThat(endpoint.requests.subList(2, 4))
                    .extracting(DeviceEndpoint.Request::body)
                    .containsExactly("{\"open\":\"one\"}", "{\"ring\":\"two\"}");
        }
    }

    @Test
    void sendsWhatExpressionsMakeOfIt() {
        try (var endpoint = new DeviceEndpoint()) {
            iot.post(
                            "/services",
                            "{services:[{apikey:'"
                                    + key
                                    + "',resource:'/iot/json',entity_type:'Gate',endpoint:'${host}',"
                                    + "static_attributes:[{name:'host',value:'"
                                    + endpoint.url()
                                    + "'}],commands:[{name:'open',expression:'{set: value *"
                                    + " 2}'}]}]}")
                    .is(201);
            gate();
            endpoint.answer(200, "done");
            patch("open", "{value:4}");
            awaitStatus("open", "OK");
            assertThat(endpoint.requests)
                    .extracting(DeviceEndpoint.Request::body)
                    .containsExactly("{\"set\":8}");
        }
    }

    @Test
    void expiresWhenNobodyAsksForIt() {
        gates("transport:'HTTP',cmdExpiry:1,cmdNaming:'both'");
        gate();
        patch("open", "{value:1}");
        awaitStatus("open", "EXPIRED");
        assertThat(value("open_info")).isEqualTo("EXPIRED");
        assertThat(value("open-STATUS")).isEqualTo("EXPIRED");
        assertThat(value("open-RESULT")).isEqualTo("EXPIRED");
        assertThat(poll()).isEqualTo(Json.of("{}"));
        result("{open:'late'}").is(200);
        assertThat(value("open_status")).as("a late answer is one").isEqualTo("OK");
    }

    @Test
    void makesTheEntityOfADeviceThatIsFirstHeard() {
        gates("transport:'HTTP'");
        device.post("/json", "{t:1}", "i", "g1", "k", key).is(200);
        assertThat(value("open")).isEmpty();
        assertThat(attribute("t").path("value").asInt()).isEqualTo(1);
        patch("open", "{value:1}").is(204);
        awaitStatus("open", "PENDING");
        awaitCommands(1); // They are shown before they are stored.
        assertThat(device.post("/json", "{t:2}", "i", "g1", "k", key, "getCmd", "1").json())
                .isEqualTo(Json.of("{open:1}"));
    }

    @Test
    void reachesDevicesThatWereThereBeforeTheirGroupHadCommands() {
        gate();
        gates("transport:'HTTP'");
        await().until(() -> api.get("/entities/" + GATE).status() == 200);
        patch("open", "{value:1}").is(204);
        awaitStatus("open", "PENDING");
        iot.put("/services", "{commands:[{name:'shut'}]}", "resource", "/iot/json", "apikey", key)
                .is(204);
        await().until(() -> value("shut").isEmpty());
        patch("shut", "{value:2}").is(204);
        awaitStatus("shut", "PENDING");
        awaitCommands(2);
        assertThat(poll()).isEqualTo(Json.of("{open:1,shut:2}"));
    }

    @Test
    void keepsWhatIsThereWhenADeviceIsProvisioned() {
        create("{id:'" + GATE + "',type:'Door',open:{type:'Property',value:'mine'}}");
        gates("transport:'HTTP'");
        gate();
        assertThat(value("open")).isEqualTo("mine");
        assertThat(value("ring")).isEmpty();
        assertThat(entity().path("type").asString()).isEqualTo("Door");
        assertThat(poll()).isEqualTo(Json.of("{}"));
    }

    @Test
    void servesADeviceWhoseEntityHasAName() {
        gates("transport:'HTTP'");
        iot.post(
                        "/devices",
                        "{devices:[{device_id:'x9',apikey:'"
                                + key
                                + "',entity_name:'north gate'}]}")
                .is(201);
        var entity = "/entities/urn:ngsi-ld:Gate:north%20gate";
        api.patch(entity.replace("%20", "%2520") + "/attrs/open", "{value:1}").is(204);
        await().untilAsserted(() ->
                assertThat(device.get("/json", "i", "x9", "k", key, "getCmd", "1").json())
                        .isEqualTo(Json.of("{open:1}")));
    }

    @Test
    void servesADeviceWhoseEntityIsNamedByAnExpression() {
        gates("transport:'HTTP',entityNameExp:'type + id'");
        gate();
        api.get("/entities/" + GATE).is(404);
        var entity = "/entities/urn:ngsi-ld:Gate:Gateg1";
        api.patch(entity + "/attrs/open", "{value:1}").is(204);
        await().untilAsserted(() -> assertThat(poll()).isEqualTo(Json.of("{open:1}")));
        result("{open:'wide open'}").is(200);
        var answered = api.get(entity).is(200).json();
        assertThat(answered.path("open_status").path("value").asString()).isEqualTo("OK");
        assertThat(answered.path("open_info").path("value").asString()).isEqualTo("wide open");
        iot.delete("/devices/g1", "entity", "delete").is(204);
        api.get(entity).is(404);
    }

    @Test
    void servesADeviceAtTheEntityThatItsReadingsGoTo() {
        gates("transport:'HTTP',entityNameExp:'place'");
        for (var place : List.of("north", "south", "north")) {
            device.post("/json", "{place:'" + place + "'}", "i", "g1", "k", key).is(200);
            var entity = "/entities/urn:ngsi-ld:Gate:" + place;
            api.patch(entity + "/attrs/open", "{value:'" + place + "'}").is(204);
            await().untilAsserted(
                            () -> assertThat(poll()).isEqualTo(Json.of("{open:'" + place + "'}")));
            result("{open:'done'}").is(200);
            var answered = api.get(entity).is(200).json();
            assertThat(answered.path("open_status").path("value").asString()).isEqualTo("OK");
        }
        api.get("/entities/" + GATE).is(404);
    }

    /** Two groups have its apikey; the first has no commands. */
    @Test
    void servesADeviceInTheGroupThatItIsHeardIn() {
        iot.post(
                        "/services",
                        "{services:[{apikey:'"
                                + key
                                + "',resource:'/iot/json',entity_type:'Sensor'}]}")
                .is(201);
        gates("transport:'HTTP'", "/iot/d");
        ultralight("t|1").is(200);
        patch("open", "{value:1}").is(204);
        await().untilAsserted(() ->
                assertThat(device.get("/d", "i", "g1", "k", key, "getCmd", "1").is(200).text())
                        .isEqualTo("g1@open|1"));
    }

    @Test
    void tellsOfResultsThatFitNoCommand() {
        gates("transport:'HTTP'");
        gate();
        result("{close:'done'}").is(400);
        assertThat(
                        iot.get("/deadletters")
                                .json()
                                .path("deadletters")
                                .get(0)
                                .path("detail")
                                .asString())
                .startsWith("COMMAND_NOT_FOUND");
        result("[1]").is(400);
    }

    @Test
    void showsAndCancels() {
        gates("transport:'HTTP'");
        gate();
        patch("open", "{value:1}");
        awaitCommands(1);
        patch("ring", "{value:2}");
        awaitCommands(2);
        var listed = commands();
        assertThat(listed.path("commands").get(0).path("name").asString()).isEqualTo("ring");
        var first = listed.path("commands").get(1);
        assertThat(first.path("state").asString()).isEqualTo("PENDING");
        var path = "/devices/g1/commands/" + first.path("id").asString();
        iot.get(path).is(200);
        iot.delete(path).is(204);
        iot.delete(path).is(404);
        assertThat(value("open_status")).isEqualTo("ERROR");
        assertThat(value("open_info")).isEqualTo("cancelled");
        iot.delete("/devices/g1/commands").is(204);
        assertThat(poll()).isEqualTo(Json.of("{}"));
        iot.get("/devices/g2/commands").is(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    commands:[{type:'command'}]                       ; 400
                    commands:[{name:'a b'}]                           ; 400
                    commands:[{name:'value'}]                         ; 400
                    commands:{name:'a'}                               ; 400
                    commands:[{name:'a',payloadType:'xml'}]           ; 400
                    commands:[{name:'a',mqtt:{qos:3}}]                ; 400
                    commands:[{name:'a',mqtt:{retain:'maybe'}}]       ; 400
                    commands:[{name:'a',expression:'x'}]              ; 201
                    commands:[{name:'a',expression:'x +'}]            ; 400
                    endpoint:'http://x/${id}'                         ; 201
                    endpoint:'http://x/${id'                          ; 400
                    commands:[{name:'a',mqtt:{qos:'2',retain:true}}]  ; 201
                    endpoint:'ftp://x'                                ; 400
                    endpoint:'http://x:1/p'                           ; 201
                    transport:'AMQP'                                  ; 501
                    transport:'smoke'                                 ; 400
                    cmdMode:'advancedNotification'                    ; 400
                    cmdMode:'legacy'                                  ; 201
                    cmdNaming:'other'                                 ; 400
                    cmdExpiry:'PT0S'                                  ; 400
                    cmdExpiry:'P1D'                                   ; 201
                    cmdExpiry:'soon'                                  ; 400
                    """)
    void isDeclared(String member, int status) {
        iot.post("/devices", "{devices:[{device_id:'d'," + member + "}]}").is(status);
    }

    private void gates(String members) {
        gates(members, "/iot/json");
    }

    private void gates(String members, String resource) {
        iot.post(
                        "/services",
                        "{services:[{apikey:'%s',resource:'%s',entity_type:'Gate',commands:[{name:'open',type:'command',headers:{'X-Extra':'7'}},{name:'ring'}],%s}]}"
                                .formatted(key, resource, members))
                .is(201);
    }

    private void gate() {
        iot.post("/devices", "{devices:[{device_id:'g1',apikey:'" + key + "'}]}").is(201);
    }

    private Answer patch(String attribute, String body) {
        return api.patch("/entities/" + GATE + "/attrs/" + attribute, body);
    }

    private JsonNode poll() {
        return device.get("/json", "i", "g1", "k", key, "getCmd", "1").is(200).json();
    }

    private Answer result(String body) {
        return device.post("/json/commands", body, "i", "g1", "k", key);
    }

    private Answer ultralight(String body) {
        return device.with("Content-Type", "text/plain")
                .send("POST", "/d", BodyPublishers.ofString(body), "i", "g1", "k", key);
    }

    private JsonNode commands() {
        return iot.get("/devices/g1/commands").is(200).json();
    }

    private JsonNode entity() {
        return api.get("/entities/" + GATE).is(200).json();
    }

    private JsonNode attribute(String name) {
        return entity().path(name);
    }

    private String value(String name) {
        return attribute(name).path("value").asString("(none)");
    }

    private void awaitStatus(String command, String status) {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(value(command + "_status")).isEqualTo(status));
    }

    private void awaitCommands(int count) {
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> commands().path("count").asInt() == count);
    }
}
