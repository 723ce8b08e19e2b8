package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.reading.TestAgent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendersTest {
    private static final Tenant OTHER = new Tenant("other");

    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** The change of an apikey may end while a reading with the one to come is on its way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsADeviceThatGetsItsNextApikeyMeanwhile(boolean autoprovision) {
        var document = "{'entity_type': 'Sensor', 'autoprovision': " + autoprovision;
        agent.group(TestAgent.TENANT, "/iot/json", "old", document + ", 'nextApikey': 'new'}");
        var device =
                new Device(
                        TestAgent.TENANT, "/", "old", "d1", TestAgent.json("{'entity_name':'x'}"));
        agent.stores.devices.add(List.of(device));
        var groups = agent.stores.groups;
        var before = groups.find("/iot/json", "old").orElseThrow();
        groups.looked =
                () -> {
                    groups.looked = () -> {};
                    groups.replace(
                            before,
                            new DeviceGroup(
                                    TestAgent.TENANT,
                                    "/",
                                    "/iot/json",
                                    "new",
                                    TestAgent.json(document + "}")));
                };
        agent.stores.devices.isAnothers = added -> added.apikey().equals("old");
        var answer = agent.senders.find("/iot/json", "new", "d1");
        assertThat(answer).isInstanceOf(Answer.Found.class);
        assertThat(((Answer.Found) answer).sender().commands().address().apikey()).isEqualTo("new");
        assertThat(agent.stores.devices.all).containsExactly(device.withApikey("new"));
    }

    /**
     * A group may go, and another tenant take its apikey, while its first reading is on its way.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void looksAgainWhenTheApikeyHasBecomeAnothers(boolean grouped) {
        agent.group(TestAgent.TENANT, "/iot/json", "moved", "{'entity_type': 'Sensor'}");
        agent.stores.devices.isAnothers =
                device -> {
                    if (device.tenant().equals(OTHER)) {
                        return false;
                    }
                    if (grouped) {
                        var all = agent.stores.groups.all;
                        all.removeIf(group -> group.apikey().equals("moved"));
                        var document = TestAgent.json("{'entity_type': 'Sensor'}");
                        all.add(new DeviceGroup(OTHER, "/", "/iot/json", "moved", document));
                    }
                    return true;
                };
        var answer = agent.senders.find("/iot/json", "moved", "d1");
        if (grouped) {
            assertThat(answer).isInstanceOf(Answer.Found.class);
            assertThat(((Answer.Found) answer).sender().profile().tenant()).isEqualTo(OTHER);
        } else {
            assertThat(answer).isInstanceOf(Answer.NoGroup.class);
            assertThat(agent.stores.devices.all).isEmpty();
        }
    }
}
