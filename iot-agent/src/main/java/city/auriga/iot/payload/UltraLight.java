package city.auriga.iot.payload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * UltraLight 2.0: groups divided by {@code #}, fields divided by {@code |}, a timestamp in front of
 * a group with an odd number of fields. A backslash in front of a divider makes it part of a field.
 */
final class UltraLight {
    private UltraLight() {}

    static List<Measure> measures(byte[] payload) {
        var text = JsonTree.text(payload).strip();
        if (text.isEmpty()) {
            throw new PayloadException("the payload is empty");
        }
        return split(text, '#').stream().map(UltraLight::measure).toList();
    }

    static Measure value(String name, byte[] payload) {
        return Measure.of(Map.of(name, value(JsonTree.text(payload))), null);
    }

    private static Measure measure(String group) {
        var fields = split(group.startsWith("|") ? group.substring(1) : group, '|');
        if (fields.getFirst().contains("@")) {
            throw new PayloadException(
                    "a command result ('" + fields.getFirst() + "') is not understood yet");
        }
        if (fields.size() < 2) {
            throw new PayloadException("expected 'key|value' in '" + group + "'");
        }
        if (fields.stream().anyMatch(String::isEmpty)) {
            throw new PayloadException("an empty field in '" + group + "'");
        }
        boolean timed = fields.size() % 2 == 1;
        return measure(
                fields.subList(timed ? 1 : 0, fields.size()), timed ? fields.getFirst() : null);
    }

    private static Measure measure(List<String> fields, @Nullable String time) {
        var members = new LinkedHashMap<String, JsonNode>();
        for (int i = 0; i < fields.size(); i += 2) {
            members.put(unescape(fields.get(i)), value(unescape(fields.get(i + 1))));
        }
        var instant = time == null ? null : JsonNodeFactory.instance.stringNode(unescape(time));
        return Measure.of(members, instant);
    }

    /** A JSON literal is what it says; all else is text. */
    private static JsonNode value(String field) {
        return JsonTree.find(field).orElseGet(() -> JsonNodeFactory.instance.stringNode(field));
    }

    static List<String> split(String text, char divider) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && isDivider(text.charAt(i + 1))) {
                i++;
            } else if (c == divider) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    static String unescape(String field) {
        return field.replace("\\|", "|").replace("\\#", "#");
    }

    private static boolean isDivider(char c) {
        return c == '|' || c == '#';
    }
}
