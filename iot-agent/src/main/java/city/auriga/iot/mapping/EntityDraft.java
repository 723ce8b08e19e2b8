package city.auriga.iot.mapping;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.Thinning;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.InstanceFragment.Drop;
import city.auriga.core.representation.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An entity while a measure is mapped. The reader of the core is the only judge of what fits. */
final class EntityDraft {
    private final Target target;
    private final EntityReader reader;
    private final Map<String, List<InstanceFragment>> attributes = new LinkedHashMap<>();
    private final Map<String, Thinning> thinnings = new HashMap<>(0);
    private Change<List<String>> scopes = Change.keep();

    EntityDraft(Target target, EntityReader reader) {
        this.target = target;
        this.reader = reader;
    }

    void scopes(List<String> paths) {
        var fragment = JsonNodeFactory.instance.objectNode();
        paths.forEach(fragment.putArray("scope")::add);
        scopes = reader.fragment(fragment).scopes();
    }

    /**
     * @param attribute in normalized form
     * @throws city.auriga.core.problem.NgsiLdException if the standard refuses it
     */
    void add(String name, ObjectNode attribute) {
        Names.requireAttribute(name, name);
        var fragment = JsonNodeFactory.instance.objectNode().set(name, attribute);
        reader.fragment(fragment)
                .attributes()
                .forEach((expanded, instances) -> instances.forEach(i -> put(expanded, i)));
    }

    /**
     * @param name expanded
     */
    void remove(String name, Drop drop) {
        put(name, drop);
    }

    /**
     * @param name expanded
     */
    void thin(String name, Thinning thinning) {
        thinnings.put(name, thinning);
    }

    boolean isEmpty() {
        return attributes.isEmpty();
    }

    MappedEntity finish(Context context) {
        var id = EntityId.parse(target.id(), "entity_name");
        var types =
                target.types().stream()
                        .map(type -> context.expand(Names.require(type, "entity_type")))
                        .toList();
        return new MappedEntity(
                id, new EntityFragment(id, types, scopes, Change.keep(), attributes), thinnings);
    }

    /** Values of one name differ in their datasetId; of two with the same, the later counts. */
    private void put(String name, InstanceFragment instance) {
        var instances = attributes.computeIfAbsent(name, _ -> new ArrayList<>());
        instances.removeIf(old -> Objects.equals(old.datasetId(), instance.datasetId()));
        instances.add(instance);
    }
}
