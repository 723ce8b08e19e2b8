package city.auriga.core.representation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.AttributeValue.JsonProperty;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.ListProperty;
import city.auriga.core.model.AttributeValue.ListRelationship;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.AttributeValue.Relationship;
import city.auriga.core.model.AttributeValue.VocabProperty;
import city.auriga.core.model.Entity;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Says in the terms of an older version of the standard what an Entity holds (4.3.6.8, 6.3.6): what
 * that version has not is left out, or becomes what comes closest.
 *
 * @param rendering for the reader: a vocabulary term becomes a text that it would have had, and
 *     what is not shown need not be left out
 */
public record VersionFallback(NgsiLdVersion version, Rendering rendering) {
    /** An Entity, and those that it links to, as the version has them; the same if they are. */
    public LinkedEntity apply(LinkedEntity linked) {
        var links = new HashMap<String, Map<String, LinkedEntity>>();
        linked.links()
                .forEach((name, byObject) -> {
                    var found = new HashMap<String, LinkedEntity>();
                    byObject.forEach((object, inner) -> found.put(object, apply(inner)));
                    links.put(name, found);
                });
        var previous = new HashMap<String, Map<String, AttributeValue>>();
        linked.previous()
                .forEach((name, byDataset) -> {
                    var values = new HashMap<String, AttributeValue>();
                    byDataset.forEach((dataset, value) -> values.put(dataset, value(value)));
                    previous.put(name, values);
                });
        return new LinkedEntity(entity(linked), linked.projection(), links, previous);
    }

    private Entity entity(LinkedEntity linked) {
        var entity = linked.entity();
        var attributes = new LinkedHashMap<String, List<Attribute>>();
        entity.attributes()
                .forEach((name, instances) ->
                        attributes.put(
                                name,
                                linked.projection().keeps(name)
                                        ? instances(instances)
                                        : instances));
        boolean oneType = version.isBefore(1, 3) && linked.projection().keeps("type");
        boolean noScope = version.isBefore(1, 4) && linked.projection().keeps("scope");
        return new Entity(
                entity.id(),
                oneType ? List.of(entity.types().getFirst()) : entity.types(),
                noScope ? List.of() : entity.scopes(),
                attributes,
                entity.createdAt(),
                entity.modifiedAt(),
                rendering.sysAttrs() && version.isBefore(1, 9) ? null : entity.expiresAt());
    }

    private List<Attribute> instances(List<Attribute> instances) {
        if (version.isBefore(1, 3)) {
            var only =
                    instances.stream()
                            .filter(i -> i.datasetId() == null)
                            .findFirst()
                            .orElse(instances.getFirst());
            return List.of(instance(only));
        }
        return instances.stream().map(this::instance).toList();
    }

    /** One instance, as the version has it. */
    public Attribute instance(Attribute instance) {
        boolean before3 = version.isBefore(1, 3);
        boolean before9 = version.isBefore(1, 9);
        var attributes = new LinkedHashMap<String, List<Attribute>>();
        instance.attributes().forEach((name, inner) -> attributes.put(name, instances(inner)));
        return new Attribute(
                value(instance.value()),
                before3 ? null : instance.datasetId(),
                before3 ? null : instance.observedAt(),
                before3 ? null : instance.unitCode(),
                before9 ? null : instance.valueType(),
                version.isBefore(1, 8) ? List.of() : instance.objectTypes(),
                attributes,
                instance.createdAt(),
                instance.modifiedAt(),
                rendering.sysAttrs() && before9 ? null : instance.expiresAt());
    }

    private AttributeValue value(AttributeValue value) {
        boolean before8 = version.isBefore(1, 8);
        return switch (value) {
            case VocabProperty(var vocab) when before8 -> new Property(terms(vocab));
            case JsonProperty(var json) when before8 -> new Property(json);
            case ListProperty(var list) when before8 -> new Property(list);
            case ListRelationship(var objects) when before8 -> new Relationship(objects);
            case LanguageProperty(var map)
                    when version.isBefore(1, 4) && rendering.lang() == null ->
                    new Property(map);
            case Property _,
                    GeoProperty _,
                    Relationship _,
                    VocabProperty _,
                    JsonProperty _,
                    ListProperty _,
                    ListRelationship _,
                    LanguageProperty _ ->
                    value;
        };
    }

    private JsonNode terms(List<String> vocab) {
        var nodes = JsonNodeFactory.instance;
        if (vocab.size() == 1) {
            return nodes.stringNode(rendering.context().compact(vocab.getFirst()));
        }
        var array = nodes.arrayNode();
        vocab.forEach(iri -> array.add(rendering.context().compact(iri)));
        return array;
    }
}
