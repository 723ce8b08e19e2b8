package city.auriga.api.model;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the bodies of requests: whole Entities and fragments of them. */
final class SomeBodies {
    private static final List<String> SCOPES = List.of("/A", "/A/B", "/A/B/C", "/D");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Chance chance;
    private final SomeAttributes some;
    private final ModelTenant tenant;

    /**
     * @param tenant what is there, for fragments that suit it
     */
    SomeBodies(Chance chance, ModelTenant tenant) {
        this.chance = chance;
        this.some = new SomeAttributes(chance);
        this.tenant = tenant;
    }

    ObjectNode entity(String id) {
        var entity = JSON.objectNode().put("id", id);
        addType(entity);
        if (chance.of(30)) {
            addScope(entity);
        }
        if (chance.of(5)) {
            entity.put("expiresAt", "2100-01-01T00:00:00Z");
        }
        addAttributes(entity, 6);
        return entity;
    }

    void addType(ObjectNode entity) {
        entity.set("type", Rendered.oneOrAll(chance.some(SomeWrites.TYPES, 2)));
    }

    private void addScope(ObjectNode entity) {
        entity.set("scope", Rendered.oneOrAll(chance.some(SCOPES, 2)));
    }

    private void addAttributes(ObjectNode entity, int most) {
        for (var name : chance.some(SomeAttributes.NAMES, most)) {
            entity.set(name, some.attribute(name));
        }
    }

    /** With some NGSI-LD Nulls, where they may delete. */
    ObjectNode changes(boolean nulls) {
        var body = JSON.objectNode();
        if (chance.of(15)) {
            addType(body);
        }
        if (chance.of(15)) {
            addScope(body);
        }
        addAttributes(body, 3);
        if (nulls && chance.of(25)) {
            var name = chance.oneOf(SomeAttributes.NAMES);
            body.set(name, chance.of(50) ? JSON.stringNode(Instances.NULL) : deletion(name));
        }
        if (nulls && chance.of(5)) {
            body.put(chance.oneOf("scope", "expiresAt"), Instances.NULL);
        }
        return body;
    }

    JsonNode appended(boolean overwrite) {
        var body = changes(false);
        if (overwrite && chance.of(5)) {
            body.put("expiresAt", "2101-01-01T00:00:00Z");
        }
        return body;
    }

    private ObjectNode deletion(String name) {
        var type = some.type(name);
        var marker = JSON.objectNode().put("type", type);
        if (type.equals("LanguageProperty")) {
            marker.putObject("languageMap").put(Instances.DEFAULT, Instances.NULL);
        } else if (type.startsWith("List")) {
            marker.putArray(Instances.VALUE.get(type)).add(Instances.NULL);
        } else {
            marker.put(Instances.VALUE.get(type), Instances.NULL);
        }
        var dataset = some.dataset();
        if (!dataset.equals(Instances.DEFAULT)) {
            marker.put("datasetId", dataset);
        }
        return marker;
    }

    /** For a partial update (5.6.4): also without a value, if there is an instance. */
    JsonNode fragment(String id, String name) {
        if (chance.of(10)) {
            return deletion(name);
        }
        var whole = some.instance(name);
        return chance.of(50)
                ? whole
                : withoutValue(id, name, Instances.dataset(whole)).orElse(whole);
    }

    private Optional<ObjectNode> withoutValue(String id, String name, String dataset) {
        return tenant.find(id)
                .flatMap(entity -> entity.instance(name, dataset))
                .map(stored -> {
                    var type = stored.path("type").asString();
                    var fragment = JSON.objectNode().put("type", type);
                    some.addMembers(fragment, type);
                    stored.propertyNames().stream()
                            .filter(Instances::isSubAttribute)
                            .filter(n -> chance.of(30))
                            .forEach(n -> fragment.put(n, Instances.NULL));
                    if (!dataset.equals(Instances.DEFAULT)) {
                        fragment.put("datasetId", dataset);
                    }
                    return fragment;
                })
                .filter(fragment -> fragment.size() > (fragment.has("datasetId") ? 2 : 1));
    }

    JsonNode mergePatch(String id) {
        var body = changes(true);
        var name = chance.oneOf(SomeAttributes.NAMES);
        withoutValue(id, name, some.dataset()).ifPresent(fragment -> body.set(name, fragment));
        if (chance.of(20)) {
            body.putObject("address")
                    .putObject("value")
                    .put(chance.oneOf("city", "n"), chance.oneOf(Instances.NULL, "x"));
        }
        if (chance.of(20)) {
            body.putObject("label")
                    .putObject("languageMap")
                    .put(chance.oneOf("en", "fr"), chance.oneOf(Instances.NULL, "x"));
        }
        return body;
    }

    JsonNode simplified() {
        var body = JSON.objectNode();
        if (chance.of(10)) {
            addType(body);
        }
        for (var name : chance.some(SomeAttributes.NAMES, 3)) {
            body.set(name, simplified(name, some.type(name)));
        }
        return body;
    }

    /** No geometry for what may be a Property: it could hold one. */
    private JsonNode simplified(String name, String anyType) {
        boolean unsafe = name.equals("mixed") && anyType.equals("GeoProperty");
        var type = unsafe ? "ListProperty" : anyType;
        var value = some.value(name, type);
        return switch (type) {
            case "LanguageProperty" ->
                    chance.of(50)
                            ? JSON.stringNode("x")
                            : JSON.objectNode().set("languageMap", value);
            case "VocabProperty" -> JSON.objectNode().set("vocab", value);
            case "JsonProperty" -> JSON.objectNode().set("json", value);
            case "ListRelationship" -> JSON.arrayNode().add(some.uri()).add(some.uri());
            default -> value;
        };
    }
}
