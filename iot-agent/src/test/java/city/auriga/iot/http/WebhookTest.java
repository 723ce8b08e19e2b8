package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What networks of devices post, and how devices say their apikey. */
class WebhookTest {
    private final TestAgent agent = new TestAgent();
    private final MockMvcTester mvc =
            AgentHttp.of(
                    agent,
                    InstantSource.system(),
                    new HttpSettings(null, 10_000, 100_000, 1_000, 10, "#", true, true));

    @BeforeEach
    void declare() {
        group("air", "chirpstack", "");
        group("lots", "the-things-stack", "");
        group("lines", "csv", "");
        group("poles", "senml", ",'topics':['senml/{apikey}']");
        group("twice", "csv", ",'topics':['one/{apikey}/{device}']");
        agent.group(
                "/other",
                "twice",
                "{'entity_type':'Sensor','template':'csv','topics':['two/{apikey}/{device}']}");
    }

    private void group(String apikey, String template, String more) {
        agent.group(
                "", apikey, "{'entity_type':'Sensor','template':'" + template + "'" + more + "}");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    ?k=air&event=up        chirpstack/up            => 200 0101010101010101 pm_2_5
                    ?k=air&event=status    chirpstack/status        => 200 0101010101010101 battery
                    ?k=air&event=unheard   chirpstack/up            => 200
                    ?k=air                 chirpstack/up            => 400 event
                    ?k=lots                the-things-stack/decoded => 200 lot-7 air_temperature
                    ?k=lines&device=box    csv/*                    => 200 box temperature
                    ?k=lines               csv/*                    => 400 device
                    ?k=lines&device=x&apikey=other csv/*            => 200 x temperature
                    ?k=poles               =[{"bn":"pole-4:","n":"t","v":1}] => 200 pole-4 t
                    ?k=twice&device=a      csv/*                    => 400 several groups
                    ?k=key                 chirpstack/up            => 404 no group
                    ?k=nobody              chirpstack/up            => 404 no group
                    ?                      chirpstack/up            => 400 k
                    ?k=air&event=up        =                        => 400 empty
                    """)
    void isUnderstoodByTheCodecOfTheGroup(String request, String expected) throws IOException {
        var parts = request.split("\\s+", 2);
        var wanted = expected.split(" ", 3);
        var answer = post("/iot/webhook" + parts[0], null, body(parts[1]));
        assertThat(answer).hasStatus(Integer.parseInt(wanted[0]));
        if (!wanted[0].equals("200")) {
            assertThat(answer).bodyText().contains(expected.substring(4));
        } else if (wanted.length > 1) {
            assertThat(agent.value(wanted[1], wanted[2])).isPresent();
        }
    }

    /** Of the examples of codecs; the first line is a topic. */
    private static byte[] body(String name) throws IOException {
        if (name.startsWith("=")) {
            return name.substring(1).getBytes(StandardCharsets.UTF_8);
        }
        var file = name.equals("csv/*") ? "csv/named" : name;
        try (var stream = WebhookTest.class.getResourceAsStream("/codec/" + file + ".txt")) {
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(text.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** As curl says if it is told nothing else. */
    @Test
    void isNoForm() throws IOException {
        assertThat(
                        post(
                                "/iot/webhook?k=air&event=up",
                                MediaType.APPLICATION_FORM_URLENCODED,
                                body("chirpstack/up")))
                .hasStatus(400)
                .bodyText()
                .contains("x-www-form-urlencoded");
    }

    @Test
    void isTriedAgainAsItCame() throws IOException {
        var broken = "{\"end_device_ids\":{},\"uplink_message\":{}}";
        assertThat(post("/iot/webhook?k=lots", null, broken.getBytes(StandardCharsets.UTF_8)))
                .hasStatus(400);
        assertThat(replay(1)).bodyText().contains("device_id");
        assertThat(post("/iot/webhook?k=lines", null, body("csv/*"))).hasStatus(400);
        assertThat(replay(2)).bodyText().contains("device");
    }

    private MvcTestResult replay(int letter) {
        return mvc.post()
                .uri("/iot/deadletters/" + letter + "/replay")
                .header("Fiware-Service", "city")
                .exchange();
    }

    @ParameterizedTest
    @CsvSource({
        "?i=d1,             X-API-Key,     key,          200",
        "?i=d1,             Authorization, bearer key,   200",
        "?i=d1&k=key,       X-API-Key,     other,        200",
        "?i=d1,             X-API-Key,     other,        404",
        "?i=d1,             Authorization, Basic a2V5,   400",
        "?i=d1&k=,          X-API-Key,     key,          400"
    })
    void takesTheApikeyFromAHeader(String query, String name, String value, int status) {
        var answer =
                mvc.post()
                        .uri("/iot/json" + query)
                        .header(name, value)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"t\":1}")
                        .exchange();
        assertThat(answer).hasStatus(status);
        assertThat(agent.value("d1", "t").isPresent()).isEqualTo(status == 200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    <a/>                                              => {"a":""}
                    <?xml version="1.0"?><!-- x --><a> 1 </a>         => {"a":"1"}
                    <a><b>1</b><c/><b>2</b></a>                       => {"a":{"b":["1","2"],"c":[""]}}
                    <s:e xmlns:s="urn:s"><s:b x="1" s:y="2">t</s:b></s:e> => {"e":{"b":[{"$":{"x":"1","y":"2"},"_":"t"}]}}
                    <a><![CDATA[<b>]]>&lt;<!-- no --></a>             => {"a":"<b><"}
                    <a><_>b</_>c</a>                                  => {"a":{"_":["b","c"]}}
                    <a>                                               => 400 not XML: line 1
                    <a>&nbsp;</a>                                     => 400 XML
                    a                                                 => 400 not XML: line 1
                    <!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>          => 400 not XML
                    <!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a> => 400 not XML
                    """)
    void takesXmlAsTheValueOfAnAttribute(String xml, String expected) {
        var answer =
                post(
                        "/iot/json/attrs/soap?k=key&i=d1",
                        MediaType.valueOf("application/soap+xml"),
                        xml.getBytes(StandardCharsets.UTF_8));
        if (expected.startsWith("400 ")) {
            assertThat(answer).hasStatus(400).bodyText().contains(expected.substring(4));
        } else {
            assertThat(answer).hasStatusOk();
            var value = agent.value("d1", "soap").orElseThrow().toString();
            assertThat(value.replaceAll("https://[^\"]*/", "")).isEqualTo(expected);
        }
    }

    @Test
    void takesNoXmlThatIsTooDeep() {
        var xml = "<a>".repeat(100) + "</a>".repeat(100);
        assertThat(
                        post(
                                "/iot/json/attrs/soap?k=key&i=d1",
                                MediaType.valueOf("application/soap+xml"),
                                xml.getBytes(StandardCharsets.UTF_8)))
                .hasStatus(400)
                .bodyText()
                .contains("64 elements");
    }

    private MvcTestResult post(String uri, @Nullable MediaType type, byte[] body) {
        var request = mvc.post().uri(uri).content(body);
        return (type == null ? request : request.contentType(type)).exchange();
    }
}
