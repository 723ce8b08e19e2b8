package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.iot.codec.Told;
import city.auriga.iot.reading.TestAgent;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;

/** What operators look at and repair: dead letters, unknown devices, dry runs, the registry. */
class OperatorsTest {
    private static final Instant ARRIVAL = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private final MockMvcTester mvc = AgentHttp.of(agent);

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void showsWhatWasHeardOfADevice() throws Exception {
        ask("POST", "/iot/json?k=key&i=d1", "{\"t\":1}");
        ask("POST", "/iot/json?k=key&i=d1", "[{\"t\":1},{\"t\":2}]");
        ask("POST", "/iot/json?k=key&i=d1", "{broken");
        await().until(() -> ask("GET", "/iot/devices/d1", "").contains("\"faults\":1"));
        assertThat(ask("GET", "/iot/devices", ""))
                .contains("\"measures\":3,\"faults\":1")
                .contains("\"lastSeen\":\"2")
                .contains("\"lastMeasure\":{\"timestamp\":\"2");
    }

    @Test
    void triesALetterAgainWhenItCanBeUnderstood() throws UnsupportedEncodingException {
        letter(Tenant.DEFAULT, Reason.UNIDENTIFIED, "/json/later/d1/attrs", "{\"t\":7}", null);
        assertThat(ask("POST", "/iot/deadletters/1/replay", ""))
                .startsWith("200")
                .contains("\"result\":\"refused\"", "\"reason\":\"unidentified\"");
        agent.group("/iot/json", "later", "{'entity_type': 'Sensor'}");
        assertThat(ask("POST", "/iot/deadletters/1/replay", ""))
                .isEqualTo("200 {\"id\":1,\"result\":\"committed\",\"written\":1,\"refusals\":[]}");
        assertThat(agent.value("d1", "t").map(JsonNode::intValue)).contains(7);
        assertThat(agent.writer.history().getLast().attributes().values().iterator().next())
                .first()
                .satisfies(a -> assertThat(a.observedAt()).isEqualTo(ARRIVAL));
        assertThat(agent.stores.letters.all).isEmpty();
    }

    @Test
    void triesALetterThatCameOverHttp() throws UnsupportedEncodingException {
        agent.group(
                "/iot/json",
                "typed",
                "{'entity_type': 'Sensor', 'attributes': [{'object_id': 't', 'name': 'a', 'type':"
                        + " 'Number'}]}");
        ask("POST", "/iot/json?k=typed&i=d1&t=2026-01-01T00:00:00Z", "{\"t\":\"warm\",\"u\":1}");
        assertThat(askOf("city", "POST", "/iot/deadletters/1/replay", ""))
                .contains("\"result\":\"partly_committed\",\"written\":1");
        agent.senders.groupsChanged();
        agent.stores.groups.all.removeIf(g -> g.apikey().equals("typed"));
        agent.group("/iot/json", "typed", "{'entity_type': 'Sensor'}");
        assertThat(askOf("city", "POST", "/iot/deadletters/1/replay", ""))
                .contains("\"result\":\"committed\"");
        assertThat(agent.value("d1", "t").map(JsonNode::stringValue)).contains("warm");
    }

    @Test
    void triesAllLettersOfAReason() throws UnsupportedEncodingException {
        letter(TestAgent.TENANT, Reason.PARSE, "/json/key/a/attrs", "{\"t\":1}", null);
        letter(TestAgent.TENANT, Reason.PARSE, "/json/key/b/attrs", "{still broken", null);
        letter(TestAgent.TENANT, Reason.MAPPING, "/json/key/c/attrs", "{\"t\":1}", null);
        letter(TestAgent.TENANT, Reason.PARSE, "/iot/json", "{\"t\":1}", null);
        assertThat(askOf("city", "POST", "/iot/deadletters/replay?reason=parse", ""))
                .contains("\"id\":1,\"result\":\"committed\"")
                .contains("\"id\":2,\"result\":\"refused\"")
                .contains("\"id\":4,\"result\":\"unknown_origin\"")
                .doesNotContain("\"id\":3");
        assertThat(askOf("city", "GET", "/iot/deadletters?reason=parse", ""))
                .contains("\"count\":2");
        assertThat(agent.stores.letters.all)
                .extracting(DeadLetter::count)
                .containsExactly(1L, 1L, 1L);
    }

