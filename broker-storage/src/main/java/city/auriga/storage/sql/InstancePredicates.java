package city.auriga.storage.sql;

import static city.auriga.storage.sql.JsonPaths.known;
import static city.auriga.storage.sql.JsonPaths.literal;
import static city.auriga.storage.sql.JsonPaths.quote;

import city.auriga.core.query.Path.Trail;
import city.auriga.core.query.Q;
import city.auriga.core.query.Q.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a condition says about one stored Attribute instance, which is {@code @} (4.9). In lax mode
 * a comparison looks into an array by itself, one level deep, as {@code ==} shall; where a list
 * must not match, the type is asked first.
 */
final class InstancePredicates {
    private static final Predicate COMPARABLE = Predicate.exact("@.type != \"JsonProperty\"");

    /** The length of {@code 2026-01-01T00:00:00} and of {@code 00:00:00}. */
    static final int MOMENT_SECONDS = 19;

    static final int TIME_SECONDS = 8;

    private InstancePredicates() {}

    /** On the value, or what a trail leads to. */
    static Predicate value(Q term, Trail trail) {
        var places = Place.of(trail);
        return switch (trail) {
            case Trail.None() ->
                    term instanceof Q.Exists ? Predicate.ALWAYS : on(places, COMPARABLE, term);
            case Trail.Any() -> on(places, Predicate.exact("exists(@.languageMap)"), term);
            case Trail.Keys _ -> on(places, anyExists(places), term);
        };
    }

    /** On a member that holds one text or several. */
    static Predicate text(Q term, String member, List<Place> places) {
        return on(places, Predicate.exact("exists(@." + member + ")"), term);
    }

    private static Predicate anyExists(List<Place> places) {
        return Predicate.any(
                places.stream()
                        .map(p -> p.holds(Predicate.exact("exists(" + p.path() + ")")))
                        .toList());
    }

    /**
     * @param exists holds if there is a target that can be compared
     */
    private static Predicate on(List<Place> places, Predicate exists, Q term) {
        return switch (term) {
            case Q.Exists _ -> exists;
            case Q.Equal(var _, boolean negated, var operand) -> {
                var equal = equal(places, operand);
                yield negated ? unequal(exists, equal) : equal;
            }
            case Q.Order(var _, var relation, var literal) ->
                    anyOrdered(placesOf(literal, places), path -> ordered(path, relation, literal));
            case Q.Match match -> anyOrdered(places, path -> matched(path, match));
            case Q.And _, Q.Or _, Q.Absent _ ->
                    throw new IllegalArgumentException("not a condition on one target");
        };
    }

    private static Predicate equal(List<Place> places, Q.Operand operand) {
        return switch (operand) {
            case Q.OneOf(var literals) -> {
                var predicates = new ArrayList<Predicate>();
                for (var literal : literals) {
                    for (var place : placesOf(literal, places)) {
                        predicates.add(place.holds(same(place.path(), literal)));
                    }
                }
                yield Predicate.any(predicates);
            }
            case Q.Between(var low, var high) ->
                    anyOrdered(
                            placesOf(low, places),
                            path ->
                                    Predicate.all(
                                            List.of(
                                                    ordered(path, Q.Relation.GREATER_OR_EQUAL, low),
                                                    ordered(
                                                            path,
                                                            Q.Relation.LESS_OR_EQUAL,
                                                            high))));
        };
    }

    /** The opposite of too much would be too little: then only the existence narrows. */
    private static Predicate unequal(Predicate exists, Predicate equal) {
        return equal.exact()
                ? Predicate.all(List.of(exists, Predicate.exact("!" + known(equal.text()))))
                : Predicate.narrowing(exists.text());
    }

    private static Predicate anyOrdered(List<Place> places, Function<String, Predicate> predicate) {
        return Predicate.any(
                places.stream()
                        .filter(Place::ordered)
                        .map(p -> p.holds(predicate.apply(p.path())))
                        .toList());
    }

    /** Not where there are only texts, if it is no text. */
    private static List<Place> placesOf(Literal literal, List<Place> places) {
        return switch (literal) {
            case Q.Numeric _, Q.Truth _ -> places.stream().filter(p -> !p.textual()).toList();
            case Q.Text _, Q.Moment _, Q.TimeOfDay _ -> places;
        };
    }

    private static Predicate same(String path, Literal literal) {
        return switch (literal) {
            case Q.Numeric _, Q.Truth _, Q.Text _ ->
                    Predicate.exact(path + " == " + literal(literal));
            case Q.Moment(var text, var _) -> around(path, text, MOMENT_SECONDS);
            case Q.TimeOfDay(var text, var _) -> around(path, text, TIME_SECONDS);
        };
    }

    private static Predicate ordered(String path, Q.Relation relation, Literal literal) {
        var type = path + ".type() == " + JsonPaths.type(literal);
        return switch (literal) {
            case Q.Numeric _, Q.Truth _, Q.Text _ ->
                    Predicate.exact(path + relation.symbol() + literal(literal) + " && " + type);
            case Q.Moment(var text, var _) ->
                    bound(path, relation, text, MOMENT_SECONDS).where(type);
            case Q.TimeOfDay(var text, var _) ->
                    bound(path, relation, text, TIME_SECONDS).where(type);
        };
    }

    /**
     * One instant has several texts, which differ behind the seconds: there follow a fraction and
     * {@code Z}. So they lie between the text up to the seconds and that text with {@code Z}.
     */
    private static Predicate around(String path, String text, int seconds) {
        return Predicate.all(
                List.of(
                        bound(path, Q.Relation.GREATER_OR_EQUAL, text, seconds),
                        bound(path, Q.Relation.LESS_OR_EQUAL, text, seconds)));
    }

    private static Predicate bound(String path, Q.Relation relation, String text, int seconds) {
        var start = text.substring(0, seconds);
        return Predicate.narrowing(
                switch (relation) {
                    case GREATER, GREATER_OR_EQUAL -> path + " >= " + quote(start);
                    case LESS, LESS_OR_EQUAL -> path + " <= " + quote(start + "Z");
                });
    }

    private static Predicate matched(String path, Q.Match condition) {
        var isString = path + ".type() == \"string\"";
        var source = condition.regex().source();
        if (!PortableRegex.isPortable(source)) {
            return Predicate.narrowing(isString);
        }
        var like = path + " like_regex " + quote(source) + " flag \"s\"";
        return Predicate.exact(condition.negated() ? "!(" + like + ")" : like).where(isString);
    }
}
