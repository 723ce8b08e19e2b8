package city.auriga.iot.expression;

import city.auriga.iot.expression.grammar.JexlLexer;
import city.auriga.iot.expression.grammar.JexlParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Ends parsing at the first fault, in words for the operator, and where an expression nests deeper
 * than the parser and the evaluation may.
 */
final class SyntaxErrors extends BaseErrorListener implements ParseTreeListener {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_QUOTED = 40;

    private static final List<Integer> CLOSING =
            List.of(
                    JexlLexer.COLON,
                    JexlLexer.COMMA,
                    JexlLexer.CLOSE,
                    JexlLexer.CLOSE_LIST,
                    JexlLexer.CLOSE_OBJECT);

    private final String member;
    private int depth;

    SyntaxErrors(String member) {
        this.member = member;
    }

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer,
            @Nullable Object offendingSymbol,
            int line,
            int column,
            String message,
            @Nullable RecognitionException exception) {
        if (!(recognizer instanceof JexlParser parser && offendingSymbol instanceof Token found)) {
            throw new IllegalStateException(message);
        }
        throw fault(found, "found " + quoted(found) + ", " + advice(found, parser));
    }

    ExpressionException fault(Token where, String problem) {
        int position = where.getStartIndex() + 1;
        return new ExpressionException(
                member, position, "at position " + position + ": " + problem);
    }

    private static String quoted(Token found) {
        if (found.getType() == Token.EOF) {
            return "the end";
        }
        var text = found.getText();
        return "'"
                + (text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text)
                + "'";
    }

    private static String advice(Token found, JexlParser parser) {
        return switch (found.getType()) {
            case JexlLexer.UNTERMINATED -> "a text without an end";
            case JexlLexer.FORMER ->
                    "of the language before JEXL: a variable is written as its name alone";
            case JexlLexer.OPEN -> expected(parser) + call(parser);
            default -> expected(parser);
        };
    }

    private static String call(JexlParser parser) {
        var before = parser.getTokenStream().LT(-1);
        return before != null && before.getType() == JexlLexer.IDENTIFIER
                ? "; a function is written behind its value: value|" + before.getText() + "(…)"
                : "";
    }

    private static String expected(JexlParser parser) {
        var tokens = parser.getExpectedTokens();
        List<String> words = new ArrayList<>();
        if (tokens.contains(JexlLexer.OPEN_OBJECT)) {
            words.add("a value");
        } else if (tokens.contains(JexlLexer.IDENTIFIER)) {
            words.add("a name");
        } else if (parser.getContext().getRuleIndex() != JexlParser.RULE_entry) {
            // The parser does not say so when it has left the rules of the operators.
            words.add("an operator");
        }
        for (int token : CLOSING) {
            if (tokens.contains(token)) {
                words.add(JexlParser.VOCABULARY.getLiteralName(token));
            }
        }
        if (tokens.contains(Token.EOF)) {
            words.add("the end");
        }
        return "expected " + String.join(" or ", words);
    }

    @Override
    public void enterEveryRule(ParserRuleContext rule) {
        if (nests(rule) && ++depth > MAX_DEPTH) {
            throw fault(rule.getStart(), "more than " + MAX_DEPTH + " levels deep");
        }
    }

    @Override
    public void exitEveryRule(ParserRuleContext rule) {
        if (nests(rule)) {
            depth--;
        }
    }

    private static boolean nests(ParserRuleContext rule) {
        return rule.getRuleIndex() == JexlParser.RULE_expression
                || rule.getRuleIndex() == JexlParser.RULE_unary
                        && rule.getParent().getRuleIndex() == JexlParser.RULE_unary;
    }

    @Override
    public void visitTerminal(TerminalNode node) {}

    @Override
    public void visitErrorNode(ErrorNode node) {}
}
