package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.iot.reading.TestAgent;
import java.io.UnsupportedEncodingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What devices show of their last measures, and of the way of their commands. */
class KeptMeasuresTest {
    private static final String DEVICE = "/iot/devices/d1";

    private final TestAgent agent = new TestAgent();
    private final MockMvcTester mvc = AgentHttp.of(agent);

    @AfterEach
    void close() {
        agent.close();
    }

    /** Of several the last one, as it came. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'storeLastMeasure': true   -> {"t": 1.5, "w": "x"}              -> "measure":[[{"name":"t","type":"Number","value":1.5},{"name":"w","type":"Text","value":"x"}]]}
                    'storeLastMeasure': 'true' -> [{"t": 1}, {"t": 2}]              -> "measure":[[{"name":"t","type":"Number","value":2}]]}
                    'storeLastMeasure': true   -> {"t": [], "TimeInstant": "2026-05-01T10:00:00Z"} -> "measure":[[{"name":"t","type":"StructuredValue","value":[]},{"name":"TimeInstant","type":"DateTime","value":"2026-05-01T10:00:00Z"}]]}
                    'x': 1                     -> {"t": 1}                          -> Z"},"measures":1
                    """)
    void showsTheLastMeasure(String declared, String payload, String shown) throws Exception {
        agent.group("/iot/json", "kept", "{'entity_type': 'Sensor', " + declared + "}");
        ask("POST", "/iot/json?k=kept&i=d1", payload);
        await().until(() -> ask("GET", DEVICE, "").contains("timestamp"));
        assertThat(ask("GET", DEVICE, "")).contains(shown);
    }

    @Test
    void forgetsTheLastMeasureOnDemand() throws Exception {
        agent.group("/iot/json", "kept", "{'entity_type': 'Sensor', 'storeLastMeasure': true}");
        ask("POST", "/iot/json?k=kept&i=d1", "{\"t\":1}");
        await().until(() -> ask("GET", DEVICE, "").contains("\"measure\":["));
        assertThat(ask("PUT", DEVICE, "{\"lastMeasure\":{\"timestamp\":\"x\"}}")).startsWith("204");
        assertThat(ask("GET", DEVICE, "")).contains("\"measure\":[");
        assertThat(ask("PUT", DEVICE, "{\"lastMeasure\":{}}")).startsWith("204");
        assertThat(ask("GET", DEVICE, ""))
                .doesNotContain("lastMeasure")
                .contains("\"lastSeen\"", "\"measures\":1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'x': 1              ; 'y': 1                                                  ; none
                    'x': 1              ; 'transport': 'HTTP'                                     ; true
                    'transport': 'HTTP' ; 'y': 1                                                  ; true
                    'transport': 'HTTP' ; 'transport': 'MQTT'                                     ; none
                    'transport': 'HTTP' ; 'endpoint': 'http://d/'                                 ; false
                    'x': 1              ; 'transport': 'HTTP', 'endpoint': 'http://d/', 'polling': true ; false
                    """)
    void saysWhetherADeviceFetchesItsCommands(String group, String device, String polling)
            throws Exception {
        agent.group("/iot/json", "kept", "{'entity_type': 'Sensor', " + group + "}");
        var body = "{'devices': [{'device_id': 'd1', 'apikey': 'kept', " + device + "}]}";
        assertThat(ask("POST", "/iot/devices", body.replace('\'', '"'))).startsWith("201");
        var shown = ask("GET", DEVICE, "");
        if (polling.equals("none")) {
            assertThat(shown).doesNotContain("polling");
        } else {
            assertThat(shown).contains("\"polling\":" + polling);
        }
    }

    private String ask(String method, String path, String body)
            throws UnsupportedEncodingException {
        var response =
                mvc.method(HttpMethod.valueOf(method))
                        .uri(path)
                        .header("fiware-service", "city")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body)
                        .exchange()
                        .getResponse();
        return response.getStatus() + " " + response.getContentAsString();
    }
}
