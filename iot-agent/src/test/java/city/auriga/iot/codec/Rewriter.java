package city.auriga.iot.codec;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Prints JSON, but for one value, counted from the root, which is printed as other text. */
final class Rewriter {
    private final int target;
    private final @Nullable String replacement;
    private int count;

    /**
     * @param replacement any text; null to leave the value out
     */
    Rewriter(int target, @Nullable String replacement) {
        this.target = target;
        this.replacement = replacement;
    }

    String write(JsonNode root) {
        var text = value(root);
        return text == null ? "" : text;
    }

    private @Nullable String value(JsonNode node) {
        if (count++ == target) {
            return replacement;
        }
        var parts = new ArrayList<String>();
        if (node.isArray()) {
            for (var element : node) {
                var text = value(element);
                if (text != null) {
                    parts.add(text);
                }
            }
            return "[" + String.join(",", parts) + "]";
        }
        if (node.isObject()) {
            for (var member : node.properties()) {
                var text = value(member.getValue());
                if (text != null) {
                    parts.add("\"" + member.getKey() + "\":" + text);
                }
            }
            return "{" + String.join(",", parts) + "}";
        }
        return node.toString();
    }
}
