package city.auriga.api.model;

import city.auriga.api.Answer;
import city.auriga.api.Api;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One valid request, for the broker and for the model.
 *
 * @param path its segments behind {@code /ngsi-ld/v1}, not encoded
 * @param parameters not encoded
 */
record Request(
        String method, List<String> path, Map<String, String> parameters, Optional<JsonNode> body) {
    /** A request without a body. */
    static Request of(String method, Map<String, String> parameters, String... path) {
        return new Request(method, List.of(path), parameters, Optional.empty());
    }

    /** A request with a body. */
    static Request of(
            String method, JsonNode body, Map<String, String> parameters, String... path) {
        return new Request(method, List.of(path), parameters, Optional.of(body));
    }

    JsonNode json() {
        return body.orElseThrow();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    boolean reads() {
        return method.equals("GET");
    }

    /** Whether it is about this Entity, or about those that match. */
    boolean mayChange(String id) {
        if (path.get(0).equals("entityOperations")) {
            return !about(id).json().isEmpty();
        }
        return (path.size() == 1 && method.equals("DELETE"))
                || path.contains(id)
                || (path.size() == 1 && json().path("id").asString().equals(id));
    }

    /** A batch with no other items than those about one Entity. */
    Request about(String id) {
        if (!path.get(0).equals("entityOperations")) {
            return this;
        }
        var items =
                json().valueStream()
                        .filter(item -> item.path("id").asString(item.asString("")).equals(id))
                        .toList();
        return new Request(method, path, parameters, Optional.of(Rendered.array(items)));
    }

    Answer send(Api api) {
        var target = path.stream().map(Api::segment).collect(Collectors.joining("/", "/", ""));
        var flat =
                parameters.entrySet().stream()
                        .flatMap(p -> Stream.of(p.getKey(), p.getValue()))
                        .toArray(String[]::new);
        return api.exchange(method, target, body.map(JsonNode::toString).orElse(null), flat);
    }

    @Override
    public String toString() {
        return method
                + " /"
                + String.join("/", path)
                + (parameters.isEmpty() ? "" : " " + parameters)
                + body.map(json -> " " + json).orElse("");
    }
}
