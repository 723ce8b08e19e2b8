package city.auriga.storage.writer;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.sql.Columns;
import city.auriga.storage.sql.SqlResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one batch changes what there is to discover: numbers of entities and of Attribute instances,
 * per tenant and combination of types. Other values of the same instances change nothing.
 */
final class ContentChanges {
    private static final String APPEND = SqlResource.read(ContentChanges.class, "content.sql");

    private final TypeSets typeSets;
    private final Map<Place, Map<Kind, Integer>> changes = new HashMap<>();

    private record Place(Tenant tenant, int typeSet) {}

    /** What is counted: instances of an Attribute, or the entities. */
    private record Kind(String attribute, String type) {
        static final Kind ENTITY = new Kind("", "");

        static Kind of(String name, Attribute instance) {
            return new Kind(name, instance.type().term());
        }
    }

    ContentChanges(TypeSets typeSets) {
        this.typeSets = typeSets;
    }

    void come(Tenant tenant, Entity entity) {
        addAll(at(tenant, entity), entity, 1);
    }

    void gone(Tenant tenant, Entity entity) {
        addAll(at(tenant, entity), entity, -1);
    }

    void changed(Tenant tenant, Entity before, Entity after, DocumentDifference difference) {
        if (!before.types().equals(after.types())) {
            gone(tenant, before);
            come(tenant, after);
            return;
        }
        difference
                .written()
                .forEach((name, instances) -> {
                    var old = before.instances(name);
                    if (!sameKinds(old, instances)) {
                        replace(at(tenant, after), name, old, instances);
                    }
                });
        if (difference.whole()) {
            before.attributes()
                    .forEach((name, old) -> {
                        if (!after.attributes().containsKey(name)) {
                            replace(at(tenant, after), name, old, List.of());
                        }
                    });
        } else {
            difference
                    .removed()
                    .forEach(name ->
                            replace(at(tenant, after), name, before.instances(name), List.of()));
        }
    }

    /** The usual update: instances of the types that there were. */
    private static boolean sameKinds(List<Attribute> old, List<Attribute> instances) {
        if (old.size() != instances.size()) {
            return false;
        }
        for (int i = 0; i < old.size(); i++) {
            if (old.get(i).type() != instances.get(i).type()) {
                return false;
            }
        }
        return true;
    }

    private Map<Kind, Integer> at(Tenant tenant, Entity entity) {
        return changes.computeIfAbsent(
                new Place(tenant, typeSets.idOf(entity.types())), place -> new HashMap<>());
    }

    private static void addAll(Map<Kind, Integer> changes, Entity entity, int sign) {
        add(changes, Kind.ENTITY, sign);
        entity.attributes().forEach((name, instances) -> addAll(changes, name, instances, sign));
    }

    private static void replace(
            Map<Kind, Integer> changes, String name, List<Attribute> old, List<Attribute> now) {
        addAll(changes, name, old, -1);
        addAll(changes, name, now, 1);
    }

    private static void addAll(
            Map<Kind, Integer> changes, String name, List<Attribute> instances, int sign) {
        for (var instance : instances) {
            add(changes, Kind.of(name, instance), sign);
        }
    }

    private static void add(Map<Kind, Integer> changes, Kind kind, int number) {
        changes.merge(kind, number, ContentChanges::sum);
    }

    /** What comes out even is no change. */
    private static @Nullable Integer sum(int one, int other) {
        int sum = one + other;
        return sum == 0 ? null : sum;
    }

    /** The statement with one row for each tenant and combination of types. */
    Columns columns() {
        var columns = new Columns(APPEND, "text", "int", "text", "text", "text");
        changes.forEach((place, numbers) -> {
            if (!numbers.isEmpty()) {
                var entries = List.copyOf(numbers.entrySet());
                columns.add(
                        place.tenant.name(),
                        place.typeSet,
                        ArrayLiteral.of(entries, e -> e.getKey().attribute),
                        ArrayLiteral.of(entries, e -> e.getKey().type),
                        ArrayLiteral.of(entries, e -> e.getValue().toString()));
            }
        });
        return columns;
    }
}
