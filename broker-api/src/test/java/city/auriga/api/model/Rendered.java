package city.auriga.api.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How an Entity looks in an answer (4.5.1 to 4.5.4, 4.21). */
final class Rendered {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Request request;
    private final String format;
    private final boolean sysAttrs;

    private Rendered(Request request) {
        this.request = request;
        var options = List.of(request.parameter("options").orElse("").split(","));
        this.sysAttrs = options.contains("sysAttrs");
        this.format =
                request.parameter("format")
                        .or(() -> options.stream().filter(o -> !o.equals("sysAttrs")).findFirst())
                        .filter(f -> !f.isEmpty())
                        .orElse("normalized");
    }

    /** Empty if the projection leaves nothing. */
    static Optional<ObjectNode> of(ModelEntity entity, Request request) {
        return Optional.of(new Rendered(request).entity(entity)).filter(json -> !json.isEmpty());
    }

    private ObjectNode entity(ModelEntity entity) {
        var json = JSON.objectNode();
        var kept = kept();
        if (kept.test("id")) {
            json.put("id", entity.id);
        }
        if (kept.test("type")) {
            json.set("type", oneOrAll(entity.types));
        }
        if (kept.test("scope") && !entity.scopes.isEmpty()) {
            json.set("scope", oneOrAll(entity.scopes));
        }
        if (sysAttrs && kept.test("expiresAt")) {
            entity.expiresAt.ifPresent(time -> json.set("expiresAt", time));
        }
        entity.attributes.forEach((name, instances) -> {
            var shown = instances.values().stream().filter(this::isAskedFor).toList();
            if (kept.test(name) && !shown.isEmpty()) {
                json.set(name, attribute(shown));
            }
        });
        return json;
    }

    /** pick, omit or attrs. */
    private Predicate<String> kept() {
        var pick = request.parameter("pick").map(list -> List.of(list.split(",")));
        var omit = request.parameter("omit").map(list -> List.of(list.split(",")));
        var attrs = request.parameter("attrs").map(list -> List.of(list.split(",")));
        return name ->
                pick.map(list -> list.contains(name)).orElse(true)
                        && omit.map(list -> !list.contains(name)).orElse(true)
                        && attrs.map(list ->
                                        ModelEntity.MEMBERS.contains(name) || list.contains(name))
                                .orElse(true);
    }

    private boolean isAskedFor(JsonNode instance) {
        return request.parameter("datasetId")
                .map(list -> List.of(list.split(",")).contains(Instances.dataset(instance)))
                .orElse(true);
    }

    private JsonNode attribute(List<ObjectNode> instances) {
        return switch (format) {
            case "simplified", "keyValues" -> simplifiedAttribute(instances);
            case "concise" ->
                    instances.size() == 1
                            ? concise(instances.get(0), true)
                            : array(instances.stream().map(i -> concise(i, false)).toList());
            default ->
                    instances.size() == 1
                            ? normalized(instances.get(0))
                            : array(instances.stream().map(this::normalized).toList());
        };
    }

    private JsonNode normalized(JsonNode instance) {
        var json = JSON.objectNode();
        for (var member : instance.properties()) {
            if (Instances.isSubAttribute(member.getKey())) {
                json.set(member.getKey(), normalized(member.getValue()));
            } else if (sysAttrs || !member.getKey().equals("expiresAt")) {
                json.set(member.getKey(), member.getValue());
            }
        }
        return json;
    }

    /** Without types; a lone value stands for itself where nobody could misread it. */
    private JsonNode concise(JsonNode instance, boolean mayBeBare) {
        var json = JSON.objectNode();
        for (var member : normalized(instance).properties()) {
            if (Instances.isSubAttribute(member.getKey())) {
                json.set(member.getKey(), concise(instance.path(member.getKey()), true));
            } else if (!member.getKey().equals("type")) {
                json.set(member.getKey(), member.getValue());
            }
        }
        boolean bare = mayBeBare && !sysAttrs && json.size() == 1 && json.has("value");
        return bare && isSafe(instance) ? json.path("value") : json;
    }

    private static boolean isSafe(JsonNode instance) {
        var value = instance.path("value");
        return instance.path("type").asString().equals("GeoProperty")
                || (!value.has("type") && Instances.VALUES.stream().noneMatch(value::has));
    }

    private JsonNode simplifiedAttribute(List<ObjectNode> instances) {
        if (instances.size() == 1) {
            return simplified(instances.get(0));
        }
        var values = JSON.objectNode();
        instances.forEach(i -> values.set(Instances.dataset(i), simplified(i)));
        return JSON.objectNode().set("dataset", values);
    }

    private static JsonNode simplified(JsonNode instance) {
        var value = Instances.value(instance);
        return switch (instance.path("type").asString()) {
            case "LanguageProperty", "VocabProperty", "JsonProperty" ->
                    JSON.objectNode().set(Instances.member(instance), value);
            case "ListRelationship" ->
                    array(value.valueStream().map(o -> o.path("object")).toList());
            default -> value;
        };
    }

    static JsonNode oneOrAll(Collection<String> texts) {
        return texts.size() == 1
                ? JSON.stringNode(texts.iterator().next())
                : array(texts.stream().map(JSON::stringNode).toList());
    }

    static ArrayNode array(List<? extends JsonNode> items) {
        return JSON.arrayNode().addAll(items);
    }

    /** A list of names under a name, for UpdateResult and BatchOperationResult. */
    static ObjectNode lists(Map<String, ? extends Collection<? extends JsonNode>> lists) {
        var json = JSON.objectNode();
        lists.forEach((name, items) -> json.set(name, array(List.copyOf(items))));
        return json;
    }
}
