package city.auriga.api.model;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the model says that the answer must be.
 *
 * @param problem the last part of the error type
 * @param count the value of {@code NGSILD-Results-Count}
 * @param ties how many items of the body, in turn, stand in any order
 */
record Expected(
        int status,
        Optional<String> problem,
        Optional<JsonNode> body,
        Optional<Integer> count,
        List<Integer> ties) {

    static Expected empty(int status) {
        return new Expected(
                status, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    static Expected of(int status, JsonNode body) {
        return new Expected(
                status, Optional.empty(), Optional.of(body), Optional.empty(), List.of());
    }

    static Expected problem(int status, String type) {
        return new Expected(
                status, Optional.of(type), Optional.empty(), Optional.empty(), List.of());
    }

    static Expected notFound() {
        return problem(404, "ResourceNotFound");
    }

    static Expected badRequest() {
        return problem(400, "BadRequestData");
    }

    Expected counting(int total) {
        return new Expected(status, problem, body, Optional.of(total), ties);
    }

    Expected tied(List<Integer> some) {
        return new Expected(status, problem, body, count, some);
    }

    boolean succeeded() {
        return status < 300 && status != 207;
    }

    /**
     * As an item of a BatchOperationResult (5.2.16): for an operation that failed, or that left out
     * what exists already.
     */
    JsonNode error(String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("entityId", id)
                .put("error", problem.orElse("AlreadyExists"));
    }
}
