package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.DiscoverySettings;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.reading.InMemoryConfigs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** Small configs that would be large ones in memory: what all of them name is read at once. */
class DiscoveryBoundsTest {
    private static final Tenant TENANT = new Tenant("city");
    private static final DeviceGroup GROUP =
            new DeviceGroup(TENANT, "/", "", "homes", JsonNodeFactory.instance.objectNode());
    private static final String BASE = "home/" + "x".repeat(985);
    private static final int COMPONENTS = 500;
    private static final int MOST = 20;

    private final InMemoryConfigs store = new InMemoryConfigs(List.of(GROUP));
    private int read;

    /** Each of 500 components has 8 topics of 1,000 characters from the config around it. */
    @Test
    void whatComponentsInheritIsThereOnce() {
        var components = components("c/1", shared("d", 0));
        assertThat(components).hasSize(COMPONENTS);
        Set<Object> apart = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var component : components) {
            apart.add(component.state());
            for (var one : component.available()) {
                apart.add(one.topic());
                apart.add(one.value().path());
            }
        }
        assertThat(apart.size()).isLessThanOrEqualTo(20);
    }

    @Test
    void oneOfEachDeviceSaysThatItIsThere() {
        var devices = devices(1_000);
        for (int i = 0; i < 20; i++) {
            put(devices, "c/" + i, shared("d" + i % 2, i));
        }
        var found = devices.of(GROUP).on(BASE + "a1", this::components).orElseThrow();
        assertThat(found).extracting(DiscoveredComponent::device).containsExactly("d0", "d1");
        assertThat(found.stream().mapToLong(DiscoveredComponent::weight).sum()).isLessThan(100_000);
    }

    /** It is told before all are read, and is no fault that would be tried for ever. */
    @Test
    void noMoreAreReadThanMayBe() {
        var before = devices(1_000);
        for (int i = 0; i < 2 * MOST; i++) {
            put(
                    before,
                    "c/" + i,
                    "{'dev':{'ids':'d'},'stat_t':'home/s','cmd_t':'home/set/%d'}".formatted(i));
            put(before, "a/" + i, "{'dev':{'ids':'e%d'},'avty_t':'home/bridge'}".formatted(i));
        }
        var devices = devices(MOST).of(GROUP);
        for (var topic : List.of("home/s", "home/bridge")) {
            assertRefused(() -> devices.on(topic, this::components));
        }
        assertRefused(() -> devices.of("d", this::components));
        assertThat(devices.of("e1", this::components)).hasSize(1);
    }

    @Test
    void noMoreConfigsAreReadThanMayBe() {
        var before = devices(1_000);
        int most = new Limits(MOST, 0, 0).configs();
        for (int i = 0; i <= most; i++) {
            put(before, "c/" + i, "{'dev':{'ids':'d'},'x_t':'home/x','stat_t':'home/s'}");
        }
        var devices = devices(MOST).of(GROUP);
        assertRefused(() -> devices.on("home/x", this::components), most);
        assertRefused(() -> devices.of("d", this::components), most);
    }

    private void assertRefused(Runnable look) {
        assertRefused(look, MOST);
    }

    private void assertRefused(Runnable look, int most) {
        read = 0;
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(look::run)
                .withMessageContaining("more than " + most + " ")
                .withMessageContaining("AURIGA_IOT_DISCOVERED_TOPIC");
        assertThat(read).isEqualTo(most + 1);
    }

    @Test
    void tooManyComponentsAndTopicsAreRefused() {
        var many =
                IntStream.rangeClosed(0, COMPONENTS)
                        .mapToObj(i -> "'a%d':{'p':'sensor','x':1}".formatted(i))
                        .collect(Collectors.joining(",", "{'stat_t':'home/s','cmps':{", "}}"));
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> components("c", many))
                .withMessageContaining("500 components");
        var named =
                IntStream.rangeClosed(0, 2_000)
                        .mapToObj(i -> "{'t':'home/%d'}".formatted(i))
                        .collect(Collectors.joining(",", "{'stat_t':'home/s','x':[", "]}"));
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> components("c", named))
                .withMessageContaining("2000 topics");
    }

    private DiscoveredDevices devices(int most) {
        var limits = new Limits(most, 100_000_000, 100_000_000);
        return new DiscoveredDevices(store, new DiscoverySettings(64_000, limits, 1_000_000));
    }

    private static String shared(String device, int number) {
        var available =
                IntStream.range(0, 8)
                        .mapToObj(i -> "{'t':'~a%d','val_tpl':'{{ value_json.s }}'}".formatted(i))
                        .collect(Collectors.joining(","));
        return IntStream.range(0, COMPONENTS)
                .mapToObj(i -> "'a%d':{'p':'sensor','pl_avail':'%d-%d'}".formatted(i, number, i))
                .collect(
                        Collectors.joining(
                                ",",
                                "{'~':'%s','stat_t':'~s%d','dev':{'ids':'%s'},'avty':[%s],'cmps':{"
                                        .formatted(BASE, number, device, available),
                                "}}"));
    }

    private void put(DiscoveredDevices devices, String object, String document) {
        var told = Discovery.of(object, document);
        assertThat(devices.take(GROUP, told, Samples.RECEIVED, false)).isEmpty();
    }

    private List<DiscoveredComponent> components(String topic, String document) {
        read++;
        return new ArrayList<>(Discovery.read(topic, document).components());
    }

    /** Configs as the codec reads them. */
    private static final class Discovery {
        static Told.Config of(String object, String document) {
            var read = read(object, document);
            return new Told.Config(object, read.device(), read.topics(), document);
        }

        static DiscoveryReader.Discovery read(String object, String document) {
            boolean whole = document.contains("'cmps'");
            var topic =
                    "homeassistant/"
                            + (whole ? "device" : "sensor")
                            + "/"
                            + object.replace('/', '_')
                            + "/config";
            var patterns =
                    ConfigTopic.patterns("homeassistant").stream()
                            .map(TopicPattern::parse)
                            .toList();
            var payload = document.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            return DiscoveryReader.read(
                    ConfigTopic.of(patterns, topic).orElseThrow(), Part.read(payload));
        }
    }
}
