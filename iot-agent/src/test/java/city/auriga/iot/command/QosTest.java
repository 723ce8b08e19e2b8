package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeviceCommand;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QosTest {
    private static final String GATE = Gates.PREFIX + "g1";
    private final Gates gates = new Gates();

    @BeforeEach
    void provision() {
        gates.agent.group(
                "/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        gates.device("gates", "g1", "{}");
    }

    @AfterEach
    void close() {
        gates.close();
    }

    /** What the Entity says when the command was sent, and after each of two answers. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    ''                   -> PENDING (none),   OK 10,            OK 50
                    1                    -> PENDING (none),   OK 10,            OK 50
                    0                    -> DELIVERED (none), DELIVERED (none), DELIVERED (none)
                    2                    -> DELIVERED (none), OK 10,            OK 50
                    """)
    void saysWhatIsWanted(String qos, String expected) throws Exception {
        gates.ask(GATE, "open", "1", qos);
        var said = new ArrayList<String>();
        await().until(() -> command().sentAt() != null);
        said.add(said(expected.strip().split(" ")[0]));
        for (int level : new int[] {10, 50}) {
            gates.hear("/json/gates/g1/cmdexe", "{\"open\":" + level + "}");
            said.add(said());
        }
        assertThat(String.join(", ", said)).isEqualTo(expected.strip().replaceAll(" +", " "));
        assertThat(command().isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    3       -> 3
                    -1      -> -1
                    1.5     -> 1.5
                    1e9     -> 1.0E9
                    "1"     -> "1"
                    null    -> null
                    [0]     -> [0]
                    urn:d:1 -> a RELATIONSHIP
                    """)
    void refusesWhatIsNoQos(String qos, String found) throws Exception {
        gates.ask(GATE, "open", "1", qos);
        assertThat(said()).isEqualTo("ERROR qos: expected 0, 1 or 2, found " + found);
        assertThat(command().state()).isEqualTo(DeviceCommand.State.ERROR);
        assertThat(command().isOpen()).isFalse();
        assertThat(gates.published).isEmpty();
        gates.send(GATE, "open", "2");
        assertThat(gates.published).as("it holds up nothing").hasSize(1);
    }

    /** Answers that name no command are those to the oldest, whatever is wanted of it. */
    @Test
    void takesItsOwnAnswerThoughNobodyWantsIt() throws Exception {
        gates.ask(GATE, "open", "1", "0");
        assertThat(said("DELIVERED")).isEqualTo("DELIVERED (none)");
        gates.send(GATE, "open", "2");
        gates.hear("/json/gates/g1/cmdexe", "{\"open\":\"one\"}");
        assertThat(said()).isEqualTo("PENDING (none)");
        gates.hear("/json/gates/g1/cmdexe", "{\"open\":\"two\"}");
        assertThat(said()).isEqualTo("OK two");
    }

    @Test
    void saysThatItCannotBeSent() throws Exception {
        gates.device("gates", "g2", "{'commands':[{'name':'open','expression':'missing'}]}");
        gates.ask(Gates.PREFIX + "g2", "open", "1", "0");
        await().until(() -> gates.value(Gates.PREFIX + "g2", "open_status").equals("ERROR"));
    }

    private DeviceCommand command() {
        return gates.agent.commands.all.getFirst();
    }

    private String said(String status) {
        await().until(() -> gates.value(GATE, "open_status").equals(status));
        return said();
    }

    private String said() {
        return gates.value(GATE, "open_status") + " " + gates.value(GATE, "open_info");
    }
}
