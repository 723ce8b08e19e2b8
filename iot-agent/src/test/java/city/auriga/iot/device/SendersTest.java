package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.reading.TestAgent;
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
