package city.auriga.iot.expression.transform;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Regex;
import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.TextBuilder;
import com.google.re2j.Matcher;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.StringNode;

/**
 * Regular expressions, in time linear to the text: there is no looking around and there are no
 * references back to a group. In what replaces a match, {@code $1} is a group of it, {@code $&} all
 * of it, and {@code $$} a dollar.
 */
public final class PatternTransforms {
    private PatternTransforms() {}

    static void addTo(Transforms.Table table) {
        table.addWithPattern("replaceregexp", 2, call -> replace(call, false));
        table.addWithPattern("replaceallregexp", 2, call -> replace(call, true));
        table.addWithPattern("regexmatch", 1, PatternTransforms::match);
    }

    /**
     * What stands for a pattern that is written out in the expression, so that it is compiled once.
     *
     * @throws NgsiLdException if it is not a regular expression
     */
    public static JsonNode compiled(String pattern, String member) {
        return new POJONode(Regex.parse(pattern, member));
    }

    private static JsonNode replace(Call call, boolean all) {
        var text = call.text();
        var matcher = matcher(call, text);
        var replacement = call.textArgument(1);
        var replaced = new TextBuilder();
        int start = 0;
        while (matcher.find()) {
            replaced.append(text, start, matcher.start());
            expand(replacement, text, matcher, replaced);
            start = matcher.end();
            if (!all) {
                break;
            }
        }
        return call.result(replaced.append(text, start, text.length()).toString());
    }

    private static void expand(
            String replacement, String text, Matcher matcher, TextBuilder replaced) {
        int position = 0;
        while (position < replacement.length()) {
            char c = replacement.charAt(position);
            char next = position + 1 < replacement.length() ? replacement.charAt(position + 1) : 0;
            if (c == '$' && next == '$') {
                replaced.append('$');
                position += 2;
            } else if (c == '$' && (next == '&' || isGroup(next, matcher))) {
                append(next == '&' ? 0 : next - '0', text, matcher, replaced);
                position += 2;
            } else {
                replaced.append(c);
                position++;
            }
        }
    }

    private static void append(int group, String text, Matcher matcher, TextBuilder replaced) {
        if (matcher.start(group) >= 0) {
            replaced.append(text, matcher.start(group), matcher.end(group));
        }
    }

    private static boolean isGroup(char digit, Matcher matcher) {
        return digit >= '1' && digit <= '9' && digit - '0' <= matcher.groupCount();
    }

    /** The first match and its groups. */
    private static @Nullable JsonNode match(Call call) {
        var matcher = matcher(call, call.text());
        if (!matcher.find()) {
            return null;
        }
        var groups = new ArrayList<JsonNode>();
        for (int group = 0; group <= matcher.groupCount(); group++) {
            var found = matcher.group(group);
            groups.add(found == null ? NullNode.getInstance() : StringNode.valueOf(found));
        }
        return call.result(groups);
    }

    private static Matcher matcher(Call call, String text) {
        var regex = regex(call);
        Budget.checkText(text.length());
        call.budget().searches(text.length(), regex.size());
        return regex.matcher(text);
    }

    private static Regex regex(Call call) {
        var pattern = call.valueArgument(0);
        if (pattern instanceof POJONode compiled && compiled.getPojo() instanceof Regex regex) {
            return regex;
        }
        try {
            return Regex.parse(Conversions.text(pattern), "pattern");
        } catch (NgsiLdException notAPattern) {
            throw NoValueException.noValue();
        }
    }
}
