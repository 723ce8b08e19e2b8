package city.auriga.api.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a path of a {@code q} leads to in one instance of an Attribute.
 *
 * @param value an array if any of several values may match
 */
record QTarget(JsonNode value, Kind kind) {
    /** What can be done with a value. */
    enum Kind {
        VALUE,
        /** The object of a Relationship: there is no order. */
        URI,
        TIME,
        /** The whole of a JsonProperty: it only exists. */
        OPAQUE
    }

    private static final Pattern DATE_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*Z");

    /** One for each instance that the path leads anywhere in. */
    static List<QTarget> of(ModelEntity entity, String path) {
        var names = path.replaceAll("\\[.*", "").split("\\.");
        var trail = path.contains("[") ? path.replaceAll(".*\\[|]", "") : "";
        var targets = new ArrayList<QTarget>();
        for (var instance : entity.all(names[0])) {
            JsonNode found = instance;
            for (int i = 1; i < names.length; i++) {
                found = found.path(names[i]);
            }
            if (names.length > 1 && !Instances.isSubAttribute(names[names.length - 1])) {
                var kind = path.endsWith("observedAt") ? Kind.TIME : Kind.VALUE;
                target(found, kind).ifPresent(targets::add);
            } else if (!found.isMissingNode()) {
                of(found, trail).ifPresent(targets::add);
            }
        }
        return targets;
    }

    private static Optional<QTarget> target(JsonNode value, Kind kind) {
        return value.isMissingNode() ? Optional.empty() : Optional.of(new QTarget(value, kind));
    }

    private static Optional<QTarget> plain(JsonNode value) {
        return target(value, Kind.VALUE);
    }

    private static Optional<QTarget> of(JsonNode instance, String trail) {
        var value = Instances.value(instance);
        return switch (instance.path("type").asString()) {
            case "Property", "GeoProperty", "ListProperty" -> plain(walk(value, trail));
            case "JsonProperty" ->
                    target(walk(value, trail), trail.isEmpty() ? Kind.OPAQUE : Kind.VALUE);
            case "LanguageProperty" -> language(value, trail);
            case "VocabProperty" -> trail.isEmpty() ? plain(vocab(value)) : Optional.empty();
            default -> trail.isEmpty() ? target(objects(value), Kind.URI) : Optional.empty();
        };
    }

    private static JsonNode objects(JsonNode value) {
        return value.path(0).isObject()
                ? Rendered.array(value.valueStream().map(o -> o.path("object")).toList())
                : value;
    }

    private static JsonNode walk(JsonNode value, String trail) {
        var found = value;
        for (var name : trail.isEmpty() ? new String[0] : trail.split("\\.")) {
            found = found.path(name);
        }
        return found;
    }

    private static Optional<QTarget> language(JsonNode map, String tag) {
        if (!tag.isEmpty() && !tag.equals("*")) {
            return plain(map.path(tag));
        }
        var all = new ArrayList<JsonNode>();
        map.forEach(texts -> {
            if (texts.isArray()) {
                texts.forEach(all::add);
            } else {
                all.add(texts);
            }
        });
        return plain(Rendered.array(all));
    }

    private static JsonNode vocab(JsonNode vocab) {
        var terms =
                ModelEntity.texts(vocab).stream()
                        .map(term -> StringNode.valueOf(Provision.expanded(term)))
                        .toList();
        return vocab.isArray() ? Rendered.array(terms) : terms.get(0);
    }

    boolean isOpaque() {
        return kind == Kind.OPAQUE;
    }

    boolean isText() {
        return value.isString() && kind == Kind.VALUE;
    }

    boolean holds(QLiteral literal) {
        if (isOpaque()) {
            return false;
        }
        return value.isArray() ? value.valueStream().anyMatch(literal::is) : literal.is(value);
    }

    boolean isOrderedAs(QLiteral literal) {
        var other = literal.value();
        return switch (kind) {
            case VALUE ->
                    value.isNumber() && other.isNumber() || value.isString() && other.isString();
            case TIME -> DATE_TIME.matcher(other.asString("")).matches();
            case URI, OPAQUE -> false;
        };
    }

    int compareTo(QLiteral literal) {
        return value.isNumber()
                ? value.decimalValue().compareTo(literal.value().decimalValue())
                : value.asString().compareTo(literal.value().asString());
    }

    boolean isBetween(QLiteral low, QLiteral high) {
        return isOrderedAs(low) && compareTo(low) >= 0 && compareTo(high) <= 0;
    }

    boolean isLike(QLiteral regex) {
        return Pattern.compile(regex.value().asString()).matcher(value.asString()).find();
    }
}
