package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.reading.InMemoryStores;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class GroupTopicsTest {
    private final InMemoryStores stores = new InMemoryStores();
    private final GroupTopics topics = new GroupTopics(stores.groups);

    @BeforeEach
    void listen() {
        stores.groups.add(List.of(group("city", "k1", "lots/{device}/up")));
        topics.reload();
    }

    /** One tenant must not take what another one's devices send. */
    @ParameterizedTest
    @CsvSource({
        "city,  lots/{device}/up,    false",
        "city,  lots/lot-7/{device}, true",
        "city,  halls/{device}/up,   true",
        "other, lots/{device}/up,    false",
        "other, lots/lot-7/{device}, false",
        "other, {any}/{device}/up,   false",
        "other, halls/{device}/up,   true"
    })
    void takesTopicsThatAreFree(String tenant, String topic, boolean free) {
        var group = group(tenant, "k2", topic);
        if (free) {
            topics.requireFree(group);
        } else {
            assertThatExceptionOfType(ProvisioningException.class)
                    .isThrownBy(() -> topics.requireFree(group))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.DUPLICATE_GROUP));
        }
    }

    @Test
    void aGroupKeepsItsTopics() {
        topics.requireFree(group("city", "k1", "lots/{device}/up"));
    }

    private static DeviceGroup group(String tenant, String apikey, String topic) {
        var document = JsonNodeFactory.instance.objectNode().put("template", "json");
        document.putArray("topics").add(topic);
        return new DeviceGroup(new Tenant(tenant), "/", "", apikey, document);
    }
}
