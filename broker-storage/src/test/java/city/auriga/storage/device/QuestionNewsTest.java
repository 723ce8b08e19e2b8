package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceQuestion;
import city.auriga.core.device.QuestionListener;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.news.News;
import city.auriga.storage.outbox.Replica;
import city.auriga.storage.sql.Database;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class QuestionNewsTest {
    private static final Tenant CITY = new Tenant("city");

    private static TestDatabase server;
    private static Database database;

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        database = new Database(server.dataSource());
        server.tenant(CITY.name());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void reachAllProcesses() {
        var heard = new CopyOnWriteArrayList<String>();
        var listener =
                new QuestionListener() {
                    @Override
                    public void asked(DeviceQuestion question, boolean sent) {
                        heard.add(question + " " + sent);
                    }

                    @Override
                    public void sent(UUID question) {
                        heard.add("sent " + question);
                    }

                    @Override
                    public void answered(UUID question, Set<String> values, boolean usable) {
                        heard.add("answered " + question + " " + values + " " + usable);
                    }
                };
        var news = new JdbcQuestionNews(database);
        var question =
                new DeviceQuestion(
                        UUID.randomUUID(),
                        new Address(CITY, "/", "key", "lamp \"1\""),
                        List.of("b", "é|"));
        var channel = JdbcQuestionNews.channel(List.of(listener));
        try (var _ = new News(server.dataSource(), List.of(channel))) {
            await().until(() -> {
                news.answered(question.id(), Set.of(), true);
                return !heard.isEmpty();
            });
            heard.clear();
            news.asked(question, true);
            news.sent(question.id());
            news.asked(question, false);
            news.asked(
                    new DeviceQuestion(
                            question.id(), question.device(), List.of("x".repeat(8_000))),
                    false);
            news.answered(question.id(), Set.of("é|"), false);
            news.answered(question.id(), Set.of("x".repeat(8_000)), true);
            await().until(() ->
                    heard.contains(question + " true")
                            && heard.getLast().equals("answered " + question.id() + " [] true"));
            assertThat(heard)
                    .containsSubsequence(
                            question + " true",
                            "sent " + question.id(),
                            question + " false",
                            "answered " + question.id() + " [é|] false",
                            "answered " + question.id() + " [] true")
                    .noneMatch(text -> text.contains("xx"));
        }
    }

    @Test
    void areForNobodyIfAProcessIsAlone() throws Exception {
        var news = new JdbcQuestionNews(database);
        assertThat(news.hasOthers()).isFalse();
        try (var _ = new Replica(server.dataSource())) {
            assertThat(news.hasOthers()).as("itself").isFalse();
            try (var _ = new Replica(server.dataSource())) {
                assertThat(news.hasOthers()).isTrue();
            }
        }
    }

    /** Its devices without declarations are many, and are like the group. */
    @Test
    void areAboutWhatGroupsAndDevicesDeclare() {
        var groups = new JdbcDeviceGroups(database);
        groups.add(List.of(group("lamps", "{'lazy':[{'name':'b'}]}"), group("mute", "{}")));
        var devices = new JdbcDeviceRegistry(database);
        devices.add(
                List.of(
                        device("lamps", "plain", "{}"),
                        device("lamps", "typed", "{'entity_type':'Door'}"),
                        device("lamps", "both", "{'entity_type':'Door','lazy':[{'name':'c'}]}"),
                        device("mute", "mute-typed", "{'entity_type':'Door'}"),
                        device("mute", "own", "{'lazy':[{'name':'c'}]}")));
        assertThat(groups.declaring(DeclaredList.LAZY))
                .extracting(DeviceGroup::apikey)
                .containsExactly("lamps");
        assertThat(devices.declaring(DeclaredList.LAZY))
                .extracting(Device::id)
                .containsExactlyInAnyOrder("typed", "both", "own");
    }

    private static DeviceGroup group(String apikey, String document) {
        return new DeviceGroup(CITY, "/", "/iot/json", apikey, json(document));
    }

    private static Device device(String apikey, String id, String document) {
        return new Device(CITY, "/", apikey, id, json(document));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
