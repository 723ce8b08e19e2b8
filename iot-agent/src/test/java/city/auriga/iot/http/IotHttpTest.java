package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.TestAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

class IotHttpTest {
    private static final String GROUPS =
            """
            {"services": [{"apikey": "park", "resource": "/iot/json", "entity_type": "Sensor",
              "cbroker": "http://orion:1026", "timestamp": true,
              "attributes": [{"object_id": "t", "name": "temperature", "type": "Number",
                "metadata": {"unitCode": {"type": "Property", "value": "CEL"}}}],
              "static_attributes": [{"name": "floor", "type": "Number", "value": 3}]}]}
            """;

    private final TestAgent agent = new TestAgent();
    private final MockMvcTester mvc = AgentHttp.of(agent);

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void declaresListsChangesAndRemovesGroups() {
        assertThat(post("/iot/services", GROUPS)).hasStatus(201).bodyJson().isEqualTo("{}");
        assertThat(agent.stores.tenants.exists(new Tenant("city"))).isTrue();
        assertThat(get("/iot/groups?apikey=park"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.count", count -> assertThat(count).isEqualTo(1))
                .hasPathSatisfying(
                        "$.groups[0].cbroker",
                        echoed -> assertThat(echoed).isEqualTo("http://orion:1026"))
                .hasPathSatisfying(
                        "$.groups[0].subservice", path -> assertThat(path).isEqualTo("/"));
        assertThat(post("/iot/services", GROUPS)).hasStatus(409);
        assertThat(put("/iot/services?resource=/iot/json&apikey=park", "{\"timestamp\":false}"))
                .hasStatus(204);
        assertThat(get("/iot/services?apikey=park"))
                .bodyJson()
                .hasPathSatisfying(
                        "$.services[0].timestamp", flag -> assertThat(flag).isEqualTo(false));
        assertThat(delete("/iot/services?resource=/iot/json&apikey=park")).hasStatus(204);
        assertThat(delete("/iot/services?resource=/iot/json&apikey=park")).hasStatus(404);
    }

    @Test
    void declaresListsChangesAndRemovesDevices() {
        var body = "{\"devices\":[{\"device_id\":\"d1\",\"apikey\":\"key\",\"x\":1}]}";
        assertThat(post("/iot/devices", body)).hasStatus(201);
        assertThat(post("/iot/devices", body)).hasStatus(409);
        assertThat(get("/iot/devices"))
                .bodyJson()
                .hasPathSatisfying("$.count", count -> assertThat(count).isEqualTo(1));
        assertThat(put("/iot/devices/d1", "{\"entity_name\":\"urn:a:1\"}")).hasStatus(204);
        assertThat(put("/iot/devices/d1", "{\"device_id\":\"d2\"}")).hasStatus(400);
        assertThat(get("/iot/devices/d1"))
                .bodyJson()
                .hasPathSatisfying("$.entity_name", name -> assertThat(name).isEqualTo("urn:a:1"))
                .hasPathSatisfying("$.x", echoed -> assertThat(echoed).isEqualTo(1));
        assertThat(delete("/iot/devices/d1?apikey=key")).hasStatus(204);
        assertThat(get("/iot/devices/d1")).hasStatus(404);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    groups  ; {broken                                                       ; 400 ; WRONG_SYNTAX
                    groups  ; {"services":[{}]}                                             ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{}],"more":1}                                      ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[]}                                                 ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[5]}                                                ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","entity_type":"T"}]}                ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k"}]}                     ; 400 ; MISSING_CONFIG_PARAMS
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":5}]}     ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","attributes":{}}]}  ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"\\u0000","entity_type":"T"}]} ; 400 ; BAD_REQUEST
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","x":"\\ud800"}]} ; 400 ; BAD_REQUEST
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","x":1e999}]} ; 400 ; BAD_REQUEST
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","x":1e76020076001}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","timezone":"Moon"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","commands":[{"name":"c","expression":"x +"}]}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","commands":[{"name":"c","headers":{"A":"x${"}}]}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","commands":[{"name":"c","headers":{"A":"${1 +}"}}]}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","endpoint":"http://${id +}/"}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","endpoint":"'http://' +"}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","endpoint":"host/path"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","connection":"x"}]} ; 501 ; METHOD_NOT_IMPLEMENTED
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","nullAction":"remove"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","geoOrder":"xy"}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"name":"a","geoOrder":"xy"}]}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"name":"a","path":"*.t"}]}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"name":"a","deadband":-1}]}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"name":"a","deadband":"1"}]}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","deviceIdExp":"sn"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","topics":["a/b"],"deviceIdExp":"sn+"}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","dataType":"DateTime"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","scope":"//"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","scope":5}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","dedupe":"n+"}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","badTimestamp":"drop"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","maxClockSkew":-1}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","groupRateLimit":1.5}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","groupRateLimit":5}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","relationshipPrefix":"a b"}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","deviceIdExp":"sn"}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","expectedInterval":"often"}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"name":"a","minInterval":0}]}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"name":"a","minInterval":"5m"}]}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","entityNameExp":"id +"}]} ; 400 ; INVALID_EXPRESSION
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","template":"nothing"}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","topics":["a/+/b"]}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","template":"csv","templateParams":{"x":1}}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","topics":["a/{device}"]}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","topics":["json/k/{device}/attrs"]}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"T","topics":["only/this"]}]} ; 400 ; WRONG_SYNTAX
                    groups  ; {"groups":[{"resource":"","apikey":"k","entity_type":"X Y"}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"object_id":"v","name":"value"}]}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","static_attributes":[{"name":"a b","value":1}]}]} ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"entity_name":"x"}]}                             ; 400 ; MISSING_ATTRIBUTES
                    devices ; {"devices":[{"device_id":5}]}                                 ; 400 ; WRONG_SYNTAX
                    devices ; {"devices":[{"device_id":"d","attributes":[{"name":"a","expression":"b+"}]}]} ; 400 ; INVALID_EXPRESSION
                    """)
    void refusesWhatIsWrongOrNotSupportedYet(
            String resource, String body, int status, String name) {
        assertThat(post("/iot/" + resource, body))
                .hasStatus(status)
                .bodyJson()
                .hasPathSatisfying("$.name", code -> assertThat(code).isEqualTo(name));
        assertThat(agent.stores.devices.all).isEmpty();
    }

    @Test
    void wantsATenant() {
        assertThat(mvc.get().uri("/iot/devices").exchange())
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.name", code -> assertThat(code).isEqualTo("MISSING_HEADERS"));
        assertThat(mvc.get().uri("/iot/devices").header("NGSILD-Tenant", "a b").exchange())
                .hasStatus(400);
    }

    @Test
    void writesAProblemDocumentForWhoWantsOne() {
        assertThat(
                        mvc.get()
                                .uri("/iot/devices/none")
                                .header("fiware-service", "city")
                                .header("Accept", "application/problem+json")
                                .exchange())
                .hasStatus(404)
                .hasContentType("application/problem+json")
                .bodyJson()
                .hasPathSatisfying(
                        "$.title", title -> assertThat(title).isEqualTo("DEVICE_NOT_FOUND"));
    }

    @Test
    void takesMeasuresOfDevices() {
        assertThat(post("/iot/services", GROUPS)).hasStatus(201);
        assertThat(measure("/iot/json?k=park&i=m1", MediaType.APPLICATION_JSON, "{\"t\":\"21\"}"))
                .hasStatusOk()
                .bodyJson()
                .isEqualTo("{}");
        assertThat(agent.value("m1", "temperature").map(JsonNode::intValue)).contains(21);
        assertThat(agent.value("m1", "floor").map(JsonNode::intValue)).contains(3);
        assertThat(measure("/iot/d?k=ulkey&i=m2", MediaType.TEXT_PLAIN, "t|1")).hasStatusOk();
        assertThat(agent.value("m2", "t").map(JsonNode::intValue)).contains(1);
        assertThat(get("/iot/d?k=ulkey&i=m3&d=t|5")).hasStatusOk();
        assertThat(agent.value("m3", "t").map(JsonNode::intValue)).contains(5);
        assertThat(
                        measure(
                                "/iot/json/attrs/photo?k=park&i=m1",
                                MediaType.APPLICATION_OCTET_STREAM,
                                "ab"))
                .hasStatusOk();
        assertThat(agent.value("m1", "photo").map(JsonNode::stringValue)).contains("6162");
        assertThat(
                        measure(
                                "/iot/json/attrs/code?k=park&i=m1",
                                MediaType.TEXT_PLAIN,
                                "1e76020076001"))
                .hasStatusOk();
        assertThat(agent.value("m1", "code").map(JsonNode::stringValue)).contains("1e76020076001");
    }

    /** Bytes become digits and XML an object, whatever the device speaks otherwise. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    /iot/json ; key   ; application/octet-stream ; ab                ; "6162"
                    /iot/d    ; ulkey ; application/octet-stream ; ab                ; "6162"
                    /iot/d    ; ulkey ; application/octet-stream ; t|1               ; "747c31"
                    /iot/json ; key   ; application/soap+xml     ; <s:a xmlns:s="u"><b>7</b></s:a> ; {"https://uri.etsi.org/ngsi-ld/default-context/a":
                    /iot/d    ; ulkey ; application/soap+xml     ; <s:a xmlns:s="u"><b>7</b></s:a> ; {"https://uri.etsi.org/ngsi-ld/default-context/a":
                    /iot/json ; key   ; application/json         ; [1,{}]            ; [1,{}]
                    /iot/d    ; ulkey ; application/json         ; [1,{}]            ; [1,{}]
                    /iot/json ; key   ; text/plain               ; on                ; "on"
                    /iot/d    ; ulkey ; text/plain               ; on                ; "on"
                    /iot/d    ; ulkey ; text/plain               ; 7                 ; 7
                    """)
    void takesOneValueInFourForms(
            String resource, String apikey, String type, String body, String value) {
        var answer =
                measure(
                        resource + "/attrs/raw?i=one&k=" + apikey,
                        MediaType.parseMediaType(type),
                        body);
        assertThat(answer).hasStatusOk();
        assertThat(answer).bodyText().isEqualTo(resource.equals("/iot/d") ? "" : "{}");
        assertThat(agent.value("one", "raw").orElseThrow().toString()).startsWith(value);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    /iot/json?k=key              ; application/json ; {"t":1}  ; 400
                    /iot/json/configuration?k=key&i=d ; application/json ; {"type":"x","fields":["a"]} ; 400
                    /iot/json/configuration?k=nokey&i=d ; application/json ; {"type":"configuration","fields":["a"]} ; 404
                    /iot/json/configuration?i=d  ; application/json ; {"type":"configuration","fields":["a"]} ; 400
                    /iot/d/configuration?k=ulkey&i=d ; text/plain ; t|1 ; 400
                    /iot/json/configuration?k=key&i=a/b ; application/json ; {"type":"configuration","fields":["a"]} ; 400
                    /iot/json/configuration?k=poll&i=d ; application/json ; {"type":"configuration","fields":["a"]} ; 400
                    /iot/json?k=nokey&i=d        ; application/json ; {"t":1}  ; 404
                    /iot/json?k=key&i=d          ; text/plain       ; {"t":1}  ; 400
                    /iot/json?k=key&i=d          ; application/x-www-form-urlencoded ; t=1 ; 400
                    /iot/json?k=key&i=d          ; application/json ; {broken  ; 400
                    /iot/json?k=key&i=d          ; application/json ; ``       ; 400
                    /iot/json?k=key&i=d          ; application/json ; {"no name":1} ; 400
                    /iot/d?k=ulkey&i=d           ; text/plain       ; t|       ; 400
                    """)
    void tellsADeviceWhatIsWrong(String uri, String type, String body, int status) {
        agent.group("/iot/json", "poll", "{'entity_type':'Sensor','transport':'HTTP'}");
        assertThat(measure(uri, MediaType.parseMediaType(type), body))
                .hasStatus(status)
                .bodyJson()
                .hasPath("$.name");
    }

    @Test
    void answersThatTheStorageIsAway() {
        agent.writer.away(true);
        assertThat(measure("/iot/json?k=key&i=d", MediaType.APPLICATION_JSON, "{\"t\":1}"))
                .hasStatus(503)
                .hasHeader("Retry-After", "2");
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() {
        var large = "{\"t\":\"" + "x".repeat(20_000) + "\"}";
        assertThat(measure("/iot/json?k=key&i=d", MediaType.APPLICATION_JSON, large))
                .hasStatus(413);
        assertThat(post("/iot/devices", large)).hasStatus(413);
    }

    @Test
    void showsDeadLetters() {
        assertThat(measure("/iot/json?k=key&i=d", MediaType.APPLICATION_JSON, "{broken"))
                .hasStatus(400);
        assertThat(get("/iot/deadletters"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.count", count -> assertThat(count).isEqualTo(1))
                .hasPathSatisfying(
                        "$.deadletters[0].reason", reason -> assertThat(reason).isEqualTo("parse"))
                .hasPathSatisfying(
                        "$.deadletters[0].payload",
                        payload -> assertThat(payload).isEqualTo("{broken"));
        assertThat(delete("/iot/deadletters")).hasStatus(204);
        assertThat(agent.stores.letters.all).isEmpty();
    }

    private MvcTestResult get(String uri) {
        return mvc.get().uri(uri).header("fiware-service", "City").exchange();
    }

    private MvcTestResult delete(String uri) {
        return mvc.delete().uri(uri).header("fiware-service", "city").exchange();
    }

    private MvcTestResult post(String uri, String body) {
        return mvc.post()
                .uri(uri)
                .header("fiware-service", "city")
                .header("fiware-servicepath", "/")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult put(String uri, String body) {
        return mvc.put()
                .uri(uri)
                .header("fiware-service", "city")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult measure(String uri, MediaType type, String body) {
        return mvc.post().uri(uri).contentType(type).content(body).exchange();
    }
}
