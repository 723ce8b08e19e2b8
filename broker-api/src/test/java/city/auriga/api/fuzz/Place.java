package city.auriga.api.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a JSON document, below its root.
 *
 * @param steps names and indexes
 */
record Place(JsonNode root, List<Object> steps) {
    Place {
        steps = List.copyOf(steps);
    }

    /** All places of a document, in their order. */
    static List<Place> in(JsonNode root) {
        var places = new ArrayList<Place>();
        collect(root, root, List.of(), places);
        return places;
    }

    private static void collect(
            JsonNode root, JsonNode node, List<Object> steps, List<Place> places) {
        if (!steps.isEmpty()) {
            places.add(new Place(root, steps));
        }
        node.properties()
                .forEach(p -> collect(root, p.getValue(), plus(steps, p.getKey()), places));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(root, node.get(i), plus(steps, i), places);
        }
    }

    private static List<Object> plus(List<Object> steps, Object step) {
        var all = new ArrayList<>(steps);
        all.add(step);
        return all;
    }

    JsonNode value() {
        return follow(root, steps);
    }

    /** The object or array that it stands in. */
    JsonNode parent() {
        return follow(root, steps.subList(0, steps.size() - 1));
    }

    /** The names on the way to it, itself included. */
    List<String> names() {
        return steps.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }

    /** The name of the member that it is; empty if it is an item of an array. */
    Optional<String> member() {
        return steps.getLast() instanceof String name ? Optional.of(name) : Optional.empty();
    }

    /** The nearest name on the way to it; empty if there is none. */
    String name() {
        return names().isEmpty() ? "" : names().getLast();
    }

    /** The document with something else here. */
    JsonNode replaced(JsonNode value) {
        var copy = root.deepCopy();
        switch (follow(copy, steps.subList(0, steps.size() - 1))) {
            case ObjectNode object -> object.set(steps.getLast().toString(), value);
            case ArrayNode array -> array.set((int) steps.getLast(), value);
            case JsonNode other -> throw new IllegalStateException(other.toString());
        }
        return copy;
    }

    JsonNode removed() {
        var copy = root.deepCopy();
        switch (follow(copy, steps.subList(0, steps.size() - 1))) {
            case ObjectNode object -> object.remove(steps.getLast().toString());
            case ArrayNode array -> array.remove((int) steps.getLast());
            case JsonNode other -> throw new IllegalStateException(other.toString());
        }
        return copy;
    }

    /** The document with another name for this member. */
    JsonNode renamed(String name) {
        var copy = new Place(removed(), steps);
        ((ObjectNode) copy.parent()).set(name, value());
        return copy.root;
    }

    /** The document with one more member in the object that is here. */
    JsonNode with(String name, JsonNode value) {
        var copy = new Place(root.deepCopy(), steps);
        ((ObjectNode) copy.value()).set(name, value);
        return copy.root;
    }

    private static JsonNode follow(JsonNode node, List<Object> steps) {
        var found = node;
        for (var step : steps) {
            found = step instanceof Integer index ? found.get(index) : found.get((String) step);
        }
        return found;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("$");
        steps.forEach(step -> text.append(step instanceof Integer ? "[" + step + "]" : "." + step));
        return text.toString();
    }
}
