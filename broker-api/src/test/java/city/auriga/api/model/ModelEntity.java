package city.auriga.api.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One Entity as the model keeps it. */
final class ModelEntity {
    static final Set<String> MEMBERS = Set.of("id", "type", "scope", "expiresAt");

    final String id;
    final long created;
    final Set<String> types = new TreeSet<>();
    final Set<String> scopes = new TreeSet<>();
    Optional<JsonNode> expiresAt = Optional.empty();

    /** Normalized instances by name and datasetId. */
    final Map<String, Map<String, ObjectNode>> attributes = new TreeMap<>();

    ModelEntity(String id, long created) {
        this.id = id;
        this.created = created;
    }

    /** The Entity of a request to create or replace one. */
    static ModelEntity of(JsonNode body, String id, long created) {
        var entity = new ModelEntity(id, created);
        entity.types.addAll(texts(body.path("type")));
        entity.scopes.addAll(texts(body.path("scope")));
        entity.expiresAt = Optional.ofNullable(body.get("expiresAt"));
        for (var name : attributes(body)) {
            Instances.of(body.path(name)).forEach(instance -> entity.put(name, instance));
        }
        return entity;
    }

    Optional<ObjectNode> instance(String name, String dataset) {
        return Optional.ofNullable(attributes.getOrDefault(name, Map.of()).get(dataset));
    }

    void put(String name, ObjectNode instance) {
        attributes
                .computeIfAbsent(name, n -> new LinkedHashMap<>())
                .put(Instances.dataset(instance), instance);
    }

    /** Whether there was something to remove. */
    boolean remove(String name, String dataset) {
        var instances = attributes.getOrDefault(name, new TreeMap<>());
        boolean removed = instances.remove(dataset) != null;
        if (instances.isEmpty()) {
            attributes.remove(name);
        }
        return removed;
    }

    /** The instance without datasetId, else the one that came first. */
    Optional<ObjectNode> first(String name) {
        return instance(name, Instances.DEFAULT).or(() -> all(name).stream().findFirst());
    }

    Collection<ObjectNode> all(String name) {
        return attributes.getOrDefault(name, Map.of()).values();
    }

    /** The names of the Attributes of a request. */
    static List<String> attributes(JsonNode body) {
        return body.propertyNames().stream().filter(name -> !MEMBERS.contains(name)).toList();
    }

    /** A text, or the texts of an array. */
    static List<String> texts(JsonNode json) {
        var texts = new ArrayList<String>();
        if (json.isArray()) {
            json.forEach(item -> texts.add(item.asString()));
        } else if (json.isString()) {
            texts.add(json.asString());
        }
        return texts;
    }
}
