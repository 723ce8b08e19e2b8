package city.auriga.core.representation;

import city.auriga.core.model.GeoJson;
import city.auriga.core.model.NgsiLdNull;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random bodies of requests: whole Entities in normalized and concise form, mixed, and merge
 * patches of them. All are valid. Built by hand from one source of randomness: as combined
 * arbitraries they would take most of the time of a test.
 */
public final class DocumentArbitraries {
    /** The id of all Entities. */
    public static final String ID = "urn:e:1";

    private static final List<String> NAMES =
            List.of("a", "b", "größe", "location", "ex:c", "https://ex.org/v#d");
    private static final List<String> TYPES = List.of("T", "U", "ex:V", "https://ex.org/v#W");
    private static final List<String> SCOPES = List.of("/A", "/A/B", "/C");
    private static final List<String> URIS = List.of("urn:x:1", "urn:x:2", "http://ex.org/x?y=z");
    private static final List<String> TIMES =
            List.of(
                    "2026-01-01T00:00:00Z",
                    "2026-01-01T00:00:00.5Z",
                    "2100-12-31T23:59:59.123456Z");

    /** Some of them are easily taken for members of an Attribute. */
    private static final List<String> KEYS =
            List.of(
                    "k",
                    "l",
                    "a",
                    "value",
                    "object",
                    "unitCode",
                    "type",
                    "id",
                    "ex:m",
                    "",
                    "é \"\\");

    private static final String CHARACTERS =
            "aZ09 \t\n\r\"\\/'<>=;().:@\u00e4\u010d\u202e\u4e2d\uffff\u0001";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Random random;

    private DocumentArbitraries(Random random) {
        this.random = random;
    }

    /** Whole Entities. */
    public static Arbitrary<ObjectNode> entities() {
        return Arbitraries.randomValue(DocumentArbitraries::entity);
    }

    /** Parts of Entities in which NGSI-LD Nulls stand. */
    public static Arbitrary<ObjectNode> mergePatches() {
        return Arbitraries.randomValue(random -> new DocumentArbitraries(random).mergePatch());
    }

    /** One whole Entity. */
    public static ObjectNode entity(Random random) {
        return new DocumentArbitraries(random).entity();
    }

    private ObjectNode entity() {
        var entity = NODES.objectNode().put("id", ID);
        entity.set("type", oneOrMany(TYPES));
        if (chance(3)) {
            entity.set("scope", oneOrMany(SCOPES));
        }
        if (chance(5)) {
            entity.put("expiresAt", oneOf(TIMES));
        }
        addAttributes(entity, NAMES, 4, 2);
        return entity;
    }

    private ObjectNode mergePatch() {
        var patch = NODES.objectNode();
        entity().properties()
                .forEach(member -> {
                    boolean named = member.getKey().equals("type");
                    if (!member.getKey().equals("id") && !chance(4)) {
                        patch.set(
                                member.getKey(),
                                named ? member.getValue() : patched(member.getValue()));
                    }
                });
        return patch;
    }

    private JsonNode patched(JsonNode member) {
        if (chance(4)) {
            return NODES.stringNode(NgsiLdNull.TEXT);
        }
        if (!(member instanceof ObjectNode attribute)
                || !attribute.path("type").asString("").equals("Property")) {
            return member;
        }
        if (attribute.get("value") instanceof ObjectNode value) {
            List.copyOf(value.propertyNames()).stream()
                    .filter(key -> chance(3))
                    .forEach(key -> value.put(key, NgsiLdNull.TEXT));
        }
        List.of("unitCode", "observedAt", "expiresAt", "p").stream()
                .filter(name -> attribute.has(name) && chance(3))
                .forEach(name -> attribute.put(name, NgsiLdNull.TEXT));
        return attribute;
    }