    /** Of the topic of a group, whose codec finds several devices. */
    @Test
    void triesALetterOfATopicOfAGroup() throws UnsupportedEncodingException {
        letter(TestAgent.TENANT, Reason.PARSE, "plant/7", "{'t': 1}".replace('\'', '"'), null);
        assertThat(askOf("city", "POST", "/iot/deadletters/1/replay", ""))
                .startsWith("409")
                .contains("nobody listens");
        agent.group(
                "/plant",
                "plant",
                "{'entity_type': 'Sensor', 'template': 'json', 'topics': ['plant/{device}']}");
        assertThat(askOf("city", "POST", "/iot/deadletters/1/replay", ""))
                .contains("\"result\":\"committed\"");
        assertThat(agent.value("7", "t").map(JsonNode::intValue)).contains(1);
    }

    @Test
    void leavesWhatItCannotTry() throws UnsupportedEncodingException {
        letter(TestAgent.TENANT, Reason.TOO_LARGE, "/json/key/a/attrs", "{", "{\"size\":9}");
        assertThat(askOf("city", "POST", "/iot/deadletters/1/replay", ""))
                .startsWith("409")
                .contains("only the first 1 bytes");
        agent.group(new Tenant("else"), "/iot/json", "moved", "{'entity_type': 'Sensor'}");
        letter(TestAgent.TENANT, Reason.PARSE, "/json/moved/a/attrs", "{\"t\":1}", null);
        assertThat(askOf("city", "POST", "/iot/deadletters/2/replay", ""))
                .contains("refused", "another tenant");
        agent.writer.away(true);
        letter(TestAgent.TENANT, Reason.PARSE, "/json/key/a/attrs", "{\"t\":1}", null);
        assertThat(askOf("city", "POST", "/iot/deadletters/3/replay", "")).startsWith("503");
        assertThat(agent.stores.letters.all).hasSize(3);
    }

    @Test
    void listsWhoIsUnknown() throws UnsupportedEncodingException {
        letter(Tenant.DEFAULT, Reason.UNIDENTIFIED, "/json/k/d1/attrs", "1", null);
        letter(Tenant.DEFAULT, Reason.UNIDENTIFIED, "/json/k/d1/attrs/t", "2", null);
        letter(Tenant.DEFAULT, Reason.UNIDENTIFIED, "plant/7", "3", null);
        letter(Tenant.DEFAULT, Reason.PARSE, "/json/k/d2/attrs", "4", null);
        assertThat(ask("GET", "/iot/unknown", ""))
                .contains("\"count\":2")
                .contains("\"device_id\":\"\",\"apikey\":\"\",\"source\":\"plant/7\"")
                .contains("\"device_id\":\"d1\",\"apikey\":\"k\"", "\"readings\":2");
    }

