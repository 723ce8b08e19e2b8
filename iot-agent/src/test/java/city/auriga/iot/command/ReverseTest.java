package city.auriga.iot.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What devices are told of changes of Attributes that they measure, too. */
class ReverseTest {
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile boolean listening = true;
    private long outbox;

    @BeforeEach
    void publish() {
        agent.publisher =
                new CommandPublisher() {
                    @Override
                    public boolean mayReach(String topic) {
                        return listening;
                    }

                    @Override
                    public Fate publish(Message message) {
                        published.add(message.topic() + " " + new String(message.payload(), UTF_8));
                        return Fate.TAKEN;
                    }

                    @Override
                    public Fate publish(Downlink downlink, String apikey) {
                        return Fate.AWAY;
                    }
                };
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private void provision(String reverse, String more) {
        agent.group(
                "/iot/json",
                "lamps",
                "{'entity_type':'Lamp','attributes':[{'object_id':'l','name':'level','reverse':["
                        + reverse
                        + "]}]"
                        + more
                        + "}");
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "lamps", "l1", TestAgent.json("{}"))));
        agent.names.load();
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    {'object_id':'l'}                                    ; 1    ; 2     ; -     ; /lamps/l1/cmd {"l":2}
                    {'object_id':'l'}                                    ; -    ; ""    ; -     ; /lamps/l1/cmd {"l":""}
                    {'object_id':'l'}                                    ; 1    ; 2     ; other ; /lamps/l1/cmd {"l":2}
                    {'object_id':'l'}                                    ; 1    ; 2     ; own   ; -
                    {'object_id':'l'}                                    ; 2    ; 2     ; -     ; -
                    {'object_id':'l'}                                    ; {"@type":"Number","@value":2} ; 2 ; - ; -
                    {'object_id':'l'}                                    ; 2    ; -     ; -     ; -
                    {'object_id':'set','expression':'level*10'}          ; 1    ; 2     ; -     ; /lamps/l1/cmd {"set":20}
                    {'object_id':'set','expression':'{v:value,of:id,at:place}'} ; 1 ; 2 ; -     ; /lamps/l1/cmd {"set":{"v":2,"of":"l1","at":"hall"}}
                    {'object_id':'set','expression':'level*10'}          ; 1    ; {"@type":"Number","@value":2} ; - ; /lamps/l1/cmd {"set":20}
                    {'object_id':'set','expression':'missing+1'}         ; 1    ; 2     ; -     ; -
                    {'object_id':'set','type':'Number'}                  ; "1"  ; "2.5" ; -     ; /lamps/l1/cmd {"set":2.5}
                    {'object_id':'set','type':'Boolean'}                 ; 1    ; "on"  ; -     ; /lamps/l1/cmd {"set":true}
                    {'object_id':'set','type':'Number'}                  ; 1    ; "two" ; -     ; -
                    {'object_id':'a'},{'object_id':'b','expression':'-level'} ; 1 ; 2   ; -     ; /lamps/l1/cmd {"a":2}+/lamps/l1/cmd {"b":-2}
                    """)
    void tellsTheDevice(
            String reverse,
            @Nullable String before,
            @Nullable String after,
            @Nullable String origin,
            @Nullable String expected)
            throws Exception {
        provision(reverse, ",'static_attributes':[{'name':'place','value':'hall'}]");
        var change = change("level", before, after, "own".equals(origin) ? own() : origin);
        boolean matches = after != null && (before == null || !plain(before).equals(plain(after)));
        assertThat(agent.names.match(change)).hasSize(matches ? 1 : 0);
        tell(change);
        var told = expected == null ? List.of() : List.of(expected.split("\\+"));
        await().until(() -> agent.commands.all.stream().allMatch(c -> c.state() == State.OK));
        assertThat(published).isEqualTo(told);
        assertThat(agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Lamp:l1"))
                .as("no Entity shows what becomes of it")
                .isEmpty();
    }

    @Test
    void isTakenOnceAndInOrderByWhoWasAway() throws Exception {
        provision("{'object_id':'l'}", "");
        listening = false;
        var first = change("level", "1", "2", null);
        tell(first);
        tell(change("level", "2", "3", null));
        outbox -= 2;
        tell(first);
        outbox++;
        assertThat(agent.commands.all).extracting(DeviceCommand::state).containsOnly(State.PENDING);
        listening = true;
        agent.dispatch.heard("lamps", "l1");
        await().until(() -> published.size() == 2);
        assertThat(published).containsExactly("/lamps/l1/cmd {\"l\":2}", "/lamps/l1/cmd {\"l\":3}");
    }

    /** Then it is that command, with an answer, and the Entity shows it. */
    @Test
    void mayBeADeclaredCommand() throws Exception {
        provision("{'object_id':'dim'}", ",'commands':[{'name':'dim','payloadType':'text'}]");
        tell(change("level", "1", "2", null));
        await().until(() -> published.equals(List.of("/lamps/l1/cmd 2")));
        assertThat(agent.commands.all)
                .extracting(DeviceCommand::state)
                .containsExactly(State.PENDING);
        assertThat(agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Lamp:l1")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'reverse':'l'                                   ; attributes.reverse
                    'reverse':[{'type':'Number'}]                   ; object_id
                    'reverse':[{'object_id':'l','expression':'1+'}] ; attributes.reverse.expression
                    'entity_name':'x','reverse':[{'object_id':'l'}] ; entity_name
                    """)
    void isRefused(String members, String detail) {
        agent.group(
                "/iot/json",
                "wrong",
                "{'attributes':[{'object_id':'l','name':'level'," + members + "}]}");
        assertThat(agent.senders.find("/iot/json", "wrong", "d"))
                .isInstanceOfSatisfying(
                        Answer.Unusable.class,
                        unusable -> assertThat(unusable.fault()).hasMessageContaining(detail));
    }

    private String own() {
        var found = (Answer.Found) agent.senders.find("/iot/json", "lamps", "l1");
        assertThat(found.sender().origin()).isNotNull();
        return found.sender().origin();
    }

    private void tell(EntityChange change) throws Exception {
        var done = new CountDownLatch(1);
        agent.receiver.take(
                new PendingNotification(++outbox, change, List.of(CommandNames.ID)),
                CommandNames.ID,
                done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static EntityChange change(
            String name, @Nullable String before, @Nullable String after, @Nullable String origin) {
        var id = EntityId.parse("urn:ngsi-ld:Lamp:l1", "id");
        var entity =
                new Entity(id, List.of(VOCABULARY + "Lamp"), List.of(), Map.of(), NOW, NOW, null);
        return new EntityChange(
                TestAgent.TENANT,
                id,
                entity,
                entity,
                List.of(new AttributeChange(VOCABULARY + name, property(before), property(after))),
                false,
                List.of(),
                NOW,
                origin);
    }

    private static String plain(String json) {
        return json.replaceFirst(".*\"@value\":(.*)}", "$1");
    }

    private static @Nullable Attribute property(@Nullable String json) {
        return json == null
                ? null
                : Attribute.of(new AttributeValue.Property(new JsonMapper().readTree(json)), NOW);
    }
}
