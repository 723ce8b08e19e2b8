package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.iot.codec.Descriptions;
import city.auriga.iot.device.ProvisioningException.Code;
import city.auriga.iot.reading.InMemoryStores;
import city.auriga.iot.reading.TestAgent;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class GroupTopicsTest {
    private final InMemoryStores stores = new InMemoryStores();
    private final GroupTopics topics = new GroupTopics(stores.groups, _ -> Descriptions.NONE);

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

    /** Nor must one tenant command another one's devices. */
    @ParameterizedTest
    @CsvSource({
        "city,  hall,   tasmota, hall/{device}/{kind}, '',                       true",
        "other, hall,   tasmota, hall/{device}/{kind}, '',                       false",
        "other, hall,   tasmota, hall/{device}/{kind}, hall/%prefix%/%topic%/,   true",
        "other, hall,   zigbee2mqtt, hall/{device+},   '',                       true",
        "other, cmnd,   json,    hall/{device}/up,     '',                       false",
        "other, tele,   '',      '',                   '',                       false",
        "other, k2,     '',      '',                   '',                       true",
    })
    void takesCommandsThatAreFree(
            String tenant,
            String apikey,
            String template,
            String topic,
            String fullTopic,
            boolean free) {
        stores.groups.add(List.of(group("city", "plugs", "tasmota", "", "")));
        topics.reload();
        var group = group(tenant, apikey, template, topic, fullTopic);
        if (free) {
            topics.requireFree(group);
        } else {
            assertThatExceptionOfType(ProvisioningException.class)
                    .isThrownBy(() -> topics.requireFree(group))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.DUPLICATE_GROUP));
        }
    }

    /** Two processes may have taken both at the same time: the first has the devices. */
    @Test
    void onlyTheFirstCommands() {
        stores.groups.add(
                List.of(
                        group("city", "plugs", "tasmota", "", ""),
                        group("other", "hall", "tasmota", "hall/{device}/{kind}", "")));
        topics.reload();
        assertThat(commands("tele/p/STATE", "cmnd/p/POWER")).isTrue();
        assertThat(commands("tele/p/STATE", "cmnd/p/q/POWER")).isFalse();
        assertThat(commands("hall/p/STATE", "cmnd/p/POWER")).isFalse();
    }

    private boolean commands(String heard, String topic) {
        return topics.find(heard).orElseThrow().value().mayCommand(topic);
    }

    /** An apikey of a device is no other than that of a group. */
    @ParameterizedTest
    @CsvSource({"city, plant, true", "other, plant, false", "other, hall, true", "other, '', true"})
    void takesApikeysOfDevicesThatAreFree(String tenant, String apikey, boolean free) {
        stores.groups.add(List.of(group("city", "k3", "/plant/{device}/cmd")));
        topics.reload();
        var device =
                new Device(
                        new Tenant(tenant),
                        "/",
                        apikey,
                        "d1",
                        JsonNodeFactory.instance.objectNode());
        if (free) {
            topics.requireFree(device);
        } else {
            assertThatExceptionOfType(ProvisioningException.class)
                    .isThrownBy(() -> topics.requireFree(device))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(Code.DUPLICATE_DEVICE_ID));
        }
    }

    @Test
    void aGroupKeepsItsTopics() {
        topics.requireFree(group("city", "k1", "lots/{device}/up"));
    }

    private static DeviceGroup group(String tenant, String apikey, String topic) {
        return group(tenant, apikey, "json", topic, "");
    }

    private static DeviceGroup group(
            String tenant, String apikey, String template, String topic, String fullTopic) {
        var document = JsonNodeFactory.instance.objectNode();
        if (!template.isEmpty()) {
            document.put("template", template);
        }
        if (!topic.isEmpty()) {
            document.putArray("topics").add(topic);
        }
        if (!fullTopic.isEmpty()) {
            document.putObject("templateParams").put("fullTopic", fullTopic);
        }
        return new DeviceGroup(new Tenant(tenant), "/", "", apikey, document);
    }

    /** They explain what comes on the others, and whoever shares gets nothing that is retained. */
    @Test
    void configsAreSubscribedToFirstAndByEverybody() {
        stores.groups.add(
                List.of(
                        new DeviceGroup(
                                new Tenant("city"),
                                "/",
                                "",
                                "homes",
                                TestAgent.json(
                                        "{'entity_type':'T','template':'home-assistant','templateParams':{'states':'home/{topic+}','prefix':'{apikey}/ha'}}"))));
        topics.groupsChanged();
        assertThat(topics.filters().all())
                .containsExactly(
                        "lots/+/up", "homes/ha/+/+/config", "homes/ha/+/+/+/config", "home/#");
        assertThat(topics.filters().unshared())
                .containsExactlyInAnyOrder("homes/ha/+/+/config", "homes/ha/+/+/+/config");
    }
}
