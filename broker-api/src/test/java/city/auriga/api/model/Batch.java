package city.auriga.api.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Batch operations (5.6.7 to 5.6.10, 5.6.20): one item after the other. */
final class Batch {
    private final ModelTenant tenant;
    private final TreeSet<String> succeeded = new TreeSet<>();
    private final TreeSet<String> created = new TreeSet<>();
    private final List<JsonNode> errors = new ArrayList<>();

    private Batch(ModelTenant tenant) {
        this.tenant = tenant;
    }

    static Expected of(ModelTenant tenant, Request request) {
        var batch = new Batch(tenant);
        var operation = request.path().get(1);
        var option = request.parameter("options").orElse("");
        for (var item : request.json()) {
            batch.add(operation, option, item);
        }
        return batch.result(operation);
    }

    private void add(String operation, String option, JsonNode item) {
        var id = item.isString() ? item.asString() : item.path("id").asString();
        boolean isNew = tenant.find(id).isEmpty();
        var outcome = outcome(operation, option, id, item);
        if (outcome.succeeded()) {
            succeeded.add(id);
            if (isNew) {
                created.add(id);
            }
        } else {
            errors.add(outcome.error(id));
        }
    }

    private Expected outcome(String operation, String option, String id, JsonNode item) {
        if (operation.equals("create")) {
            return tenant.create(item);
        }
        if (operation.equals("upsert") && tenant.find(id).isEmpty()) {
            return tenant.create(item);
        }
        if (operation.equals("delete")) {
            return tenant.delete(id);
        }
        if (operation.equals("upsert") && !option.equals("update")) {
            return tenant.replace(id, item);
        }
        return tenant.find(id)
                .map(Provision::new)
                .map(entity ->
                        switch (operation) {
                            case "upsert" -> {
                                entity.update(item);
                                yield Expected.empty(204);
                            }
                            case "update" -> entity.append(item, !option.equals("noOverwrite"));
                            default -> entity.merge(item, Optional.empty());
                        })
                .orElseGet(Expected::notFound);
    }

    private Expected result(String operation) {
        if (!errors.isEmpty()) {
            return Expected.of(
                    207, Rendered.lists(Map.of("success", ids(succeeded), "errors", errors)));
        }
        boolean lists =
                operation.equals("create") || (operation.equals("upsert") && !created.isEmpty());
        return lists ? Expected.of(201, Rendered.array(ids(created))) : Expected.empty(204);
    }

    private static List<JsonNode> ids(Collection<String> ids) {
        return ids.stream().map(id -> (JsonNode) JsonNodeFactory.instance.stringNode(id)).toList();
    }
}
