package city.auriga.iot.retrieval;

import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.EntityId;
import city.auriga.iot.command.CommandValues;
import city.auriga.iot.device.Sender;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the Entities of this process. */
public final class StoredConfiguration implements ConfigurationSource {
    private final EntityStore entities;
    private final InstantSource clock;

    public StoredConfiguration(EntityStore entities, InstantSource clock) {
        this.entities = entities;
        this.clock = clock;
    }

    @Override
    public Map<String, JsonNode> read(Sender device, List<String> fields) {
        var profile = device.profile();
        var context = profile.context();
        var id = EntityId.parse(profile.entity().id(), "entity_name");
        var values = new LinkedHashMap<String, JsonNode>();
        entities.find(profile.tenant(), id, clock.instant())
                .ifPresent(entity -> {
                    for (var field : fields) {
                        entity.instance(context.expand(field), null)
                                .map(found -> CommandValues.value(found.value(), context))
                                .ifPresent(value -> values.put(field, value));
                    }
                });
        return values;
    }
}
