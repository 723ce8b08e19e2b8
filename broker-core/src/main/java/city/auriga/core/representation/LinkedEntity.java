package city.auriga.core.representation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.query.Projection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * An Entity with those that its Relationships lead to (4.5.23), and with what it was before.
 *
 * @param projection what is shown of it
 * @param links by the expanded name of a Relationship and the URI of its object: the Entities that
 *     are shown in it
 * @param previous values that have changed (5.2.5, previousValue), by the expanded name of the
 *     Attribute and the datasetId, which is {@link #NO_DATASET} for the default instance
 */
public record LinkedEntity(
        Entity entity,
        Projection projection,
        Map<String, Map<String, LinkedEntity>> links,
        Map<String, Map<String, AttributeValue>> previous) {
    /** Stands for the datasetId of a default instance (4.5.5). */
    public static final String NO_DATASET = "@none";

    public LinkedEntity {
        links = Map.copyOf(links);
        previous = Map.copyOf(previous);
    }

    public LinkedEntity(
            Entity entity, Projection projection, Map<String, Map<String, LinkedEntity>> links) {
        this(entity, projection, links, Map.of());
    }

    /** The same, with values that it had before. */
    public LinkedEntity withPrevious(Map<String, Map<String, AttributeValue>> values) {
        return new LinkedEntity(entity, projection, links, values);
    }

    /** An Entity that shows no other. */
    public static LinkedEntity alone(Entity entity, Projection projection) {
        return new LinkedEntity(entity, projection, Map.of());
    }

    /** With the instances of these datasetIds only (4.5.5), in those that it links to as well. */
    public LinkedEntity withDatasets(Set<String> datasetIds) {
        var attributes = new LinkedHashMap<String, List<Attribute>>();
        entity.attributes()
                .forEach((name, instances) -> {
                    var kept =
                            instances.stream()
                                    .filter(a ->
                                            datasetIds.contains(
                                                    Objects.requireNonNullElse(
                                                            a.datasetId(), "@none")))
                                    .toList();
                    if (!kept.isEmpty()) {
                        attributes.put(name, kept);
                    }
                });
        var filtered = new HashMap<String, Map<String, LinkedEntity>>();
        links.forEach((name, byObject) -> {
            var inside = new HashMap<String, LinkedEntity>();
            byObject.forEach(
                    (object, linked) -> inside.put(object, linked.withDatasets(datasetIds)));
            filtered.put(name, inside);
        });
        return new LinkedEntity(entity.withAttributes(attributes), projection, filtered, previous);
    }
}
