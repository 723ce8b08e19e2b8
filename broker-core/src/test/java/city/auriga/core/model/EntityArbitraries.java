package city.auriga.core.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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

    /** Texts that are easily confused: with numbers, by case, by collation, as times. */
    public static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "A",
                    "ab",
                    "a\nb",
                    "b\"\\'%_$",
                    "10",
                    "true",
                    "é",
                    "\uffff",
                    "😀",
                    "2026-01-01",
                    "2026-01-01T00:00:00Z",
                    "2026-01-01T00:00:00.5Z",
                    "2026-01-01T00:00:00.500Z",
                    "2026-01-01T00:00:00+00:00",
                    "08:00:00Z",
                    "08:00:00.0Z",
                    "08:00:01Z");

    /** Those that values and literals take half of the time, so that they meet. */
    public static final List<String> HOT_TEXTS = List.of("a", "ab", "2026-01-01T00:00:00Z");

    public static final List<String> HOT_NUMBERS = List.of("1", "2.5");

    public static final List<String> NUMBERS =
            List.of(
                    "0",
                    "1",
                    "1.0",
                    "-1",
                    "2.5",
                    "10",
                    "1e2",
                    "100",
                    "12345678901234567890",
                    "1e-7");

    private static final Instant INHERITED = Instant.MIN;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

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
                        values(),
                        Arbitraries.of(DATASETS).injectNull(0.6),
                        Arbitraries.of(INSTANTS).injectNull(0.5),
                        Arbitraries.of(TEXTS).injectNull(0.8),
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

    /** Values of every type; Properties of numbers and texts most of all. */
    public static Arbitrary<AttributeValue> values() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        json(1).filter(node -> !node.isNull()).map(AttributeValue.Property::new)),
                Tuple.of(1, geometries().map(AttributeValue.GeoProperty::new)),
                Tuple.of(1, languageMaps().map(AttributeValue.LanguageProperty::new)),
                Tuple.of(1, texts().map(AttributeValue.VocabProperty::new)),
                Tuple.of(1, rawObjects().map(AttributeValue.JsonProperty::new)),
                Tuple.of(1, arrays(scalars()).map(AttributeValue.ListProperty::new)),
                Tuple.of(2, objects().map(AttributeValue.Relationship::new)),
                Tuple.of(1, objects().map(AttributeValue.ListRelationship::new)));
    }

    private static Arbitrary<List<String>> texts() {
        return text().list().ofMinSize(1).ofMaxSize(2);
    }

    private static Arbitrary<List<String>> objects() {
        return Arbitraries.integers()
                .between(0, 6)
                .map(EntityArbitraries::id)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(2);
    }

    public static Arbitrary<String> text() {
        return Arbitraries.oneOf(Arbitraries.of(HOT_TEXTS), Arbitraries.of(TEXTS));
    }

    public static Arbitrary<String> number() {
        return Arbitraries.oneOf(Arbitraries.of(HOT_NUMBERS), Arbitraries.of(NUMBERS));
    }

    private static Arbitrary<JsonNode> scalars() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, number().map(JSON::readTree)),
                Tuple.of(4, text().map(NODES::stringNode)),
                Tuple.of(1, Arbitraries.of(true, false).map(NODES::booleanNode)));
    }

    private static Arbitrary<JsonNode> json(int depth) {
        if (depth < 0) {
            return scalars();
        }
        return Arbitraries.frequencyOf(
                Tuple.of(5, scalars()),
                Tuple.of(1, arrays(json(depth - 1)).map(a -> a)),
                Tuple.of(1, compounds(KEYS, json(depth - 1)).map(o -> o)),
                Tuple.of(
                        1,
                        scalars().map(v -> NODES.objectNode().put("@type", "T").set("@value", v))));
    }

    private static Arbitrary<JsonNode> rawObjects() {
        var keys = List.of("k", "l", VOCABULARY + "k", "@value");
        return compounds(keys, json(0)).map(o -> o);
    }

    private static Arbitrary<ArrayNode> arrays(Arbitrary<JsonNode> elements) {
        return elements.list().ofMaxSize(3).map(list -> NODES.arrayNode().addAll(list));
    }

    private static Arbitrary<ObjectNode> compounds(List<String> keys, Arbitrary<JsonNode> values) {
        return Arbitraries.maps(Arbitraries.of(keys), values)
                .ofMaxSize(2)
                .map(map -> {
                    var object = NODES.objectNode();
                    object.setAll(map);
                    return object;
                });
    }

    private static Arbitrary<ObjectNode> languageMaps() {
        var value =
                Arbitraries.frequencyOf(
                        Tuple.of(3, text().<JsonNode>map(NODES::stringNode)),
                        Tuple.of(1, arrays(text().map(NODES::stringNode)).<JsonNode>map(a -> a)));
        return compounds(LANGUAGES, value).filter(map -> !map.isEmpty());
    }

    /** Those of {@link #geometries()} that need no repair, so that all computing is exact. */
    public static Arbitrary<JsonNode> validGeometries() {
        return geometries().filter(g -> GeoJson.read(g, "geometry").isValid());
    }

    /** Geometries of every type near the origin, some of them crossing themselves. */
    public static Arbitrary<JsonNode> geometries() {
        var polygon = rings().map(ring -> "[" + ring + "]");
        return Arbitraries.frequencyOf(
                Tuple.of(4, position().map(c -> geometry("Point", c))),
                Tuple.of(1, positions(1).map(c -> geometry("MultiPoint", c))),
                Tuple.of(1, positions(2).map(c -> geometry("LineString", c))),
                Tuple.of(1, positions(2).map(c -> geometry("MultiLineString", "[" + c + "]"))),
                Tuple.of(2, polygon.map(c -> geometry("Polygon", c))),
                Tuple.of(
                        1,
                        polygon.list()
                                .ofMinSize(1)
                                .ofMaxSize(2)
                                .map(list -> geometry("MultiPolygon", list.toString()))));
    }

    private static Arbitrary<String> position() {
        var grid = Arbitraries.integers().between(-6, 6).map(i -> i / 2.0);
        return Combinators.combine(grid, grid).as((x, y) -> "[" + x + "," + y + "]");
    }

    private static Arbitrary<String> positions(int min) {
        return position().list().ofMinSize(min).ofMaxSize(4).map(Object::toString);
    }

    private static Arbitrary<String> rings() {
        return position()
                .list()
                .ofMinSize(3)
                .ofMaxSize(5)
                .map(list ->
                        list.stream()
                                .collect(
                                        Collectors.joining(",", "[", "," + list.getFirst() + "]")));
    }

    private static JsonNode geometry(String type, String coordinates) {
        return JSON.readTree("{\"type\":\"" + type + "\",\"coordinates\":" + coordinates + "}");
    }
}
