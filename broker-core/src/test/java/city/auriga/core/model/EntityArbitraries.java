package city.auriga.core.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import tools.jackson.databind.JsonNode;

/**
 * Random Entities from a small world of names and values, so that random queries over the same
 * world ({@code QueryArbitraries}) hit them.
 */
public final class EntityArbitraries {
    public static final String VOCABULARY = "https://ex.org/v#";

    /** The present of this world: some of what it holds has expired by then. */
    public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    public static final List<String> ATTRIBUTES = names("a", "b", "c", "it's \"x\"");
    public static final List<String> KEYS = names("k", "l");
    public static final List<String> TYPES = names("T", "U", "V");
    public static final List<String> SCOPES = List.of("/A", "/A/B", "/A/B/C", "/AB", "/B", "/ñ/B");
    public static final List<String> LANGUAGES = List.of("en", "EN-gb", "@none");
    public static final List<String> DATASETS = List.of("urn:ds:1", "urn:ds:2");

    public static final List<Instant> INSTANTS =
            List.of(
                    Instant.parse("2026-01-01T00:00:00Z"),
                    Instant.parse("2026-01-01T00:00:00.500Z"),
                    Instant.parse("2026-01-01T00:00:00.500001Z"),
                    Instant.parse("2026-12-31T23:59:59Z"));

    private static final Instant INHERITED = Instant.MIN;

    private EntityArbitraries() {}

    private static List<String> names(String... terms) {
        return List.of(terms).stream().map(term -> VOCABULARY + term).toList();
    }

    public static String id(int number) {
        return "urn:e:" + number;
    }

    /** A city of Entities with the ids {@code urn:e:0}, {@code urn:e:1} and so on. */
    public static Arbitrary<List<Entity>> entities() {
        return entity(0)
                .list()
                .ofMinSize(4)
                .ofMaxSize(8)
                .map(EntityArbitraries::numbered)
                .withoutEdgeCases();
    }

    /** As {@link #entities()}, with one or two places each and nothing else. */
    public static Arbitrary<List<Entity>> places(Arbitrary<JsonNode> geometries) {
        var place =
                Combinators.combine(
                                geometries.map(AttributeValue.GeoProperty::new),
                                Arbitraries.of(DATASETS).injectNull(0.5),
                                expiry())
                        .as((value, dataset, expires) ->
                                new Attribute(
                                        value, dataset, null, null, null, List.of(), Map.of(), NOW,
                                        NOW, expires));
        return place.list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .uniqueElements(a -> String.valueOf(a.datasetId()))
                .map(EntityArbitraries::placed)
                .list()
                .ofMinSize(4)
                .ofMaxSize(8)
                .map(EntityArbitraries::numbered)
                .withoutEdgeCases();
    }

    /** Entities with one place each. */
    public static List<Entity> placed(Iterable<JsonNode> geometries) {
        var entities = new ArrayList<Entity>();
        for (var geometry : geometries) {
            var place = Attribute.of(new AttributeValue.GeoProperty(geometry), NOW);
            entities.add(placed(List.of(place)));
        }
        return numbered(entities);
    }

    private static Entity placed(List<Attribute> instances) {
        return new Entity(
                new EntityId(id(0)),
                List.of(TYPES.getFirst()),
                List.of(),
                Map.of(ATTRIBUTES.getFirst(), instances),
                NOW,
                NOW,
                null);
    }

    private static List<Entity> numbered(List<Entity> entities) {
        var numbered = new ArrayList<Entity>();
        for (var e : entities) {
            numbered.add(
                    new Entity(
                            new EntityId(id(numbered.size())),
                            e.types(),
                            e.scopes(),
                            e.attributes(),
                            e.createdAt(),
                            e.modifiedAt(),
                            e.expiresAt()));
        }
        return numbered;
    }

    public static Arbitrary<Entity> entity(int number) {
        return Combinators.combine(
                        subset(TYPES, 1),
                        subset(SCOPES, 0),
                        attributes(2),
                        Arbitraries.of(INSTANTS),
                        Arbitraries.of(INSTANTS),
                        expiry())
                .as((types, scopes, attributes, created, modified, expires) ->
                        new Entity(
                                new EntityId(id(number)),
                                types,
                                scopes,
                                inherit(attributes, created),
                                created,
                                modified,
                                expires))
                .withoutEdgeCases();
    }

    private static Arbitrary<Instant> expiry() {
        return Arbitraries.of(INSTANTS).injectNull(0.9);
    }

    private static Arbitrary<List<String>> subset(List<String> all, int min) {
        return Arbitraries.of(all).list().uniqueElements().ofMinSize(min).ofMaxSize(3);
    }

    private static Arbitrary<Map<String, List<Attribute>>> attributes(int depth) {
        var size = depth == 2 ? 4 : 2;
        return Arbitraries.maps(Arbitraries.of(ATTRIBUTES), instances(depth))
                .ofMaxSize(size)
                .map(LinkedHashMap::new);
    }

    private static Arbitrary<List<Attribute>> instances(int depth) {
        return attribute(depth)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .uniqueElements(a -> String.valueOf(a.datasetId()));
    }

    /** With the times INHERITED where they are those of the parent. */
    private static Arbitrary<Attribute> attribute(int depth) {
        var time = Arbitraries.of(INSTANTS).injectNull(0.6).map(t -> t == null ? INHERITED : t);
        return Combinators.combine(
                        ValueArbitraries.values(),
                        Arbitraries.of(DATASETS).injectNull(0.6),
                        Arbitraries.of(INSTANTS).injectNull(0.5),
                        Arbitraries.of(ValueArbitraries.TEXTS).injectNull(0.8),
                        subset(TYPES, 0),
                        depth == 0
                                ? Arbitraries.just(Map.<String, List<Attribute>>of())
                                : attributes(depth - 1),
                        Combinators.combine(time, time).as(Map::entry),
                        expiry())
                .as((value, dataset, observed, unit, types, sub, times, expires) ->
                        new Attribute(
                                value,
                                dataset,
                                observed,
                                unit,
                                null,
                                value instanceof AttributeValue.Relationship ? types : List.of(),
                                sub,
                                times.getKey(),
                                times.getValue(),
                                expires));
    }

    private static Map<String, List<Attribute>> inherit(
            Map<String, List<Attribute>> attributes, Instant created) {
        var resolved = new LinkedHashMap<String, List<Attribute>>();
        attributes.forEach((name, instances) ->
                resolved.put(name, instances.stream().map(a -> inherit(a, created)).toList()));
        return resolved;
    }

    private static Attribute inherit(Attribute a, Instant parentCreated) {
        var created = a.createdAt().equals(INHERITED) ? parentCreated : a.createdAt();
        return new Attribute(
                a.value(),
                a.datasetId(),
                a.observedAt(),
                a.unitCode(),
                a.valueType(),
                a.objectTypes(),
                inherit(a.attributes(), created),
                created,
                a.modifiedAt().equals(INHERITED) ? created : a.modifiedAt(),
                a.expiresAt());
    }
}
