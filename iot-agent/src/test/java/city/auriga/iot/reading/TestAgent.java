package city.auriga.iot.reading;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.Senders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The agent from readings to a writer in the test's hand. */
public final class TestAgent implements AutoCloseable {
    public static final Tenant TENANT = new Tenant("city");
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";

    public final InMemoryStores stores = new InMemoryStores();
    public final HeldWriter writer = new HeldWriter();
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    public final Senders senders =
            new Senders(
                    stores.groups,
                    stores.devices,
                    stores.tenants,
                    (tenant, value) -> {
                        throw NgsiLdException.notFound(value.toString());
                    },
                    "",
                    Duration.ofMinutes(1),
                    Duration.ofMillis(200));
    public final GroupTopics topics = new GroupTopics(stores.groups);
    private final ReadingSettings settings = new ReadingSettings(4, 1_000, 1_000, 0, 10_000);
    private final Letters letters = new Letters(stores.letters, 10_000);
    private final ReadingMetrics metrics = new ReadingMetrics(registry);
    private final EntityWrites writes = new EntityWrites(writer, metrics);
    private final ActivityLog activity = new ActivityLog(stores.activities, Duration.ofMillis(50));
    public final Readings readings =
            new Readings(
                    settings,
                    new ReadingWork(senders, writes, letters, activity, settings),
                    metrics);
    public final Replays replays =
            new Replays(
                    stores.letters,
                    senders,
                    topics,
                    ReadingWork.again(senders, writes, activity, settings));

    public TestAgent() {
        group("/iot/json", "key", "{'entity_type': 'Sensor'}");
        group("/iot/d", "ulkey", "{'entity_type': 'Sensor'}");
    }

    public void group(String resource, String apikey, String document) {
        group(TENANT, resource, apikey, document);
    }

    public void group(Tenant tenant, String resource, String apikey, String document) {
        stores.groups.add(List.of(new DeviceGroup(tenant, "/", resource, apikey, json(document))));
        senders.groupsChanged();
        topics.groupsChanged();
    }

    public static ObjectNode json(String text) {
        return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
    }

    public Optional<JsonNode> value(String device, String attribute) {
        return writer.find(TENANT, "urn:ngsi-ld:Sensor:" + device)
                .flatMap(entity -> entity.instance(VOCABULARY + attribute, null))
                .map(a -> ((AttributeValue.Property) a.value()).value());
    }

    @Override
    public void close() {
        readings.close();
        letters.close();
        activity.close();
    }
}
