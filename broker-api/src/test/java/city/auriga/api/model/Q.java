package city.auriga.api.model;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads a {@code q} (4.9) by descent, straight into a predicate. */
final class Q {
    private static final Pattern PATH = Pattern.compile("[\\p{L}\\p{N}_.]+(\\[[^]]*])?");
    private static final Pattern OPERATOR = Pattern.compile("!~=|~=|==|!=|>=|<=|>|<");
    private static final Pattern LITERAL =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|(?:(?!\\.\\.)[^;|),\"])+");

    private final String text;
    private final List<String> expanded;
    private int at;

    Q(String text, Request request) {
        this.text = text;
        this.expanded = List.of(request.parameter("expandValues").orElse("").split(","));
    }

    boolean matches(ModelEntity entity) {
        at = 0;
        return or().test(entity);
    }

    private Predicate<ModelEntity> or() {
        var terms = and();
        while (skip("|")) {
            terms = terms.or(and());
        }
        return terms;
    }

    private Predicate<ModelEntity> and() {
        var terms = factor();
        while (skip(";")) {
            terms = terms.and(factor());
        }
        return terms;
    }

    private Predicate<ModelEntity> factor() {
        if (skip("(")) {
            var inner = or();
            skip(")");
            return inner;
        }
        if (skip("!")) {
            var path = take(PATH);
            return entity -> QTarget.of(entity, path).isEmpty();
        }
        var path = take(PATH);
        var operator = take(OPERATOR);
        if (operator.isEmpty()) {
            return entity -> !QTarget.of(entity, path).isEmpty();
        }
        var first = QLiteral.of(take(LITERAL), expanded.contains(path));
        var comparison = comparison(operator, first, expanded.contains(path));
        return entity -> QTarget.of(entity, path).stream().anyMatch(comparison);
    }

    private Predicate<QTarget> comparison(String operator, QLiteral first, boolean expand) {
        if (skip("..")) {
            var last = QLiteral.of(take(LITERAL), expand);
            return operator.equals("==")
                    ? target -> target.isBetween(first, last)
                    : target -> !target.isOpaque() && !target.isBetween(first, last);
        }
        Predicate<QTarget> equal = target -> target.holds(first);
        while (skip(",")) {
            var other = QLiteral.of(take(LITERAL), expand);
            equal = equal.or(target -> target.holds(other));
        }
        var any = equal;
        return switch (operator) {
            case "==" -> any;
            case "!=" -> target -> !target.isOpaque() && !any.test(target);
            case "~=" -> target -> target.isText() && target.isLike(first);
            case "!~=" -> target -> target.isText() && !target.isLike(first);
            default ->
                    target -> target.isOrderedAs(first) && test(operator, target.compareTo(first));
        };
    }

    private static boolean test(String operator, int comparison) {
        return switch (operator) {
            case ">" -> comparison > 0;
            case ">=" -> comparison >= 0;
            case "<" -> comparison < 0;
            default -> comparison <= 0;
        };
    }

    private boolean skip(String token) {
        boolean there = text.startsWith(token, at);
        at += there ? token.length() : 0;
        return there;
    }

    /** Empty if the text does not go on like this. */
    private String take(Pattern pattern) {
        var matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        at = matcher.end();
        return matcher.group();
    }
}
