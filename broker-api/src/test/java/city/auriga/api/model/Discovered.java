package city.auriga.api.model;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Types and Attributes that there are (5.7.5 to 5.7.10). */
final class Discovered {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Collection<ModelEntity> entities;

    private Discovered(Collection<ModelEntity> entities) {
        this.entities = entities;
    }

    static Expected of(Collection<ModelEntity> entities, Request request) {
        var all = new Discovered(entities);
        boolean types = request.path().get(0).equals("types");
        var names = types ? all.types() : all.names(entities);
        if (request.path().size() == 2) {
            var name = request.path().get(1);
            return names.contains(name)
                    ? Expected.of(200, types ? all.type(name) : all.attribute(name))
                    : Expected.notFound();
        }
        if (request.parameter("details").isPresent()) {
            return Expected.of(
                    200,
                    Rendered.array(
                            names.stream()
                                    .map(types ? all::typeDetails : all::attributeDetails)
                                    .toList()));
        }
        var list =
                JSON.objectNode()
                        .put("type", types ? "EntityTypeList" : "AttributeList")
                        .set(types ? "typeList" : "attributeList", array(names));
        return Expected.of(200, list);
    }

    private Set<String> types() {
        return entities.stream()
                .flatMap(e -> e.types.stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> names(Collection<ModelEntity> some) {
        return some.stream()
                .flatMap(e -> e.attributes.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Collection<ModelEntity> ofType(String type) {
        return entities.stream().filter(e -> e.types.contains(type)).toList();
    }

    private ObjectNode typeDetails(String type) {
        return JSON.objectNode()
                .put("id", Provision.expanded(type))
                .put("type", "EntityType")
                .put("typeName", type)
                .set("attributeNames", array(names(ofType(type))));
    }

    private JsonNode type(String type) {
        var some = ofType(type);
        var details =
                names(some).stream()
                        .map(name ->
                                named(name)
                                        .set("attributeTypes", array(attributeTypes(some, name))))
                        .toList();
        return JSON.objectNode()
                .put("id", Provision.expanded(type))
                .put("type", "EntityTypeInfo")
                .put("typeName", type)
                .put("entityCount", some.size())
                .set("attributeDetails", Rendered.array(details));
    }

    private static ObjectNode named(String name) {
        return JSON.objectNode()
                .put("id", Provision.expanded(name))
                .put("type", "Attribute")
                .put("attributeName", name);
    }

    private ObjectNode attributeDetails(String name) {
        var types =
                entities.stream()
                        .filter(e -> e.attributes.containsKey(name))
                        .flatMap(e -> e.types.stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        return named(name).set("typeNames", array(types));
    }

    private JsonNode attribute(String name) {
        int count = entities.stream().mapToInt(e -> e.all(name).size()).sum();
        return attributeDetails(name)
                .put("attributeCount", count)
                .set("attributeTypes", array(attributeTypes(entities, name)));
    }

    private static Set<String> attributeTypes(Collection<ModelEntity> some, String name) {
        return some.stream()
                .flatMap(e -> e.all(name).stream())
                .map(instance -> instance.path("type").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode array(Collection<String> texts) {
        return Rendered.array(texts.stream().map(JSON::stringNode).toList());
    }
}
