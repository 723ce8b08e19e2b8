package city.auriga.iot.command;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.TypedValue;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What an Attribute says, as its device understands it: without type, names short. */
public final class CommandValues {
    private CommandValues() {}

    public static JsonNode value(AttributeValue value, Context context) {
        return switch (value) {
            case AttributeValue.Property(var node) -> compact(TypedValue.untyped(node), context);
            case AttributeValue.GeoProperty(var node) -> node;
            case AttributeValue.LanguageProperty(var map) -> map;
            case AttributeValue.VocabProperty(var vocab) ->
                    texts(vocab.stream().map(context::compact).toList());
            case AttributeValue.JsonProperty(var node) -> node;
            case AttributeValue.ListProperty(var list) -> compact(list, context);
            case AttributeValue.Relationship(var objects) -> texts(objects);
            case AttributeValue.ListRelationship(var objects) -> texts(objects);
        };
    }

    private static JsonNode texts(List<String> texts) {
        if (texts.size() == 1) {
            return JsonNodeFactory.instance.stringNode(texts.getFirst());
        }
        var array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static JsonNode compact(JsonNode node, Context context) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(compact(item, context)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        var object = JsonNodeFactory.instance.objectNode();
        for (var member : node.properties()) {
            var key = member.getKey();
            object.set(
                    key.startsWith("@") ? key : context.compact(key),
                    compact(member.getValue(), context));
        }
        return object;
    }
}
