package city.auriga.iot.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A text with expressions in it, such as <code>https://gates.example/${id}/${command}</code>.
 *
 * <p>Immutable, and safe for any number of threads.
 */
public final class TextTemplate {
    private static final String OPEN = "${";

    private final String text;
    private final List<Part> parts;

    private sealed interface Part {}

    private record Fixed(String text) implements Part {}

    private record Computed(Expression expression) implements Part {}

    /** What may be an expression, or only looks like one. */
    private record Likely(Expression expression, String text) implements Part {}

    private TextTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /**
     * @param member where the text stands, for the error
     * @throws ExpressionException if what stands in <code>${…}</code> is not an expression
     */
    public static TextTemplate parse(String text, String member) {
        var parts = new ArrayList<Part>();
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            int begin = open + OPEN.length();
            int end = end(text, begin, member);
            parts.add(new Fixed(text.substring(at, open)));
            parts.add(new Computed(expression(text.substring(begin, end), member)));
            at = end + 1;
        }
        parts.add(new Fixed(text.substring(at)));
        return new TextTemplate(text, parts);
    }

    /** All of it is one expression. */
    public static TextTemplate of(Expression expression) {
        return new TextTemplate(expression.toString(), List.of(new Computed(expression)));
    }

    /**
     * As {@link #parse}, but a text that is an expression as a whole counts as one as long as that
     * has a value.
     */
    public static TextTemplate likely(String text, String member) {
        if (!text.contains(OPEN)) {
            try {
                return new TextTemplate(
                        text, List.of(new Likely(Expression.parse(text, member), text)));
            } catch (ExpressionException plain) {
                return new TextTemplate(text, List.of(new Fixed(text)));
            }
        }
        return parse(text, member);
    }

    /** Of the language before JEXL one form is still understood, with its braces. */
    private static Expression expression(String inner, String member) {
        return Expression.parse(inner.startsWith("@") ? OPEN + inner + "}" : inner, member);
    }

    /** The brace that closes an expression: not one of an object in it, nor in a text. */
    private static int end(String text, int begin, String member) {
        int open = 0;
        char quote = 0;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '{') {
                open++;
            } else if (c == '}' && open-- == 0) {
                return i;
            }
        }
        throw new ExpressionException(
                member, begin - 1, "at position " + (begin - 1) + ": found '${' without its '}'");
    }

    /**
     * @return null if one of the expressions has no value, or one that is no text
     */
    public @Nullable String fill(EvaluationContext context) {
        var filled = new StringBuilder();
        for (var part : parts) {
            switch (part) {
                case Fixed(var fixed) -> filled.append(fixed);
                case Likely(var expression, var written) ->
                        filled.append(text(expression, context).orElse(written));
                case Computed(var expression) -> {
                    var value = text(expression, context);
                    if (value.isEmpty()) {
                        return null;
                    }
                    filled.append(value.get());
                }
            }
        }
        return filled.toString();
    }

    private static Optional<String> text(Expression expression, EvaluationContext context) {
        return Optional.ofNullable(expression.evaluate(context))
                .filter(value -> value.isValueNode() && !value.isNull())
                .map(JsonNode::asString);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextTemplate that
                && text.equals(that.text)
                && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
