package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.device.Device;
import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.TestAgent;
import city.auriga.iot.remote.InMemoryChanges;
import city.auriga.iot.remote.NotifiedChanges;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class NotificationControllerTest {
    private static final String NOTIFICATION =
            """
            {"id":"urn:n","type":"Notification","data":[{"id":"urn:ngsi-ld:Gate:g1","type":"Gate","open":{"value":1}}]}\
            """;

    private final TestAgent agent = new TestAgent();
    private final InMemoryChanges changes = new InMemoryChanges();
    private final MockMvcTester mvc =
            MockMvcTester.create(
                    MockMvcBuilders.standaloneSetup(
                                    new NotificationController(
                                            new NotifiedChanges(
                                                    changes,
                                                    changes,
                                                    agent.making,
                                                    agent.watchedElsewhere,
                                                    agent.names,
                                                    InstantSource.system()),
                                            new HttpSettings(
                                                    null, 10, 1_000, 1_000, 10, "#", true, true)))
                            .setControllerAdvice(new IotErrors())
                            .build());

    NotificationControllerTest() {
        agent.group("/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "gates", "g1", TestAgent.json("{}"))));
        changes.put(
                new Made(
                        TestAgent.TENANT,
                        "urn:s",
                        "Gate",
                        "https://uri.etsi.org/ngsi-ld/default-context/open",
                        "http://agent",
                        Instant.EPOCH,
                        true));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    /notify/{word}/city  {notification} => 200 1
                    /notify/{other}/other {notification} => 200 0
                    /notify/{word}/other {notification} => 404 0
                    /notify/{word}       {notification} => 404 0
                    /notify/{none}       {notification} => 200 0
                    /notify/secret/city  {notification} => 404 0
                    /notify/guess        {broken        => 404 0
                    /notify/{word}/city  {two}          => 200 1
                    /notify/{word}/city  {broken        => 400 0 not JSON
                    /notify/{word}/city  {}             => 400 0 $.type: expected
                    /notify/{word}/a.b   {notification} => 400 0 tenant
                    /notify/{word}/city  {long}         => 413 0 1000 bytes
                    """)
    void takesNotificationsOfWhoKnowsTheSecret(String request, String expected) throws Exception {
        var parts = request.split("\\s+", 2);
        var body =
                parts[1].replace("{notification}", NOTIFICATION)
                        .replace("{two}", NOTIFICATION.replace("[", "[{\"id\":\"g2\",\"open\":1},"))
                        .replace("{long}", "{\"x\":\"" + "x".repeat(1_000) + "\"}");
        var answer = post(words(parts[0]), body);
        var wanted = expected.split(" ", 3);
        assertThat(answer.getStatus() + " " + agent.commands.all.size())
                .isEqualTo(wanted[0] + " " + wanted[1]);
        assertThat(answer.getContentAsString()).contains(wanted.length > 2 ? wanted[2] : "");
    }

    /** What the broker was told of the tenants city, other and the default one. */
    private static String words(String path) {
        return path.replace("{word}", InMemoryChanges.word(TestAgent.TENANT))
                .replace("{other}", InMemoryChanges.word(new Tenant("other")))
                .replace("{none}", InMemoryChanges.word(Tenant.DEFAULT));
    }

    @Test
    void asksToComeAgainIfNothingCanBeStored() {
        agent.writer.away(true);
        assertThat(post(words("/notify/{word}/city"), NOTIFICATION).getStatus()).isEqualTo(503);
        agent.writer.away(false);
    }

    private org.springframework.mock.web.MockHttpServletResponse post(String path, String body) {
        return mvc.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange()
                .getResponse();
    }
}
