package city.auriga.core.query;

import city.auriga.core.problem.NgsiLdException;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape that type selections (4.17) and scope queries (4.19) share: alternatives between {@code
 * ,} or {@code |}, each one operand or several with {@code ;} in parentheses. The parentheses may
 * be left out; IRIs may hold delimiters inside parentheses of their own.
 */
final class Alternatives {
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
        var alternatives = new ArrayList<List<String>>();
        do {
            alternatives.add(parser.alternative());
        } while (parser.take(',') || parser.take('|'));
        if (parser.position < text.length()) {
            throw parser.error("',' or '|'");
        }
        return alternatives;
    }

    private List<String> alternative() {
        var operands = new ArrayList<String>();
        skipBlanks();
        boolean grouped = take('(');
        do {
            operands.add(operand());
        } while (take(';'));
        if (grouped && !take(')')) {
            throw error("')'");
        }
        skipBlanks();
        return operands;
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
