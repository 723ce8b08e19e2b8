package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.model.Tenant;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.reading.TestAgent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** However a device gets an apikey, it is none that stands in topics of another tenant. */
class ApikeysInTopicsTest {
    @Test
    void noDeviceTakesThem() {
        try (var agent = new TestAgent()) {
            agent.group(
                    new Tenant("other"),
                    "",
                    "k",
                    "{'entity_type':'T','topics':['/plant/{device}/cmd']}");
            agent.topics.reload();
            var known = agent.stores.tenants;
            var devices =
                    new DeviceProvisioning(
                            agent.stores.devices,
                            agent.stores.groups,
                            known,
                            agent.senders,
                            agent.topics,
                            agent.provisioned);
            var inventory =
                    new Inventory(
                            agent.stores.everything,
                            known,
                            agent.senders,
                            agent.topics,
                            agent.provisioned);
            var place = new Place(TestAgent.TENANT, "/");
            var taken = TestAgent.json("{'device_id':'d1','apikey':'plant'}");
            refused(() -> devices.add(place, List.of(taken)));
            devices.add(place, List.of(TestAgent.json("{'device_id':'d1','apikey':'free'}")));
            var members = TestAgent.json("{'apikey':'plant'}");
            refused(() -> devices.update(place, "d1", Optional.empty(), members));
            var all = "{\"devices\":[" + taken + "]}";
            refused(() -> inventory.store(TestAgent.TENANT, all.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void refused(ThrowingCallable action) {
        assertThatExceptionOfType(ProvisioningException.class)
                .isThrownBy(action)
                .withMessageContaining("it stands in the topics of another group")
                .matches(e -> e.code() == Code.DUPLICATE_DEVICE_ID);
    }
}
