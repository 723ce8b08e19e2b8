package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeviceCommand.State;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** What goes with a command, and comes back with its answer. */
class EnvelopesTest {
    private static final String GATE = Gates.PREFIX + "g1";

    private final Gates gates = new Gates();

    @AfterEach
    void close() {
        gates.close();
    }

    private void provision(String envelope, String command) {
        gates.agent.group(
                "/iot/json",
                "gates",
                "{'entity_type':'Gate',"
                        + envelope
                        + "'commands':[{'name':'open'"
                        + command
                        + "}]}");
        gates.device("gates", "g1", "{}");
    }

    /** {0} and {1} are the ids of two commands of one name. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'cmdEnvelope':'id',   ; {"open":"done","_id":"{1}"} ; PENDING OK ; 1 ; ``
                    'cmdEnvelope':'id',   ; {"_id":"{0}","open":"done"} ; OK PENDING ; 1 ; ``
                    'cmdEnvelope':'id',   ; {"open":"done"}             ; OK PENDING ; 1 ; ``
                    'cmdEnvelope':'id',   ; {"open":"done","_id":"7"}   ; PENDING PENDING ; 0 ; _id: expected that of a command, found "7"
                    'cmdEnvelope':'id',   ; {"open":1,"_id":"00000000-0000-7000-8000-000000000000"} ; OK PENDING ; 1 ; ``
                    'cmdEnvelope':'none', ; {"open":"done","_id":"{1}"} ; OK PENDING ; 1 ; COMMAND_NOT_FOUND: the device has no command '_id'
                    ``                    ; {"open":"done"}             ; OK PENDING ; 1 ; ``
                    """)
    void anAnswerEndsTheCommandThatItNames(
            String envelope, String answer, String states, int written, String refusal)
            throws Exception {
        provision(envelope, "");
        var first = gates.send(GATE, "open", "1");
        var second = gates.send(GATE, "open", "2");
        var outcome =
                gates.hear(
                        "/json/gates/g1/cmdexe",
                        answer.replace("{0}", first.id().toString())
                                .replace("{1}", second.id().toString()));
        assertThat(gates.states().stream().map(State::name).collect(Collectors.joining(" ")))
                .isEqualTo(states);
        assertThat(outcome.written()).isEqualTo(written);
        assertThat(outcome.refusals().stream().map(r -> r.detail()).collect(Collectors.joining()))
                .isEqualTo(refusal == null ? "" : refusal);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'cmdEnvelope':'id', ;                           ; {"open":1,"_id":"{id}"}
                    'cmdEnvelope':'id', ; ,'payloadType':'json'     ; {"open":1,"_id":"{id}"}
                    'cmdEnvelope':'id', ; ,'payloadType':'text'     ; 1
                    'cmdEnvelope':'id', ; ,'expression':'{a:value}' ; {"a":1}
                    ``                  ;                           ; {"open":1}
                    """)
    void theIdGoesWithTheCommand(String envelope, String command, String payload) throws Exception {
        provision(envelope, command == null ? "" : command);
        var sent = gates.send(GATE, "open", "1");
        assertThat(gates.published)
                .containsExactly("/gates/g1/cmd " + payload.replace("{id}", sent.id().toString()));
    }

    @ParameterizedTest
    @CsvSource({"EXPIRED", "ERROR"})
    void whatHasExpiredIsShownAsItIsWanted(State shown) throws Exception {
        provision("", "");
        var agent = gates.agent;
        var command = gates.send(GATE, "open", "1");
        var sender = agent.entityDevices.find(command.address()).orElseThrow();
        var info = JsonNodeFactory.instance.stringNode("EXPIRED");
        new CommandStates(agent.writer, agent.commands, agent.shells, agent.commandMetrics, shown)
                .show(sender, command.ended(State.EXPIRED, info, Gates.now()));
        assertThat(gates.value(GATE, "open_status")).isEqualTo(shown.name());
        assertThat(gates.value(GATE, "open_info")).isEqualTo("EXPIRED");
    }
}
