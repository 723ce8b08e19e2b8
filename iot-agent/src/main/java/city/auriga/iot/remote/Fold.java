package city.auriga.iot.remote;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.DateTimes;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What writes to the Entities of one tenant come to when they are sent at once: of each Attribute
 * instance the one that was observed last, and nothing that is older than what was sent before. By
 * the rules of {@link city.auriga.core.mutation.ApplyReading}: without a time, the one that comes
 * later is the newer one. Pure.
 */
final class Fold {
    private static final String TYPE = "type";

    /** Members of an Entity that are no Attributes. */
    private static final Set<String> OWN = Set.of("id", TYPE, "scope", "expiresAt");

    private final Map<String, Folded> entities = new LinkedHashMap<>();
    private int superseded;

    /** One Entity. */
    private static final class Folded {
        final Map<String, Instant> newest;
        final Set<String> types = new LinkedHashSet<>();
        final Map<String, JsonNode> members = new LinkedHashMap<>();

        /** By name, then by datasetId, empty for the default instance. */
        final Map<String, Map<String, JsonNode>> attributes = new LinkedHashMap<>();

        /** Whether there is anything that is not too late. */
        boolean says;

        Folded(Map<String, Instant> newest) {
            this.newest = new HashMap<>(newest);
        }
    }

    /**
     * @param sent when what was sent before was observed, by id of the Entity and key of the
     *     instance
     */
    static Fold of(List<Row> rows, Map<String, Map<String, Instant>> sent) {
        var fold = new Fold();
        for (var row : rows) {
            var write = row.write();
            var entity =
                    fold.entities.computeIfAbsent(
                            write.entity(), id -> new Folded(sent.getOrDefault(id, Map.of())));
            fold.add(entity, write);
        }
        return fold;
    }

    private void add(Folded entity, Write write) {
        var document = SpoolDocument.read(write.document());
        boolean attributes = false;
        boolean taken = false;
        for (var member : document.properties()) {
            if (OWN.contains(member.getKey())) {
                continue;
            }
            attributes = true;
            var name = SpoolDocument.name(member.getKey());
            var value = member.getValue();
            for (var instance : value.isArray() ? value : List.of(value)) {
                taken |= add(entity, name, instance, write.kind());
            }
        }
        if (taken || !attributes) {
            entity.says = true;
            addMembers(entity, document);
        }
    }

    private static void addMembers(Folded entity, ObjectNode document) {
        var types = document.path(TYPE);
        for (var type : types.isArray() ? types : List.of(types)) {
            if (type.isString()) {
                entity.types.add(SpoolDocument.name(type.stringValue()));
            }
        }
        for (var name : List.of("scope", "expiresAt")) {
            if (document.has(name)) {
                entity.members.put(name, document.get(name));
            }
        }
    }

    /** Whether it is newer than what there is. */
    private boolean add(Folded entity, String name, JsonNode instance, Kind kind) {
        var dataset = instance.path("datasetId").asString("");
        var key = dataset.isEmpty() ? name : name + ' ' + dataset;
        var observed = observedAt(instance);
        var known = entity.newest.get(key);
        if (kind == Kind.NEWEST && observed != null && known != null && observed.isBefore(known)) {
            superseded++;
            return false;
        }
        var instances = entity.attributes.computeIfAbsent(name, n -> new LinkedHashMap<>());
        if (instances.put(dataset, instance) != null) {
            superseded++;
        }
        if (observed == null) {
            entity.newest.remove(key);
        } else {
            entity.newest.put(key, observed);
        }
        return true;
    }

    private static @Nullable Instant observedAt(JsonNode instance) {
        var time = instance.path("observedAt");
        return time.isString() ? DateTimes.parse(time.stringValue(), "observedAt") : null;
    }

    /** Nothing is left to be sent. */
    boolean isEmpty() {
        return entities.values().stream().noneMatch(entity -> entity.says);
    }

    /** How many instances a newer one has taken the place of. */
    int superseded() {
        return superseded;
    }

    /** When what is sent was observed, of all Entities. */
    Map<String, Map<String, Instant>> newest() {
        var all = new HashMap<String, Map<String, Instant>>();
        entities.forEach((id, entity) -> {
            if (entity.says) {
                all.put(id, entity.newest);
            }
        });
        return all;
    }

    /** The body of a batch upsert. */
    ArrayNode body() {
        var body = JsonNodeFactory.instance.arrayNode();
        entities.forEach((id, entity) -> {
            if (entity.says) {
                body.add(document(id, entity));
            }
        });
        return body;
    }

    private static ObjectNode document(String id, Folded entity) {
        var document = JsonNodeFactory.instance.objectNode().put("id", id);
        if (entity.types.size() == 1) {
            document.put(TYPE, entity.types.iterator().next());
        } else if (!entity.types.isEmpty()) {
            entity.types.forEach(document.withArray(TYPE)::add);
        }
        document.setAll(entity.members);
        entity.attributes.forEach((name, instances) -> {
            if (instances.size() == 1) {
                document.set(name, instances.values().iterator().next());
            } else {
                var all = document.putArray(name);
                instances.values().forEach(all::add);
            }
        });
        return document;
    }
}
