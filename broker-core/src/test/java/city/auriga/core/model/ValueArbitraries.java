package city.auriga.core.model;

import static city.auriga.core.model.EntityArbitraries.KEYS;
import static city.auriga.core.model.EntityArbitraries.LANGUAGES;
import static city.auriga.core.model.EntityArbitraries.VOCABULARY;

import java.util.List;
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

/** Random values in the world of {@link EntityArbitraries}. */
public final class ValueArbitraries {
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

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ValueArbitraries() {}

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
