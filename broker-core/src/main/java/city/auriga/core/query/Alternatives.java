package city.auriga.core.query;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shape that type selections (4.17) and scope queries (4.19) share: alternatives between {@code
 * ,} or {@code |}, each one operand or several with {@code ;} in parentheses. The parentheses may
 * be left out, and may hold alternatives, too, as selectors of subscriptions do; IRIs may hold
 * delimiters inside parentheses of their own.
 */
final class Alternatives {
    private static final int MOST = 100;
    private static final int DEEPEST = 20;

    private final String text;
    private final String member;
    private int position;

    private Alternatives(String text, String member) {
        this.text = text;
        this.member = member;
    }

    /** The operands of each alternative; none of them is empty. */
    static List<List<String>> parse(String text, String member) {
        var parser = new Alternatives(text, member);
        var alternatives = parser.expression(0);
        if (parser.position < text.length()) {
            throw parser.error("',' or '|'");
        }
        return alternatives;
    }

    private List<List<String>> expression(int depth) {
        var alternatives = new ArrayList<>(conjunction(depth));
        while (take(',') || take('|')) {
            alternatives.addAll(conjunction(depth));
        }
        return alternatives;
    }

    private List<List<String>> conjunction(int depth) {
        var alternatives = atom(depth);
        while (take(';')) {
            alternatives = each(alternatives, atom(depth));
        }
        return alternatives;
    }

    /** What holds for one of both sides each. */
    private List<List<String>> each(List<List<String>> left, List<List<String>> right) {
        if (left.size() * right.size() > MOST) {
            throw new NgsiLdException(
                    Problem.TOO_COMPLEX_QUERY, "more than " + MOST + " alternatives", member);
        }
        var both = new ArrayList<List<String>>();
        for (var one : left) {
            for (var other : right) {
                both.add(Stream.concat(one.stream(), other.stream()).toList());
            }
        }
        return both;
    }

    private List<List<String>> atom(int depth) {
        skipBlanks();
        if (!take('(')) {
            return List.of(List.of(operand()));
        }
        if (depth == DEEPEST) {
            throw new NgsiLdException(
                    Problem.TOO_COMPLEX_QUERY, "more than " + DEEPEST + " parentheses", member);
        }
        var inside = expression(depth + 1);
        if (!take(')')) {
            throw error("')'");
        }
        skipBlanks();
        return inside;
    }

    private String operand() {
        int start = position;
        int depth = 0;
        for (; position < text.length(); position++) {
            char c = text.charAt(position);
            if (depth == 0 && (c == ';' || c == ',' || c == '|' || c == ')')) {
                break;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        var operand = text.substring(start, position).strip();
        if (operand.isEmpty() || depth > 0) {
            position = start;
            throw error(depth > 0 ? "a name and ')'" : "a name");
        }
        return operand;
    }

    private boolean take(char c) {
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private NgsiLdException error(String expected) {
        var found = position < text.length() ? "'" + text.substring(position) + "'" : "the end";
        return NgsiLdException.badData(
                member,
                "expected " + expected + " at character " + (position + 1) + ", found " + found);
    }
}
