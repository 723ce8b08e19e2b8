package city.auriga.api.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** What one tenant holds, and what each request must be answered with. */
final class ModelTenant {
    private final Map<String, ModelEntity> entities = new TreeMap<>();
    private boolean exists;
    private long clock;

    Optional<ModelEntity> find(String id) {
        return Optional.ofNullable(entities.get(id));
    }

    Collection<ModelEntity> entities() {
        return entities.values();
    }

    /** Changes what is held, and says what the answer must be. */
    Expected answer(Request request) {
        var path = request.path();
        clock++;
        boolean creates =
                path.size() == 1 && request.method().equals("POST") || path.contains("create");
        exists |= creates;
        if (!exists) {
            return Expected.problem(404, "NonexistentTenant");
        }
        return switch (path.get(0)) {
            case "types", "attributes" -> Discovered.of(entities.values(), request);
            case "entityOperations" -> Batch.of(this, request);
            default -> path.size() == 1 ? collection(request) : entity(request, path.get(1));
        };
    }

    private Expected collection(Request request) {
        return switch (request.method()) {
            case "POST" -> create(request.json());
            case "DELETE" -> purge(request);
            default -> Query.of(entities.values(), request);
        };
    }

    /** 5.6.1 */
    Expected create(JsonNode body) {
        var id = body.path("id").asString();
        if (entities.containsKey(id)) {
            return Expected.problem(409, "AlreadyExists");
        }
        entities.put(id, ModelEntity.of(body, id, clock));
        return Expected.empty(201);
    }

    /** 5.6.6 */
    Expected delete(String id) {
        return entities.remove(id) == null ? Expected.notFound() : Expected.empty(204);
    }

    /** 5.6.18: createdAt stays, and the types do if there are no others. */
    Expected replace(String id, JsonNode body) {
        return find(id).map(
                        old -> {
                            var replacement = ModelEntity.of(body, id, old.created);
                            if (replacement.types.isEmpty()) {
                                replacement.types.addAll(old.types);
                            }
                            entities.put(id, replacement);
                            return Expected.empty(204);
                        })
                .orElseGet(Expected::notFound);
    }

    /** 5.6.21 */
    private Expected purge(Request request) {
        var drop = request.parameter("drop").map(list -> List.of(list.split(",")));
        var keep = request.parameter("keep").map(list -> List.of(list.split(",")));
        for (var entity : Query.matches(entities.values(), request)) {
            if (drop.isEmpty() && keep.isEmpty()) {
                entities.remove(entity.id);
            }
            drop.ifPresent(names -> entity.attributes.keySet().removeAll(names));
            keep.ifPresent(names -> entity.attributes.keySet().retainAll(names));
        }
        return Expected.empty(204);
    }

    private Expected entity(Request request, String id) {
        var found =
                find(id).filter(e ->
                        request.parameter("type")
                                .map(types -> Query.isOfType(e, types))
                                .orElse(true));
        return found.map(entity -> answer(request, entity)).orElseGet(Expected::notFound);
    }

    private Expected answer(Request request, ModelEntity entity) {
        if (request.path().size() > 2) {
            return attributes(request, new Provision(entity));
        }
        return switch (request.method()) {
            case "GET" -> retrieve(request, entity);
            case "PUT" -> replace(entity.id, request.json());
            case "DELETE" -> delete(entity.id);
            default -> merge(request, new Provision(entity));
        };
    }

    /** 5.7.1 */
    private static Expected retrieve(Request request, ModelEntity entity) {
        boolean asked =
                request.parameter("attrs").map(names -> Query.hasOneOf(entity, names)).orElse(true);
        Function<JsonNode, Expected> found = json -> Expected.of(200, json);
        return asked
                ? Rendered.of(entity, request).map(found).orElseGet(Expected::notFound)
                : Expected.notFound();
    }

    private static Expected merge(Request request, Provision entity) {
        var observedAt = request.parameter("observedAt");
        return request.parameter("format").isPresent()
                ? entity.mergeSimplified(
                        request.json(),
                        request.parameter("lang").orElse(Instances.DEFAULT),
                        observedAt)
                : entity.merge(request.json(), observedAt);
    }

    private static Expected attributes(Request request, Provision entity) {
        if (request.path().size() == 3) {
            return request.method().equals("PATCH")
                    ? entity.update(request.json())
                    : entity.append(request.json(), request.parameter("options").isEmpty());
        }
        var name = request.path().get(3);
        return switch (request.method()) {
            case "PATCH" -> entity.updatePartially(name, request.json());
            case "PUT" -> entity.replaceAttribute(name, request.json());
            default ->
                    entity.deleteAttribute(
                            name,
                            request.parameter("datasetId"),
                            request.parameter("deleteAll").isPresent());
        };
    }
}
