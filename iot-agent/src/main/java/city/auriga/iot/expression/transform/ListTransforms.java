package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.Numbers;
import city.auriga.iot.expression.value.Operations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/** Lists, and objects as lists of their members. */
final class ListTransforms {
    private ListTransforms() {}

    static void addTo(Transforms.Table table) {
        table.add("isarray", 0, call -> call.result(call.subject() instanceof ArrayNode));
        table.add("lengtharray", 0, call -> call.result(call.list().size()));
        table.add("addreduce", 0, ListTransforms::sum);
        table.add("slice", 0, ListTransforms::slice);
        table.add("concatarr", 1, ListTransforms::concatenate);
        table.add("joinarrtostr", 0, ListTransforms::join);
        table.add("addset", 1, ListTransforms::addToSet);
        table.add("removeset", 1, ListTransforms::removeFromSet);
        table.add("mapper", 2, ListTransforms::byValue);
        table.add("valuePicker", 1, ListTransforms::namesOf);
        table.add("valuePickerMulti", 1, ListTransforms::namesOfAny);
    }

    /** By {@code +}, so texts are joined. */
    private static @Nullable JsonNode sum(Call call) {
        JsonNode sum = null;
        for (var element : call.list()) {
            call.budget().step();
            sum = sum == null ? element : Operations.add(sum, element, call.budget());
        }
        return sum == null ? null : Conversions.present(sum);
    }

    /** Of a list or a text; negative positions count from the end. */
    private static JsonNode slice(Call call) {
        if (call.value() instanceof ArrayNode list) {
            var elements = new ArrayList<JsonNode>();
            int end = position(call, 1, list.size(), list.size());
            for (int i = position(call, 0, 0, list.size()); i < end; i++) {
                Budget.checkElements(elements.size() + 1L);
                elements.add(list.get(i));
            }
            return call.result(elements);
        }
        var text = call.text();
        int start = position(call, 0, 0, text.length());
        int end = position(call, 1, text.length(), text.length());
        return call.result(text.substring(start, Math.max(start, end)));
    }

    private static int position(Call call, int index, int otherwise, int size) {
        long position = call.intArgument(index, otherwise);
        return (int) Math.clamp(position < 0 ? size + position : position, 0L, size);
    }

    /** What is no list is one more element. */
    private static JsonNode concatenate(Call call) {
        var elements = new ArrayList<JsonNode>();
        addAll(call.list(), elements);
        if (call.valueArgument(0) instanceof ArrayNode more) {
            addAll(more, elements);
        } else {
            elements.add(call.valueArgument(0));
        }
        return call.result(elements);
    }

    private static void addAll(ArrayNode list, List<JsonNode> elements) {
        Budget.checkElements((long) elements.size() + list.size());
        list.forEach(elements::add);
    }

    private static JsonNode join(Call call) {
        return call.result(Conversions.joined(call.list(), call.textArgument(0, ",")));
    }

    private static JsonNode addToSet(Call call) {
        var set = set(call.list());
        set.putIfAbsent(identity(call.valueArgument(0)), call.valueArgument(0));
        return call.result(List.copyOf(set.values()));
    }

    private static JsonNode removeFromSet(Call call) {
        var set = set(call.list());
        set.remove(identity(call.valueArgument(0)));
        return call.result(List.copyOf(set.values()));
    }

    private static Map<Object, JsonNode> set(ArrayNode list) {
        Budget.checkElements(list.size());
        var set = new LinkedHashMap<Object, JsonNode>();
        list.forEach(element -> set.putIfAbsent(identity(element), element));
        return set;
    }

    /** Equal for values that are the same; a list or an object is the same as itself only. */
    private static Object identity(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.stringValue();
            case NUMBER -> Numbers.of(value).stripTrailingZeros();
            default -> value.isContainer() ? new Itself(value) : value;
        };
    }

    private record Itself(JsonNode value) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Itself itself && Conversions.areSame(itself.value, value);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(value);
        }
    }

    /** The choice at the place where the value is in a list. */
    private static @Nullable JsonNode byValue(Call call) {
        int index = 0;
        for (var value : call.listArgument(0)) {
            if (Conversions.areEqual(call.value(), Conversions.present(value))) {
                return Conversions.present(call.listArgument(1).get(index));
            }
            index++;
        }
        return null;
    }

    private static JsonNode namesOf(Call call) {
        return names(call, List.of(call.valueArgument(0)));
    }

    private static JsonNode namesOfAny(Call call) {
        var picked = new ArrayList<JsonNode>();
        addAll(call.listArgument(0), picked);
        return names(call, picked);
    }

    private static JsonNode names(Call call, List<JsonNode> picked) {
        if (!call.value().isObject()) {
            throw NoValueException.noValue();
        }
        call.budget().compares(call.value().size(), picked.size());
        var names = new ArrayList<JsonNode>();
        for (var member : call.value().properties()) {
            if (picked.stream().anyMatch(one -> Conversions.areSame(one, member.getValue()))) {
                names.add(StringNode.valueOf(member.getKey()));
            }
        }
        return call.result(names);
    }
}
