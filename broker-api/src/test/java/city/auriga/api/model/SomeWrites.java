package city.auriga.api.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes valid requests that change something, or find nothing to change. */
final class SomeWrites {
    static final List<String> IDS = List.of("urn:m:1", "urn:m:2", "urn:m:3", "urn:m:4", "urn:m:5");
    static final List<String> TYPES = List.of("Bus", "Car", "Truck");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PATCH = "PATCH";

    private final Chance chance;
    private final SomeAttributes some;
    private final SomeBodies bodies;
    private final ModelTenant tenant;

    /**
     * @param tenant what is there, for fragments that suit it
     */
    SomeWrites(Chance chance, ModelTenant tenant) {
        this.chance = chance;
        this.some = new SomeAttributes(chance);
        this.bodies = new SomeBodies(chance, tenant);
        this.tenant = tenant;
    }

    Request next() {
        int kind = chance.upTo(99);
        if (kind < 20) {
            return Request.of("POST", bodies.entity(id()), Map.of(), "entities");
        }
        if (kind < 70) {
            return changeOfOne(kind, id());
        }
        return kind < 94 ? batch() : purge();
    }

    private Request changeOfOne(int kind, String id) {
        if (kind < 28) {
            return Request.of(PATCH, bodies.changes(true), ofType(), "entities", id, "attrs");
        }
        if (kind < 36) {
            var options = chance.of(50) ? Map.of("options", "noOverwrite") : ofType();
            return Request.of(
                    "POST", bodies.appended(options.isEmpty()), options, "entities", id, "attrs");
        }
        if (kind < 46) {
            return changeOfAttribute(id, chance.oneOf(SomeAttributes.NAMES));
        }
        if (kind < 54) {
            return Request.of(PATCH, bodies.mergePatch(id), observed(ofType()), "entities", id);
        }
        if (kind < 62) {
            return Request.of(PATCH, bodies.simplified(), simplifiedParameters(), "entities", id);
        }
        return kind < 66
                ? Request.of("PUT", replacement(id), ofType(), "entities", id)
                : Request.of("DELETE", ofType(), "entities", id);
    }

    private Request changeOfAttribute(String id, String name) {
        return switch (chance.upTo(3)) {
            case 0 ->
                    Request.of(
                            PATCH,
                            bodies.fragment(id, name),
                            ofType(),
                            "entities",
                            id,
                            "attrs",
                            name);
            case 1 ->
                    Request.of("PUT", some.instance(name), ofType(), "entities", id, "attrs", name);
            default -> {
                var parameters =
                        chance.oneOf(
                                Map.<String, String>of(),
                                Map.of("datasetId", chance.oneOf(SomeAttributes.DATASETS)),
                                Map.of("deleteAll", "true"));
                var what = chance.of(10) ? "scope" : name;
                yield Request.of("DELETE", parameters, "entities", id, "attrs", what);
            }
        };
    }

    private String id() {
        return chance.oneOf(IDS);
    }

    /** Mostly no parameter, sometimes the types that the Entity must have. */
    private Map<String, String> ofType() {
        return chance.of(90)
                ? Map.of()
                : Map.of("type", chance.oneOf("Car", "Bus,Truck", "(Bus;Car)", "Bus|Car"));
    }

    private JsonNode replacement(String id) {
        var entity = bodies.entity(id);
        if (chance.of(20)) {
            entity.remove("id");
        }
        return entity;
    }

    private Map<String, String> observed(Map<String, String> others) {
        var all = new TreeMap<>(others);
        if (chance.of(20)) {
            all.put("observedAt", "2026-02-01T00:00:00Z");
        }
        return all;
    }

    private Map<String, String> simplifiedParameters() {
        var parameters = new TreeMap<>(observed(Map.of()));
        parameters.put("format", chance.oneOf("simplified", "keyValues"));
        if (chance.of(40)) {
            parameters.put("lang", chance.oneOf("en", "fr"));
        }
        return parameters;
    }

    private Request batch() {
        var operation = chance.oneOf("create", "upsert", "update", "merge", "delete");
        var options =
                switch (operation) {
                    case "upsert" -> chance.oneOf("", "replace", "update");
                    case "update" -> chance.oneOf("", "noOverwrite");
                    default -> "";
                };
        var items = JSON.arrayNode();
        for (int i = chance.upTo(3); i >= 0; i--) {
            items.add(
                    operation.equals("delete") ? JSON.stringNode(id()) : item(operation, options));
        }
        return Request.of(
                "POST",
                items,
                options.isEmpty() ? Map.of() : Map.of("options", options),
                "entityOperations",
                operation);
    }

    private JsonNode item(String operation, String options) {
        var id = id();
        boolean whole =
                operation.equals("create")
                        || (operation.equals("upsert")
                                && (!options.equals("update") || tenant.find(id).isEmpty()));
        if (whole) {
            return bodies.entity(id);
        }
        var item = bodies.changes(operation.equals("merge"));
        bodies.addType(item);
        return item.put("id", id);
    }

    private Request purge() {
        var parameters = new TreeMap<String, String>();
        parameters.putAll(
                chance.oneOf(
                        Map.of("type", chance.oneOf(TYPES)),
                        Map.of("attrs", chance.oneOf(SomeAttributes.NAMES)),
                        Map.of("q", "speed>20"),
                        Map.of("local", "true", "id", id())));
        var names = String.join(",", chance.some(SomeAttributes.NAMES, 3));
        parameters.putAll(
                chance.oneOf(
                        Map.<String, String>of(), Map.of("drop", names), Map.of("keep", names)));
        return Request.of("DELETE", parameters, "entities");
    }
}
