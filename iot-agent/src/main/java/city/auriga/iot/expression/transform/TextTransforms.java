package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.TextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Texts. Numbers, booleans and lists are taken as their text; positions count as in JavaScript. */
final class TextTransforms {
    private TextTransforms() {}

    static void addTo(Transforms.Table table) {
        table.add("tostring", 0, call -> call.result(call.text()));
        table.add("length", 0, call -> call.result(call.text().length()));
        table.add("trim", 0, call -> call.result(call.text().strip()));
        table.add("touppercase", 0, call -> call.result(call.text().toUpperCase(Locale.ROOT)));
        table.add("tolowercase", 0, call -> call.result(call.text().toLowerCase(Locale.ROOT)));
        table.add("indexOf", 1, TextTransforms::indexOf);
        table.add("substr", 1, TextTransforms::part);
        table.add("split", 0, TextTransforms::split);
        table.add("replacestr", 2, call -> replace(call, false));
        table.add("replaceallstr", 2, call -> replace(call, true));
        table.add("urlencode", 0, call -> call.result(UriText.encode(call.text())));
        table.add("urldecode", 0, call -> call.result(UriText.decode(call.text())));
        table.add("hash", 0, call -> call.result(hash(call.text())));
    }

    private static JsonNode indexOf(Call call) {
        return call.result(searched(call, call.textArgument(0)).indexOf(call.textArgument(0)));
    }

    private static String searched(Call call, String wanted) {
        var text = call.text();
        call.budget().searches(text, wanted);
        return text;
    }

    /** A negative start counts from the end. */
    private static JsonNode part(Call call) {
        var text = call.text();
        long first = call.intArgument(0);
        int start = (int) Math.clamp(first < 0 ? text.length() + first : first, 0L, text.length());
        int rest = text.length() - start;
        return call.result(
                text.substring(start, start + Math.clamp(call.intArgument(1, rest), 0, rest)));
    }

    private static JsonNode split(Call call) {
        if (call.argument(0) == null) {
            return call.result(List.of(StringNode.valueOf(call.text())));
        }
        var separator = call.textArgument(0);
        return call.result(parts(searched(call, separator), separator));
    }

    /** By the empty text into its characters. */
    private static List<JsonNode> parts(String text, String separator) {
        var parts = new ArrayList<JsonNode>();
        int step = Math.max(separator.length(), 1);
        int start = 0;
        int end = separator.isEmpty() ? Math.min(1, text.length()) : text.indexOf(separator);
        while (end >= 0 && end < text.length()) {
            Budget.checkElements(parts.size() + 1L);
            parts.add(StringNode.valueOf(text.substring(start, end)));
            start = separator.isEmpty() ? end : end + step;
            end = separator.isEmpty() ? end + 1 : text.indexOf(separator, start);
        }
        if (start < text.length() || !separator.isEmpty()) {
            parts.add(StringNode.valueOf(text.substring(start)));
        }
        return parts;
    }

    private static JsonNode replace(Call call, boolean all) {
        var from = call.textArgument(0);
        var text = searched(call, from);
        var to = call.textArgument(1);
        var replaced = new TextBuilder();
        int start = 0;
        int hit = text.indexOf(from);
        while (hit >= 0) {
            replaced.append(text, start, hit).append(to);
            start = hit + from.length();
            hit = all && hit < text.length() ? text.indexOf(from, Math.max(start, hit + 1)) : -1;
        }
        return call.result(replaced.append(text, start, text.length()).toString());
    }

    private static String hash(String text) {
        return String.format(Locale.ROOT, "%08X", Math.abs((long) text.hashCode()));
    }
}