    /** What was told under another apikey can be replaced by no device. */
    @Test
    void showsConfigsAndTakesThemAway() throws UnsupportedEncodingException {
        agent.group(
                "",
                "homes",
                "{'entity_type':'Home','template':'home-assistant','templateParams':{'prefix':'ha'}}");
        var group = agent.stores.groups.find("", "homes").orElseThrow();
        for (var topic : List.of("ha/sensor/t/config", "old/sensor/t/config")) {
            var config = new Told.Config(topic, "d1", Map.of("home/t", 1), "{}");
            assertThat(agent.discovered.take(group, config, ARRIVAL, false)).isEmpty();
        }
        assertThat(askOf("city", "GET", "/iot/discovered?device_id=d1&limit=1&offset=1", ""))
                .isEqualTo(
                        "200 {\"count\":2,\"configs\":[{\"subservice\":\"/\",\"resource\":\"\",\"apikey\":\"homes\",\"topic\":\"old/sensor/t/config\",\"device_id\":\"d1\",\"bytes\":427,\"received\":\"2026-05-01T10:00:00Z\",\"heard\":false}]}");
        assertThat(askOf("city", "GET", "/iot/discovered?resource=&apikey=homes", ""))
                .contains("\"count\":2", "\"heard\":true");
        assertThat(askOf("else", "GET", "/iot/discovered", "")).contains("\"count\":0");
        assertThat(askOf("city", "GET", "/iot/discovered?resource=/iot", ""))
                .contains("\"count\":0");
        var old = "/iot/discovered?resource=&apikey=homes&topic=old/sensor/t/config";
        assertThat(askOf("else", "DELETE", old, "")).startsWith("404");
        assertThat(askOf("city", "DELETE", old.replace("topic", "x"), "")).startsWith("400");
        assertThat(askOf("city", "DELETE", old, "")).startsWith("204");
        assertThat(askOf("city", "DELETE", old, "")).startsWith("404");
        assertThat(askOf("city", "GET", "/iot/discovered", ""))
                .contains("\"count\":1", "\"topic\":\"ha/sensor/t/config\"");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    /iot/devices/new/simulate?apikey=tried ; {"t":"21.5","u":1} ; 200 ; "values":{"t":"21.5","u":1},"entities":[{"id":"urn:ngsi-ld:Room:new","type":"Room","floor":{"type":"Property","value":3},"temperature":{"type":"Property","value":21.5,"observedAt":"
                    /iot/devices/new/simulate?apikey=tried ; {"t":"warm"} ; 200 ; "refusals":[{"reason":"mapping","detail":"temperature:
                    /iot/devices/new/simulate?apikey=tried ; {broken ; 200 ; "measures":[],"refusals":[{"reason":"parse"
                    /iot/devices/new/simulate?apikey=tried&protocol=ul ; t|5 ; 200 ; "value":5
                    /iot/devices/new/simulate?apikey=tried&attribute=t ; 6 ; 200 ; "value":6
                    /iot/devices/new/simulate?apikey=tried ; [{"t":1},{"t":2}] ; 200 ; "floor":{"type":"Property","value":3}
                    /iot/devices/d7/simulate?topic=plant/d7 ; {"t":1} ; 200 ; "entities":[{"id":"urn:ngsi-ld:Pump:d7"
                    /iot/devices/d7/simulate?topic=plant/d8 ; {"t":1} ; 200 ; nothing is measured by 'd7' in it
                    /iot/devices/d7/simulate?topic=none/d7 ; {"t":1} ; 400 ; topic: no group listens
                    /iot/devices/new/simulate?apikey=none ; {"t":1} ; 404 ; DEVICE_NOT_FOUND
                    /iot/devices/new/simulate?apikey=foreign ; {"t":1} ; 404 ; DEVICE_NOT_FOUND
                    /iot/devices/new/simulate ; {"t":1} ; 404 ; DEVICE_NOT_FOUND
                    /iot/devices/keyless/simulate ; {"t":1} ; 400 ; apikey: expected
                    /iot/devices/new/simulate?apikey=tried&protocol=xml ; {"t":1} ; 400 ; protocol: expected
                    """)
    void tellsWhatAPayloadWouldBecome(String uri, String payload, int status, String part)
            throws UnsupportedEncodingException {
        agent.group(
                "/iot/json",
                "tried",
                "{'entity_type': 'Room', 'attributes': [{'object_id': 't', 'name': 'temperature',"
                        + " 'type': 'Number', 'unitCode': 'CEL'}], 'static_attributes': [{'name':"
                        + " 'floor', 'type': 'Number', 'value': 3}]}");
        agent.group(new Tenant("else"), "/iot/json", "foreign", "{'entity_type': 'Room'}");
        agent.group(
                "/plant",
                "plant",
                "{'entity_type': 'Pump', 'template': 'json', 'topics': ['plant/{device}']}");
        askOf("city", "POST", "/iot/devices", "{\"devices\":[{\"device_id\":\"keyless\"}]}");
        var answer = askOf("city", "POST", uri, payload);
        assertThat(answer).startsWith(status + " ").contains(part);
        assertThat(agent.writer.history()).isEmpty();
        assertThat(agent.stores.devices.all).hasSize(1);
    }

    @Test
    void takesTheRegistryThatItGave() throws UnsupportedEncodingException {
        askOf(
                "city",
                "POST",
                "/iot/devices",
                "{\"devices\":[{\"device_id\":\"d1\",\"apikey\":\"key\",\"x\":1}]}");
        var document = askOf("city", "GET", "/iot/registry", "").substring(4);
        assertThat(document)
                .contains("\"groups\":[{", "\"devices\":[{\"x\":1,\"device_id\":\"d1\"");
        var before = List.copyOf(agent.stores.devices.all);
        assertThat(askOf("city", "POST", "/iot/registry", document))
                .isEqualTo("200 {\"groups\":2,\"devices\":1}");
        assertThat(agent.stores.devices.all).isEqualTo(before);
        assertThat(askOf("city", "POST", "/iot/registry", document.replace("\"x\":1", "\"x\":2")))
                .startsWith("200");
        assertThat(askOf("city", "GET", "/iot/devices/d1", "")).contains("\"x\":2");
        assertThat(ask("POST", "/admin/iot/registry", document)).startsWith("200");
        assertThat(ask("GET", "/admin/iot/registry", "")).contains("\"x\":1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = ";",
            textBlock =
                    """
                    {'groups':[],'devices':[{'device_id':'n'},{'x':1}]}                ; 400 ; devices[1]: device_id
                    {'devices':[{'device_id':'n'},{'device_id':'n'}]}                  ; 409 ; devices[1]: 'n' is in the document twice
                    {'devices':[{'device_id':'n'},5]}                                  ; 400 ; devices[1]: expected an object
                    {'devices':[{'device_id':'n','service':'else'}]}                   ; 403 ; devices[0]: service: 'else'
                    {'devices':[{'device_id':'n','service_path':'x'}]}                 ; 400 ; devices[0]: service_path
                    {'devices':[{'device_id':'n','attributes':[{'name':'a','expression':'b+'}]}]} ; 400 ; devices[0]: attributes
                    {'devices':[{'device_id':'n'}],'groups':[{'resource':'/iot/json','apikey':'foreign','entity_type':'T'}]} ; 409 ; groups[0]: of another
                    {'devices':[{'device_id':'n','x':'\\u0000'}]}                      ; 400 ; devices[0]: $.x
                    {'devices':[{'device_id':'n'}],'more':[]}                          ; 400 ; nothing but
                    {'devices':[{'device_id':'n'}]} x                                  ; 400 ; not JSON
                    {'devices':[{'device_id':'n'}                                      ; 400 ; not JSON
                    []                                                                 ; 400 ; nothing but
                    """)
    void refusesARegistryAsAWhole(String body, int status, String part)
            throws UnsupportedEncodingException {
        agent.group(new Tenant("else"), "/iot/json", "foreign", "{'entity_type': 'Room'}");
        assertThat(askOf("city", "POST", "/iot/registry", body.replace('\'', '"')))
                .startsWith(status + " ")
                .contains(part.replace("\"", "\\\""));
        assertThat(agent.stores.devices.all).isEmpty();
    }

    private void letter(
            Tenant tenant, Reason reason, String source, String payload, String origin) {
        agent.stores.letters.add(
                List.of(
                        new DeadLetter(
                                tenant,
                                reason,
                                source,
                                "detail",
                                payload.getBytes(StandardCharsets.UTF_8),
                                origin,
                                1,
                                ARRIVAL)));
    }

    private String ask(String method, String uri, String body) throws UnsupportedEncodingException {
        return askOf(uri.startsWith("/iot/devices") ? "city" : "", method, uri, body);
    }

    /** Status and body. */
    private String askOf(String tenant, String method, String uri, String body)
            throws UnsupportedEncodingException {
        var result =
                mvc.method(HttpMethod.valueOf(method))
                        .uri(uri)
                        .header("fiware-service", tenant)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body)
                        .exchange();
        return result.getResponse().getStatus() + " " + result.getResponse().getContentAsString();
    }
}
