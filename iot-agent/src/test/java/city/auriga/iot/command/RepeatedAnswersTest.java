package city.auriga.iot.command;

import static city.auriga.core.device.DeviceCommand.State.OK;
import static city.auriga.core.device.DeviceCommand.State.PENDING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Replays;
import city.auriga.iot.reading.TestAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However often a message is worked on, it ends one command, and none that is not meant. */
class RepeatedAnswersTest {
    private static final String GATE = Gates.PREFIX + "g1";
    private static final String ANSWERS = "/json/gates/g1/cmdexe";
    private static final String LAMP = Gates.PREFIX + "0x01";

    private final Gates gates = new Gates();

    @BeforeEach
    void provision() {
        gates.agent.group(
                "/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        gates.agent.group(
                "",
                "zigbee",
                "{'entity_type':'Gate','template':'zigbee2mqtt','commands':[{'name':'switch','object_id':'state'}]}");
        gates.device("gates", "g1", "{}");
        gates.device("zigbee", "0x01", "{}");
    }

    @AfterEach
    void close() {
        gates.close();
    }

    /** The database is away: the same message is worked on again, and so are those behind it. */
    @Test
    void aMessageThatIsTriedAgainEndsOneCommandAndAfterItsWrite() throws Exception {
        gates.send(LAMP, "switch", "\"ON\"");
        gates.send(LAMP, "switch", "\"OFF\"");
        var state = gates.reading("zigbee2mqtt/0x01", "{\"state\":\"ON\"}", Gates.now());
        gates.agent.writer.away(true);
        assertThatThrownBy(() -> gates.hear(state)).hasMessageContaining("away");
        assertThat(gates.states()).as("the measure is not there yet").containsOnly(PENDING);
        gates.agent.writer.away(false);
        for (int i = 0; i < 3; i++) {
            gates.hear(state);
            assertThat(gates.states()).containsExactly(OK, PENDING);
        }
        gates.hear("zigbee2mqtt/0x01", "{\"state\":\"ON\"}");
        assertThat(gates.states()).as("another message").containsExactly(OK, OK);
    }

    /** It was published before, but is worked on after the command was sent. */
    @Test
    void aStateFromBeforeTheCommandEndsNothing() throws Exception {
        var before = gates.reading("zigbee2mqtt/0x01", "{\"state\":\"OFF\"}", Gates.now());
        gates.send(LAMP, "switch", "\"ON\"");
        gates.hear(before);
        assertThat(gates.states()).containsExactly(PENDING);
        assertThat(gates.value(LAMP, "state")).isEqualTo("OFF");
        gates.hear("zigbee2mqtt/0x01", "{\"state\":\"ON\"}");
        assertThat(gates.states()).containsExactly(OK);
    }

    /** One of its answers fits no command; the other was good. */
    @Test
    void aDeadLetterThatIsReplayedEndsNothingAgain() throws Exception {
        gates.send(GATE, "open", "1");
        gates.send(GATE, "open", "2");
        gates.hear(ANSWERS, "{\"open\":\"done\",\"close\":1}");
        assertThat(gates.states()).containsExactly(OK, PENDING);
        await().until(() -> !gates.agent.stores.letters.all.isEmpty());
        var letter = gates.agent.stores.letters.after(TestAgent.TENANT, null, 0, 1).getFirst();
        assertThat(gates.agent.replays.replay(TestAgent.TENANT, letter.id()))
                .hasValueSatisfying(
                        r -> assertThat(r.result()).isEqualTo(Replays.Result.PARTLY_COMMITTED));
        assertThat(gates.states()).containsExactly(OK, PENDING);
    }

    @Test
    void severalAnswersInOneMessageAreSeveral() throws Exception {
        gates.agent.group("/iot/d", "bars", "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        gates.device("bars", "b1", "{}");
        gates.send(Gates.PREFIX + "b1", "open", "1");
        gates.send(Gates.PREFIX + "b1", "open", "2");
        gates.hear("/ul/bars/b1/cmdexe", "b1@open|done#b1@open|done");
        assertThat(gates.states()).containsExactly(OK, OK);
    }

    @Test
    void aLateRepeatOfAnAnswerDoesNotHideHowTheNextCommandDoes() throws Exception {
        var first = gates.send(GATE, "open", "1");
        answer(first, "first");
        assertThat(gates.value(GATE, "open_status")).isEqualTo("OK");
        var second = gates.send(GATE, "open", "2");
        answer(first, "first");
        assertThat(gates.states()).containsExactly(OK, PENDING);
        assertThat(gates.value(GATE, "open_status")).isEqualTo("PENDING");
        answer(second, "second");
        answer(first, "first");
        assertThat(gates.value(GATE, "open_info")).isEqualTo("second");
        gates.hear(ANSWERS, "{\"open\":\"by hand\"}");
        assertThat(gates.value(GATE, "open_info")).as("the last word").isEqualTo("by hand");
    }

    private void answer(DeviceCommand command, String result) throws Exception {
        gates.hear(
                Reading.of(
                        Topic.parse(ANSWERS).orElseThrow(),
                        ANSWERS,
                        ("{\"open\":\"" + result + "\"}").getBytes(UTF_8),
                        Gates.now(),
                        command.id().toString().getBytes(UTF_8)));
    }
}
