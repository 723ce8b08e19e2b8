package city.auriga.core.discovery;

import city.auriga.core.model.AttributeType;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The entity types and Attributes that a tenant holds (5.7.5 to 5.7.10), summed up from counts. An
 * Entity of several types counts for each of them. All names are expanded.
 */
public final class Inventory {
    private final SortedMap<String, EntityType> types = new TreeMap<>();
    private final SortedMap<String, Attribute> attributes = new TreeMap<>();

    /** What there is of one type. */
    public static final class EntityType {
        private final SortedMap<String, Set<AttributeType>> attributes = new TreeMap<>();
        private long entities;

        /** How many entities have the type. */
        public long entities() {
            return entities;
        }

        /** Their Attributes with all types that instances have; empty if none has any. */
        public Map<String, Set<AttributeType>> attributes() {
            return attributes;
        }
    }

    /** What there is of one Attribute. */
    public static final class Attribute {
        private final Set<AttributeType> types = EnumSet.noneOf(AttributeType.class);
        private final SortedSet<String> entityTypes = new TreeSet<>();
        private long instances;

        /** How many instances there are. */
        public long instances() {
            return instances;
        }

        /** All types that instances have. */
        public Set<AttributeType> types() {
            return types;
        }

        /** The types of the entities that have the Attribute. */
        public SortedSet<String> entityTypes() {
            return entityTypes;
        }
    }

    public Inventory(Collection<Count> counts) {
        counts.forEach(this::add);
    }

    private void add(Count count) {
        switch (count) {
            case Count.Entities(var ofTypes, long number) ->
                    ofTypes.forEach(type -> entityType(type).entities += number);
            case Count.Instances(var ofTypes, var name, var type, long number) -> {
                ofTypes.forEach(entityType ->
                        entityType(entityType)
                                .attributes
                                .computeIfAbsent(name, n -> EnumSet.noneOf(AttributeType.class))
                                .add(type));
                var attribute = attributes.computeIfAbsent(name, n -> new Attribute());
                attribute.types.add(type);
                attribute.entityTypes.addAll(ofTypes);
                attribute.instances += number;
            }
        }
    }

    private EntityType entityType(String name) {
        return types.computeIfAbsent(name, n -> new EntityType());
    }

    public SortedMap<String, EntityType> types() {
        return types;
    }

    public SortedMap<String, Attribute> attributes() {
        return attributes;
    }

    public Optional<EntityType> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    public Optional<Attribute> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }
}
