package city.auriga.iot.mapping;

import city.auriga.core.model.GeoJson;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Geometries as devices write them: GeoJSON, or arrays of numbers, or numbers between commas, whose
 * order differs.
 */
final class Geometries {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Axes axes;

    private Geometries(Axes axes) {
        this.axes = axes;
    }

    /**
     * @param axes of what is no GeoJSON object
     */
    static ObjectNode geometry(ValueKind kind, JsonNode value, Axes axes) {
        return new Geometries(axes).geometry(kind, value);
    }

    private ObjectNode geometry(ValueKind kind, JsonNode value) {
        if (value.isObject()) {
            if (!GeoJson.isGeometry(value)) {
                throw Values.unfit(value, "a GeoJSON geometry");
            }
            return (ObjectNode) value;
        }
        return switch (kind) {
            case POINT, GEOMETRY -> of("Point", position(numbers(value), value));
            case LINE_STRING -> of("LineString", positions(value));
            case POLYGON -> of("Polygon", rings(value));
            case MULTI_POINT -> of("MultiPoint", positions(value));
            case MULTI_LINE_STRING -> of("MultiLineString", nested(value));
            case MULTI_POLYGON -> of("MultiPolygon", nested(value));
            default -> throw new IllegalArgumentException(kind + " is no geometry");
        };
    }

    private static ObjectNode of(String type, JsonNode coordinates) {
        return NODES.objectNode().put("type", type).set("coordinates", coordinates);
    }

    private ArrayNode position(List<BigDecimal> numbers, JsonNode value) {
        if (numbers.size() < 2 || numbers.size() > 3) {
            throw Values.unfit(value, "longitude and latitude");
        }
        var position = NODES.arrayNode();
        axes.ordered(numbers).forEach(position::add);
        return position;
    }

    /** A flat list of numbers, or a list of positions each in a form of its own. */
    private ArrayNode positions(JsonNode value) {
        var positions = NODES.arrayNode();
        if (value.isArray() && !value.isEmpty() && !value.get(0).isNumber()) {
            value.forEach(item -> positions.add(position(numbers(item), item)));
            return positions;
        }
        var numbers = numbers(value);
        if (numbers.size() % 2 != 0) {
            throw Values.unfit(value, "pairs of longitude and latitude");
        }
        for (int i = 0; i < numbers.size(); i += 2) {
            positions.add(position(numbers.subList(i, i + 2), value));
        }
        return positions;
    }

    private JsonNode rings(JsonNode value) {
        boolean nested =
                value.isArray()
                        && !value.isEmpty()
                        && value.get(0).isArray()
                        && !value.get(0).isEmpty()
                        && value.get(0).get(0).isArray();
        return nested ? nested(value) : NODES.arrayNode().add(positions(value));
    }

    private JsonNode nested(JsonNode value) {
        if (!value.isArray()) {
            throw Values.unfit(value, "GeoJSON coordinates");
        }
        return axes == Axes.LONGITUDE_FIRST ? value : turned(value);
    }

    private JsonNode turned(JsonNode coordinates) {
        var items = coordinates.valueStream().toList();
        var turned = NODES.arrayNode();
        if (items.stream().noneMatch(JsonNode::isArray)) {
            turned.addAll(axes.ordered(items));
        } else {
            items.forEach(item -> turned.add(turned(item)));
        }
        return turned;
    }

    private static List<BigDecimal> numbers(JsonNode value) {
        try {
            return texts(value).map(text -> new BigDecimal(text.strip())).toList();
        } catch (NumberFormatException e) {
            throw Values.unfit(value, "numbers");
        }
    }

    private static Stream<String> texts(JsonNode value) {
        if (value.isString()) {
            return Arrays.stream(value.stringValue().split(",", -1));
        }
        if (value.isArray() && value.valueStream().noneMatch(JsonNode::isContainer)) {
            return value.valueStream().map(JsonNode::asString);
        }
        throw Values.unfit(value, "coordinates");
    }
}
