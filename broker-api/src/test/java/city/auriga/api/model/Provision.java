package city.auriga.api.model;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operations on one Entity that exists (5.6.2 to 5.6.6, 5.6.17 to 5.6.19). */
final class Provision {
    private static final String CORE = "https://uri.etsi.org/ngsi-ld/";
    private static final Set<String> CORE_TERMS = Set.of("scope", "location");

    private final ModelEntity entity;
    private final Collection<String> updated = new TreeSet<>();
    private final Collection<String> notUpdated = new TreeSet<>();

    Provision(ModelEntity entity) {
        this.entity = entity;
    }

    static String expanded(String name) {
        return CORE_TERMS.contains(name) ? CORE + name : CORE + "default-context/" + name;
    }

    /** 5.6.2 */
    Expected update(JsonNode body) {
        for (var name : ModelEntity.attributes(body)) {
            for (var instance : Instances.of(body.path(name))) {
                if (!Instances.deletes(instance)) {
                    entity.put(name, instance);
                    updated.add(name);
                } else if (entity.remove(name, Instances.dataset(instance))) {
                    updated.add(name);
                }
            }
        }
        if (body.has("scope") && entity.scopes.isEmpty()) {
            notUpdated.add("scope");
        } else {
            scope(body);
        }
        typeAndExpiry(body);
        return result();
    }

    /** 5.6.3 */
    Expected append(JsonNode body, boolean overwrite) {
        for (var name : ModelEntity.attributes(body)) {
            for (var instance : Instances.of(body.path(name))) {
                if (overwrite || entity.instance(name, Instances.dataset(instance)).isEmpty()) {
                    entity.put(name, instance);
                    updated.add(name);
                } else {
                    notUpdated.add(name);
                }
            }
        }
        if (overwrite) {
            scope(body);
        } else if (body.has("scope")) {
            if (entity.scopes.addAll(ModelEntity.texts(body.path("scope")))) {
                updated.add("scope");
            }
        }
        typeAndExpiry(body);
        return result();
    }

    /** 5.6.4 */
    Expected updatePartially(String name, JsonNode body) {
        var fragment = (ObjectNode) body;
        var dataset = Instances.dataset(fragment);
        var stored = entity.instance(name, dataset);
        if (stored.isEmpty()) {
            return Expected.notFound();
        }
        if (Instances.deletes(fragment)) {
            entity.remove(name, dataset);
            return Expected.empty(204);
        }
        if (fragment.has("type") && !fragment.path("type").equals(stored.get().path("type"))) {
            return Expected.badRequest();
        }
        var typed = fragment.deepCopy();
        typed.set("type", stored.get().path("type"));
        if (Instances.VALUES.stream()
                .anyMatch(v -> typed.has(v) && !v.equals(Instances.member(stored.get())))) {
            return Expected.badRequest();
        }
        var changed = stored.get().deepCopy();
        for (var member : Instances.normalized(typed).properties()) {
            if (Instances.isNull(member.getValue())) {
                changed.remove(member.getKey());
            } else {
                changed.set(member.getKey(), member.getValue());
            }
        }
        entity.put(name, changed);
        return Expected.empty(204);
    }

    /** 5.6.19 */
    Expected replaceAttribute(String name, JsonNode body) {
        var instance = Instances.normalized(body);
        if (entity.instance(name, Instances.dataset(instance)).isEmpty()) {
            return Expected.notFound();
        }
        entity.put(name, instance);
        return Expected.empty(204);
    }

    /** 5.6.5 */
    Expected deleteAttribute(String name, Optional<String> dataset, boolean all) {
        boolean removed;
        if (name.equals("scope")) {
            removed = !entity.scopes.isEmpty();
            entity.scopes.clear();
        } else if (all) {
            removed = entity.attributes.remove(name) != null;
        } else {
            removed = entity.remove(name, dataset.orElse(Instances.DEFAULT));
        }
        return removed ? Expected.empty(204) : Expected.notFound();
    }

    /** 5.6.17 */
    Expected merge(JsonNode body, Optional<String> observedAt) {
        for (var name : ModelEntity.attributes(body)) {
            for (var fragment : Instances.asSent(body.path(name))) {
                var stored = entity.instance(name, Instances.dataset(fragment));
                merge(name, Instances.about(stored, fragment), observedAt);
            }
        }
        scope(body);
        typeAndExpiry(body);
        return Expected.empty(204);
    }

    /** 5.6.17 with a simplified body: all of it, or nothing. */
    Expected mergeSimplified(JsonNode body, String language, Optional<String> observedAt) {
        for (var name : ModelEntity.attributes(body)) {
            var type = entity.first(name).map(i -> i.path("type").asString());
            if (type.isPresent() && !Merge.suits(body.path(name), type.get())) {
                return Expected.badRequest();
            }
        }
        for (var name : ModelEntity.attributes(body)) {
            var value = Merge.normalized(body.path(name), entity.first(name), language);
            merge(name, value, observedAt);
        }
        scope(body);
        typeAndExpiry(body);
        return Expected.empty(204);
    }

    private void merge(String name, ObjectNode fragment, Optional<String> observedAt) {
        var dataset = Instances.dataset(fragment);
        var merged =
                entity.instance(name, dataset)
                        .map(stored -> Merge.of(stored, fragment, observedAt))
                        .orElseGet(() -> Merge.asNew(fragment));
        if (Instances.deletes(fragment) || Instances.hasNoLanguage(merged)) {
            entity.remove(name, dataset);
        } else {
            entity.put(name, merged);
        }
    }

    private void scope(JsonNode body) {
        if (body.has("scope")) {
            updated.add("scope");
            entity.scopes.clear();
            ModelEntity.texts(body.path("scope")).stream()
                    .filter(scope -> !scope.equals(Instances.NULL))
                    .forEach(entity.scopes::add);
        }
    }

    private void typeAndExpiry(JsonNode body) {
        entity.types.addAll(ModelEntity.texts(body.path("type")));
        if (body.has("expiresAt")) {
            entity.expiresAt =
                    Optional.of(body.path("expiresAt")).filter(time -> !Instances.isNull(time));
        }
    }

    /** 204, or an UpdateResult if something was left out. */
    private Expected result() {
        return notUpdated.isEmpty()
                ? Expected.empty(204)
                : Expected.of(
                        207,
                        Rendered.lists(
                                Map.of(
                                        "updated",
                                        names(updated),
                                        "notUpdated",
                                        names(notUpdated))));
    }

    private static Collection<JsonNode> names(Collection<String> names) {
        return names.stream()
                .map(name -> (JsonNode) JsonNodeFactory.instance.stringNode(expanded(name)))
                .toList();
    }
}
