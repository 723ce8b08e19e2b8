package city.auriga.iot.command;

import static city.auriga.core.device.DeviceCommand.State.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.iot.reading.TestAgent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands of devices of which only their readings tell the Entity, or the group. */
class RoamingDevicesTest {
    private final Gates gates = new Gates();

    @AfterEach
    void close() {
        gates.close();
    }

    @Test
    void areAskedForAtTheEntityThatAnExpressionNames() throws Exception {
        var entity = Gates.PREFIX + "north-g1";
        group("/iot/json", "'entityNameExp':'\\\"north-\\\" + id',", "open");
        var device = gates.device("gates", "g1", "{}");
        gates.agent.provisioned.devicesChanged(List.of(device));
        assertThat(gates.value(entity, "open")).as("it can be updated").isEmpty();
        gates.send(entity, "open", "1");
        assertThat(gates.published).containsExactly("/gates/g1/cmd {\"open\":1}");
        assertThat(gates.value(entity, "open_status")).isEqualTo("PENDING");
        gates.hear("/json/gates/g1/cmdexe", "{\"open\":\"done\"}");
        assertThat(gates.states()).containsExactly(OK);
        assertThat(gates.value(entity, "open_info")).isEqualTo("done");
        gates.hear("/json/gates/g1/cmdexe", "{\"open\":\"by hand\"}");
        assertThat(gates.value(entity, "open_info")).isEqualTo("by hand");
        assertThat(gates.agent.writer.find(TestAgent.TENANT, Gates.PREFIX + "g1")).isEmpty();
    }

    /** First heard, not provisioned, and its group says otherwise then. */
    @Test
    void followTheExpressionWhenItIsChanged() throws Exception {
        group("/iot/json", "'entityNameExp':'\\\"a-\\\" + id',", "open");
        gates.hear("/json/gates/g1/attrs", "{\"t\":1}");
        gates.send(Gates.PREFIX + "a-g1", "open", "1");
        var old = gates.agent.stores.groups.find("/iot/json", "gates").orElseThrow();
        gates.agent.stores.groups.remove(old, false);
        group("/iot/json", "'entityNameExp':'\\\"b-\\\" + id',", "open");
        gates.agent.provisioned.groupsChanged(
                List.of(gates.agent.stores.groups.find("/iot/json", "gates").orElseThrow()));
        await().until(() -> gates.value(Gates.PREFIX + "b-g1", "open").isEmpty());
        gates.send(Gates.PREFIX + "b-g1", "open", "2");
    }

    @Test
    void areAskedForWhereTheLastReadingWent() throws Exception {
        var north = Gates.PREFIX + "north";
        var south = Gates.PREFIX + "south";
        group("/iot/json", "'entityNameExp':'place',", "open");
        var device = gates.device("gates", "g1", "{}");
        gates.agent.provisioned.devicesChanged(List.of(device));
        assertThat(gates.agent.writer.find(TestAgent.TENANT, Gates.PREFIX + "g1"))
                .as("nobody knows its Entity")
                .isEmpty();
        gates.hear("/json/gates/g1/attrs", "{\"place\":\"north\"}");
        assertThat(gates.value(north, "open")).isEmpty();
        gates.send(north, "open", "1");
        gates.hear("/json/gates/g1/attrs", "{\"place\":\"south\"}");
        assertThat(gates.value(south, "open_status")).isEqualTo("UNKNOWN");
        gates.hear("/json/gates/g1/cmdexe", "{\"open\":\"done\"}");
        assertThat(gates.value(north, "open_status")).as("it was asked there").isEqualTo("OK");
        assertThat(gates.value(south, "open_status")).isEqualTo("UNKNOWN");
        gates.ask(north, "open", "2");
        assertThat(gates.agent.commands.all).as("it has left").hasSize(1);
        gates.send(south, "open", "3");
        gates.hear("/json/gates/g1/attrs", "{\"place\":\"north\"}");
        gates.send(north, "open", "4");
        assertThat(gates.published).last().isEqualTo("/gates/g1/cmd {\"open\":4}");
    }

    /** Late, faulty, kept by a broker, or replayed. */
    @Test
    void staysWhereItIsWhateverComesLate() throws Exception {
        group("/iot/json", "'entityNameExp':'place',", "open");
        var before = gates.reading("/json/gates/g1/attrs", "{\"place\":\"old\"}", Gates.now());
        var north = "{\"place\":\"north\",\"TimeInstant\":\"2026-05-01T10:00:00Z\"}";
        gates.hear("/json/gates/g1/attrs", north);
        gates.send(Gates.PREFIX + "north", "open", "1");
        gates.hear("/json/gates/g1/attrs", north.replace("10:00", "09:00").replace("north", "x"));
        gates.send(Gates.PREFIX + "north", "open", "2");
        gates.hear("/json/gates/g1/attrs", "{\"place\":\"south\"}");
        gates.hear("/json/gates/g1/attrs", "{\"battery\":1}");
        gates.hear(before);
        gates.hear(
                gates.reading(
                                "/json/gates/g1/attrs",
                                "{\"place\":\"kept\"}",
                                Gates.now().plusSeconds(9))
                        .heldBack());
        gates.send(Gates.PREFIX + "south", "open", "3");
        for (var elsewhere : List.of("g1", "old", "kept", "x")) {
            gates.ask(Gates.PREFIX + elsewhere, "open", "4");
        }
        assertThat(gates.agent.commands.all).hasSize(3);
    }

    /** Somebody deleted it, and the next reading makes it anew. */
    @Test
    void bringTheAttributesOfTheirCommandsBack() throws Exception {
        group("/iot/json", "'entityNameExp':'place',", "open");
        gates.hear("/json/gates/g1/attrs", "{\"place\":\"north\"}");
        gates.agent.writer.clear();
        gates.hear("/json/gates/g1/attrs", "{\"place\":\"north\"}");
        assertThat(gates.value(Gates.PREFIX + "north", "open_status")).isEqualTo("UNKNOWN");
    }

    @Test
    void areThoseOfTheGroupThatTheDeviceIsHeardIn() throws Exception {
        gates.agent.group("/iot/json", "gates", "{'entity_type':'Sensor'}");
        group("/iot/d", "", "open");
        gates.hear("/ul/gates/g1/attrs", "t|1");
        assertThat(gates.value(Gates.PREFIX + "g1", "open")).isEmpty();
        gates.send(Gates.PREFIX + "g1", "open", "1");
        assertThat(gates.published).containsExactly("/gates/g1/cmd g1@open|1");
    }

    @Test
    void areThoseOfTheGroupThatTheDeviceWasLastHeardIn() throws Exception {
        group("/iot/json", "", "open");
        gates.agent.group(
                "",
                "gates",
                "{'entity_type':'Plug','template':'tasmota','commands':[{'name':'POWER'}]}");
        gates.hear("tele/g1/STATE", "{\"Wifi\":1}");
        gates.send("urn:ngsi-ld:Plug:g1", "POWER", "\"ON\"");
        gates.hear("/json/gates/g1/attrs", "{\"t\":1}");
        gates.send(Gates.PREFIX + "g1", "open", "1");
        assertThat(gates.published)
                .containsExactly("cmnd/g1/POWER ON", "/gates/g1/cmd {\"open\":1}");
    }

    private void group(String resource, String members, String command) {
        gates.agent.group(
                resource,
                "gates",
                "{'entity_type':'Gate'," + members + "'commands':[{'name':'" + command + "'}]}");
    }
}
