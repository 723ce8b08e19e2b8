package city.auriga.api.model;

import city.auriga.api.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares an answer with what the model expects, where order does not matter without it. */
final class Difference {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What the broker makes up, and reasons in its own words. */
    private static final Set<String> IGNORED = Set.of("createdAt", "modifiedAt", "reason");

    /** Sets, whatever order they are written in. */
    private static final Set<String> SETS =
            Set.of(
                    "type",
                    "scope",
                    "updated",
                    "notUpdated",
                    "success",
                    "errors",
                    "typeList",
                    "attributeList",
                    "attributeNames",
                    "attributeTypes",
                    "attributeDetails",
                    "typeNames");

    /** Stands for the member that an array of ids which were created does not have. */
    private static final String CREATED = "created";

    private Difference() {}

    static Optional<String> of(Expected expected, Answer answer) {
        var wanted = expected.body().map(body -> tied(canonical(body, CREATED), expected.ties()));
        var found = body(answer, expected).map(body -> tied(body, expected.ties()));
        boolean alike =
                expected.status() == answer.status()
                        && wanted.equals(found)
                        && expected.problem().map(answer.text()::contains).orElse(true)
                        && expected.count()
                                .map(count ->
                                        answer.header("NGSILD-Results-Count")
                                                .equals(count.toString()))
                                .orElse(true);
        return alike ? Optional.empty() : Optional.of(text(expected, wanted, answer, found));
    }

    private static String text(
            Expected expected, Optional<JsonNode> wanted, Answer answer, Optional<JsonNode> found) {
        return "model:  "
                + expected.status()
                + expected.problem().map(p -> " " + p).orElse("")
                + expected.count().map(c -> " count " + c).orElse("")
                + without(wanted, found)
                + "\nbroker: "
                + answer.status()
                + " "
                + answer.header("NGSILD-Results-Count")
                + (found.isEmpty() ? answer.text() : without(found, wanted));
    }

    /** An array without what is the same in the other one. */
    private static String without(Optional<JsonNode> shown, Optional<JsonNode> other) {
        var same = other.map(json -> json.valueStream().toList()).orElse(List.of());
        return shown.map(
                        json -> {
                            var ids = json.isArray() ? json.findValuesAsString("id") : List.of();
                            return json.isArray()
                                    ? ids
                                            + " "
                                            + json.valueStream()
                                                    .filter(i -> !same.contains(i))
                                                    .toList()
                                    : json.toString();
                        })
                .map(text -> " " + text)
                .orElse("");
    }

    /** Nothing of a problem document but its type, which is looked at as text. */
    private static Optional<JsonNode> body(Answer answer, Expected expected) {
        return answer.text().isEmpty() || expected.problem().isPresent() && answer.status() >= 400
                ? Optional.empty()
                : Optional.of(canonical(answer.json(), CREATED));
    }

    /** What may stand in any order among each other in an order of ours. */
    private static JsonNode tied(JsonNode json, List<Integer> ties) {
        var items = json.valueStream().toList();
        if (ties.isEmpty() || items.size() != ties.stream().mapToInt(n -> n).sum()) {
            return json;
        }
        var result = new ArrayList<JsonNode>();
        for (int size : ties) {
            result.addAll(sorted(items.subList(result.size(), result.size() + size)));
        }
        return Rendered.array(result);
    }

    private static JsonNode canonical(JsonNode json, String name) {
        if (json instanceof ObjectNode object) {
            return object(object);
        }
        if (!json.isArray()) {
            return json;
        }
        var items = new ArrayList<JsonNode>();
        json.forEach(item -> items.add(canonical(item, "")));
        boolean ids =
                name.equals(CREATED)
                        && items.stream().allMatch(i -> i.asString("").startsWith("urn:m:"));
        if (SETS.contains(name) || ids) {
            return Rendered.array(sorted(List.copyOf(Set.copyOf(items))));
        }
        boolean instances = items.stream().anyMatch(item -> item.has("datasetId"));
        boolean named =
                items.stream().anyMatch(item -> item.has("typeName") || item.has("attributeName"));
        return Rendered.array(instances || named ? sorted(items) : items);
    }

    private static List<JsonNode> sorted(List<JsonNode> items) {
        return items.stream().sorted(Comparator.comparing(JsonNode::toString)).toList();
    }

    private static JsonNode object(ObjectNode object) {
        if (object.has("attributeName") && object.has("reason")) {
            return object.path("attributeName");
        }
        var result = JSON.objectNode();
        boolean list = object.path("type").asString("").endsWith("List");
        for (var name : new TreeSet<>(object.propertyNames())) {
            if (!IGNORED.contains(name) && !(list && name.equals("id"))) {
                result.set(name, canonical(object.path(name), name));
            }
        }
        if (object.path("error").isObject()) {
            result.put("error", lastPart(object.path("error").path("type").asString()));
        }
        return result;
    }

    private static String lastPart(String uri) {
        return uri.substring(uri.lastIndexOf('/') + 1);
    }
}