    private void addAttributes(ObjectNode parent, List<String> names, int most, int depth) {
        var shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, random);
        for (var name : shuffled.subList(0, random.nextInt(Math.min(most, names.size()) + 1))) {
            parent.set(name, instances(name, depth));
        }
    }

    private JsonNode instances(String name, int depth) {
        boolean place = name.equals("location");
        if (place || !chance(5)) {
            var attribute = place ? geoProperty(depth) : attribute(depth);
            return chance(3) ? concise(attribute) : attribute;
        }
        var instances = NODES.arrayNode().add(attribute(depth));
        for (int i = 1; i <= 2; i++) {
            instances.add(attribute(depth).put("datasetId", "urn:d:" + i));
        }
        return instances;
    }

    /** What means the same with fewer words. */
    private static JsonNode concise(ObjectNode attribute) {
        boolean geometry = attribute.get("type").asString().equals("GeoProperty");
        boolean bare = attribute.size() == 2 && attribute.has("value");
        if (bare && (geometry || !attribute.get("value").isContainer())) {
            return attribute.get("value");
        }
        if (geometry || !GeoJson.isGeometry(attribute.path("value"))) {
            attribute.remove("type");
        }
        return attribute;
    }

    private ObjectNode attribute(int depth) {
        return switch (random.nextInt(12)) {
            case 0 -> geoProperty(depth);
            case 1 -> of("LanguageProperty", "languageMap", languageMap(), depth);
            case 2 -> of("VocabProperty", "vocab", oneOrMany(TYPES), depth);
            case 3 -> of("JsonProperty", "json", object(true, 1), depth);
            case 4 -> of("ListProperty", "valueList", array(1), depth, "unitCode");
            case 5 -> of("Relationship", "object", oneOrMany(URIS), depth, "objectType");
            case 6 -> of("ListRelationship", "objectList", targets(), depth, "objectType");
            case 7 -> of("Property", "value", likeGeometry(), depth, "unitCode", "valueType");
            default -> of("Property", "value", value(2), depth, "unitCode", "valueType");
        };
    }

    private ObjectNode geoProperty(int depth) {
        return of("GeoProperty", "value", geometry(), depth);
    }

    private ObjectNode of(
            String type, String member, JsonNode content, int depth, String... extras) {
        var attribute = NODES.objectNode().put("type", type);
        attribute.set(member, content);
        if (chance(3)) {
            attribute.put("observedAt", oneOf(TIMES));
        }
        if (chance(6)) {
            attribute.put("expiresAt", oneOf(TIMES));
        }
        for (var extra : extras) {
            if (chance(4)) {
                attribute.put(extra, "X");
            }
        }
        if (depth > 0) {
            addAttributes(attribute, List.of("p", "r"), 2, depth - 1);
        }
        return attribute;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> NODES.stringNode(text());
            case 1 -> NODES.numberNode(random.nextInt());
            case 2 ->
                    NODES.numberNode(new BigDecimal(new BigInteger(40, random), random.nextInt(9)));
            case 3 -> NODES.booleanNode(random.nextBoolean());
            case 4 -> array(depth - 1);
            default -> object(false, depth - 1);
        };
    }

    private ArrayNode array(int depth) {
        var array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(depth));
        }
        return array;
    }

    private ObjectNode object(boolean withNulls, int depth) {
        var object = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(oneOf(KEYS), withNulls && chance(4) ? NODES.nullNode() : value(depth));
        }
        return object;
    }

    private ObjectNode languageMap() {
        var map = NODES.objectNode().put("en", text());
        if (chance(2)) {
            map.putArray("sk-SK").add(text()).add(text());
        }
        return chance(2) ? map.put("@none", text()) : map;
    }

    private ArrayNode targets() {
        var targets = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            targets.addObject().put("object", oneOf(URIS));
        }
        return targets;
    }

    private ObjectNode geometry() {
        var geometry = NODES.objectNode();
        if (chance(2)) {
            geometry.put("type", "Point").set("coordinates", position());
        } else {
            var line = NODES.arrayNode().add(position()).add(position());
            geometry.put("type", "LineString").set("coordinates", line);
        }
        return geometry;
    }

    /** What only its type tells from a GeoProperty. */
    private ObjectNode likeGeometry() {
        return chance(2)
                ? geometry()
                : NODES.objectNode().put("type", "Polygon").put("coordinates", text());
    }

    private ArrayNode position() {
        return NODES.arrayNode().add(random.nextInt(90)).add(random.nextInt(90) / 2.0);
    }

    private JsonNode oneOrMany(List<String> texts) {
        if (chance(2)) {
            return NODES.stringNode(oneOf(texts));
        }
        var array = NODES.arrayNode();
        texts.subList(0, 2).forEach(array::add);
        return array;
    }

    /** Any Unicode but what cannot be stored. */
    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** True once in so many times. */
    private boolean chance(int times) {
        return random.nextInt(times) == 0;
    }
}
