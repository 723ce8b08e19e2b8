package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.reading.TestAgent;
import java.io.UnsupportedEncodingException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Each row of the table of operations, against an agent with a group and three devices. */
class ProvisioningTableTest {
    private final TestAgent agent = new TestAgent();
    private final MockMvcTester mvc = AgentHttp.of(agent);

    @BeforeEach
    void provision() throws UnsupportedEncodingException {
        answer(
                "POST",
                "/iot/groups",
                "{'groups':[{'resource':'','apikey':'park','entity_type':'T','x':1}]}");
        answer(
                "POST",
                "/iot/devices",
                "{'devices':[{'device_id':'d1','apikey':'park','y':2},{'device_id':'d2','apikey':'park'},"
                    + "{'device_id':'d2','apikey':'other','transport':'HTTP'}]}");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    POST   ; /iot/groups ; {'groups':[{'resource':'/r','apikey':'a','entity_type':'T'}]}   ; 201 ; {}
                    POST   ; /iot/services ; {'services':[{'resource':'','apikey':'a','entity_type':'T'}]} ; 201 ; {}
                    POST   ; /iot/groups ; {'groups':[{'resource':'','apikey':'park','entity_type':'T'}]}  ; 409 ; "name":"DUPLICATE_GROUP"
                    POST   ; /iot/groups ; {'groups':[{'resource':'','apikey':'a','entity_type':'T'},{}]}  ; 400 ; "name":"WRONG_SYNTAX"
                    POST   ; /iot/groups ; {'groups':[{'resource':'','apikey':'a'}]}                       ; 400 ; "name":"MISSING_CONFIG_PARAMS"
                    POST   ; /iot/groups ; {'groups':[{'resource':'/r','apikey':'a','entity_type':'T','cmdEnvelope':'ids'}]} ; 400 ; cmdEnvelope: expected id or none, found 'ids'
                    POST   ; /iot/groups ; {'groups':[{'resource':'/r','apikey':'a','entity_type':'T','cmdEnvelope':'id'}]} ; 201 ; {}
                    GET    ; /iot/groups?apikey=park ; `` ; 200 ; {"count":1,"groups":[{"entity_type":"T","x":1,"resource":"","apikey":"park","service":"city","subservice":"/"}]}
                    GET    ; /iot/services?resource=/none ; `` ; 200 ; {"count":0,"services":[]}
                    GET    ; /iot/groups?limit=1 ; `` ; 200 ; {"count":3,
                    PUT    ; /iot/groups?resource=&apikey=park ; {'x':2} ; 204 ; ``
                    PUT    ; /iot/groups?apikey=park ; {'x':2} ; 400 ; "name":"MISSING_HEADERS"
                    PUT    ; /iot/groups?resource=&apikey=none ; {'x':2} ; 404 ; "name":"DEVICE_GROUP_NOT_FOUND"
                    DELETE ; /iot/groups?resource=&apikey=park ; `` ; 204 ; ``
                    DELETE ; /iot/groups?resource=&apikey=none ; `` ; 404 ; "name":"DEVICE_GROUP_NOT_FOUND"
                    POST   ; /iot/devices ; {'devices':[{'device_id':'n','apikey':'park'}]} ; 201 ; {}
                    POST   ; /iot/devices ; {'devices':[{'device_id':'n','apikey':'k'},{'device_id':'d1','apikey':'park'}]} ; 409 ; "name":"DUPLICATE_DEVICE_ID"
                    POST   ; /iot/devices ; {'devices':[{'apikey':'k'}]} ; 400 ; "name":"MISSING_ATTRIBUTES"
                    POST   ; /iot/devices ; {'device':[]} ; 400 ; "name":"WRONG_SYNTAX"
                    POST   ; /iot/devices?options=partial ; {'devices':[{'device_id':'n'},{'device_id':'d1','apikey':'park'},{'x':1}]} ; 207 ; {"devices":[{"device_id":"n","status":201},{"device_id":"d1","status":409,"name":"DUPLICATE_DEVICE_ID",
                    POST   ; /iot/devices?options=partial ; {'devices':[{'device_id':'n'}]} ; 201 ; {"devices":[{"device_id":"n","status":201}]}
                    POST   ; /iot/devices?options=some ; {'devices':[{'device_id':'n'}]} ; 400 ; "name":"BAD_REQUEST"
                    GET    ; /iot/devices?limit=1 ; `` ; 200 ; {"count":3,"devices":[{"y":2,"device_id":"d1","apikey":"park","service":"city","service_path":"/","measures":0,"faults":0}]}
                    GET    ; /iot/devices?limit=1&offset=2 ; `` ; 200 ; {"count":3,"devices":[{"transport":"HTTP","device_id":"d2","apikey":"other",
                    GET    ; /iot/devices?limit=0 ; `` ; 400 ; "name":"BAD_REQUEST"
                    GET    ; /iot/devices?limit=31 ; `` ; 400 ; limit: expected a number from 1 to 30, found '31'
                    GET    ; /iot/devices?apikey=other ; `` ; 200 ; {"count":1,"devices":[{"transport":"HTTP",
                    GET    ; /iot/devices?transport=HTTP ; `` ; 200 ; {"count":1,"devices":[{"transport":"HTTP",
                    GET    ; /iot/devices?q=1 ; `` ; 200 ; {"count":1,"devices":[{"y":2,"device_id":"d1"
                    GET    ; /iot/devices?entity_name=none ; `` ; 200 ; {"count":0,"devices":[]}
                    GET    ; /iot/devices?lastSeenBefore=yesterday ; `` ; 400 ; lastSeenBefore: expected a time
                    GET    ; /iot/devices/d1 ; `` ; 200 ; {"y":2,"device_id":"d1"
                    GET    ; /iot/devices/d2 ; `` ; 200 ; "apikey":"park"
                    GET    ; /iot/devices/d2?apikey=other ; `` ; 200 ; "apikey":"other"
                    GET    ; /iot/devices/d3 ; `` ; 404 ; "name":"DEVICE_NOT_FOUND"
                    PUT    ; /iot/devices/d1 ; {'y':3} ; 204 ; ``
                    PUT    ; /iot/devices/d1 ; {'device_id':'d1'} ; 400 ; "name":"BAD_REQUEST"
                    PUT    ; /iot/devices/d3 ; {'y':3} ; 404 ; "name":"DEVICE_NOT_FOUND"
                    PUT    ; /iot/devices/d2 ; {'apikey':'other'} ; 409 ; "name":"DUPLICATE_DEVICE_ID"
                    DELETE ; /iot/devices/d1 ; `` ; 204 ; ``
                    DELETE ; /iot/devices/d3 ; `` ; 404 ; "name":"DEVICE_NOT_FOUND"
                    DELETE ; /iot/devices/d1?entity=perhaps ; `` ; 400 ; "name":"BAD_REQUEST"
                    POST   ; /iot/op/delete ; {'devices':[{'deviceId':'d1','apikey':'park'},{'deviceId':'d2'}]} ; 204 ; ``
                    POST   ; /iot/op/delete ; {'devices':[{'deviceId':'d9'},{'deviceId':'d1'}]} ; 404 ; no device 'd9'
                    POST   ; /iot/op/delete ; {'devices':[{'device_id':'d1'}]} ; 400 ; "name":"MISSING_ATTRIBUTES"
                    GET    ; /admin/log ; `` ; 200 ; {"level":"
                    PUT    ; /admin/log?level=LOUD ; `` ; 400 ; {"error":"
                    GET    ; /iot/deadletters?reason=none ; `` ; 400 ; "name":"BAD_REQUEST"
                    POST   ; /iot/deadletters/7/replay ; `` ; 404 ; "name":"DEAD_LETTER_NOT_FOUND"
                    """)
    void answers(String method, String uri, String body, int status, String part)
            throws UnsupportedEncodingException {
        var answer = answer(method, uri, body);
        assertThat(answer).isEqualTo(status + " " + answer.substring(4)).contains(part);
        if (part.isEmpty()) {
            assertThat(answer).hasSize(4);
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    DELETE ; /iot/groups?resource=&apikey=park&device=true ; `` ; /iot/devices ; {"count":1,"devices":[{"transport":"HTTP",
                    DELETE ; /iot/groups?resource=&apikey=park ; `` ; /iot/devices ; {"count":3,
                    POST ; /iot/op/delete ; {'devices':[{'deviceId':'d9'},{'deviceId':'d1'}]} ; /iot/devices ; {"count":2,
                    POST ; /iot/devices ; {'devices':[{'device_id':'n','apikey':'k'},{'device_id':'d1','apikey':'park'}]} ; /iot/devices ; {"count":3,
                    POST ; /iot/groups ; {'groups':[{'resource':'','apikey':'a','entity_type':'T'},{}]} ; /iot/groups?apikey=a ; {"count":0,
                    PUT ; /iot/groups?resource=&apikey=park ; {'new':1} ; /iot/groups?apikey=park ; {"entity_type":"T","x":1,"new":1,
                    PUT ; /iot/devices/d1 ; {'new':1,'measures':9,'lastSeen':'x'} ; /iot/devices/d1 ; {"y":2,"new":1,"device_id":"d1","apikey":"park","service":"city","service_path":"/","measures":0,"faults":0}
                    """)
    void does(String method, String uri, String body, String look, String part)
            throws UnsupportedEncodingException {
        answer(method, uri, body);
        assertThat(answer("GET", look, "")).contains(part);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /iot/groups, '/*', 200",
        "GET, /iot/devices, '/*', 400",
        "GET, /iot/groups, parks, 400",
        "DELETE, /iot/groups?resource=&apikey=park, /other, 403"
    })
    void looksAtThePath(String method, String uri, String path, int status) {
        assertThat(
                        mvc.method(HttpMethod.valueOf(method))
                                .uri(uri)
                                .header("fiware-service", "city")
                                .header("fiware-servicepath", path)
                                .exchange())
                .hasStatus(status);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 0, 2", "5, 2, 1"})
    void pagesGroupsOfAllPaths(int limit, int offset, int shown) {
        assertThat(
                        mvc.get()
                                .uri("/iot/groups?limit=%d&offset=%d".formatted(limit, offset))
                                .header("fiware-service", "city")
                                .header("fiware-servicepath", "/*")
                                .exchange())
                .bodyJson()
                .hasPathSatisfying("$.count", count -> assertThat(count).isEqualTo(3))
                .hasPathSatisfying(
                        "$.groups.length()", length -> assertThat(length).isEqualTo(shown));
    }

    /** FIWARE's scripts list without a limit, and believe that they saw all. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    /iot/devices    -> 30, d1 .. x27
                    /iot/devices?offset=29 -> 30, x27
                    /iot/devices?limit=29 -> 30, d1 .. x26
                    """)
    void listsAllDevicesWithoutALimit(String uri, String expected) throws Exception {
        for (int i = 1; i <= 27; i++) {
            answer("POST", "/iot/devices", "{'devices':[{'device_id':'x" + i + "'}]}");
        }
        var found = JsonMapper.shared().readTree(answer("GET", uri, "").substring(4));
        var ids =
                found.path("devices")
                        .valueStream()
                        .map(device -> device.path("device_id").asString())
                        .toList();
        assertThat(
                        found.path("count").asInt()
                                + ", "
                                + ids.getFirst()
                                + (ids.size() > 1 ? " .. " + ids.getLast() : ""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    /iot/devices          -> 200 {"count":3,"devices":2}
                    /iot/devices?offset=2 -> 200 {"count":3,"devices":1}
                    /iot/devices?limit=3  -> 400 limit: expected a number from 1 to 2, found '3'
                    /iot/groups           -> 200 {"count":3,"groups":2}
                    /iot/groups?limit=3   -> 400 limit: expected a number from 1 to 2, found '3'
                    """)
    void listsNoMoreThanAnAnswerMayHold(String uri, String expected) throws Exception {
        var bounded =
                AgentHttp.of(
                        agent,
                        InstantSource.system(),
                        new HttpSettings(null, 10_000, 1_000, 1_000, 2, "#", true, true));
        var result =
                bounded.get()
                        .uri(uri)
                        .header("fiware-service", "city")
                        .header("fiware-servicepath", uri.contains("groups") ? "/*" : "/")
                        .exchange();
        var body =
                (ObjectNode)
                        JsonMapper.shared().readTree(result.getResponse().getContentAsString());
        for (var member : List.of("devices", "groups")) {
            if (body.has(member)) {
                body.put(member, body.path(member).size());
            }
        }
        assertThat(
                        result.getResponse().getStatus()
                                + " "
                                + (body.has("message") ? body.path("message").asString() : body))
                .isEqualTo(expected);
    }

    /** Status and body. */
    private String answer(String method, String uri, String body)
            throws UnsupportedEncodingException {
        var result =
                mvc.method(HttpMethod.valueOf(method))
                        .uri(uri)
                        .header("fiware-service", "city")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body.replace('\'', '"'))
                        .exchange();
        return result.getResponse().getStatus() + " " + result.getResponse().getContentAsString();
    }
}
