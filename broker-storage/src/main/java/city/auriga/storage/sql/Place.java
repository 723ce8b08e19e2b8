package city.auriga.storage.sql;

import static city.auriga.storage.sql.JsonPaths.quote;

import city.auriga.core.query.Path;
import city.auriga.core.query.Path.Trail;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a stored Attribute instance, which is {@code @}, a target may be (4.9).
 *
 * @param scope what guard and path start from, if not from the instance
 * @param guard holds if the target is there; empty if the path alone decides
 * @param path leads to the target
 * @param ordered whether ordering and patterns apply
 * @param textual whether all that is there are texts
 */
record Place(@Nullable String scope, String guard, String path, boolean ordered, boolean textual) {
    private static final Place LANGUAGES = list("@.languageMap.*", true);

    private static final List<Place> WHOLE =
            List.of(
                    value("", "@.value"),
                    value(
                            "@.value.type() == \"object\" && @.type == \"Property\"",
                            "@.value.\"@value\""),
                    LANGUAGES,
                    text("", "@.vocab"),
                    list("@.object", true),
                    list("@.objectList", true),
                    list("@.valueList", false));

    private static Place value(String guard, String path) {
        return new Place(null, guard, path, true, false);
    }

    private static Place list(String path, boolean textual) {
        return new Place(null, "", path, false, textual);
    }

    private static Place text(String guard, String path) {
        return new Place(null, guard, path, true, true);
    }

    /** Where the value is, whatever the type of the Attribute. */
    static List<Place> of(Trail trail) {
        return switch (trail) {
            case Trail.None() -> WHOLE;
            case Trail.Any() -> List.of(LANGUAGES);
            case Trail.Keys(var keys) -> inside(keys);
        };
    }

    /** A member that holds a text. */
    static List<Place> text(String member) {
        return List.of(text("", "@." + member));
    }

    /** A member that is always a list of texts; only a single one of them has an order. */
    static List<Place> texts(String member) {
        return List.of(
                list("@." + member, true),
                text("@." + member + ".size() == 1", "@." + member + "[0]"));
    }

    /** What a predicate on the path says about the instance. */
    Predicate holds(Predicate predicate) {
        var guarded = guard.isEmpty() ? predicate : predicate.where(guard);
        return scope == null
                ? guarded
                : new Predicate(
                        "exists(" + scope + " ? (" + guarded.text() + "))", guarded.exact());
    }

    private static List<Place> inside(List<Path.Key> keys) {
        var places = new ArrayList<Place>();
        var property = compound("Property", "@.value", keys, false);
        places.add(property);
        places.add(
                value(
                        property.guard + " && " + property.path + ".type() == \"object\"",
                        property.path + ".\"@value\""));
        places.add(compound("GeoProperty", "@.value", keys, true));
        places.add(compound("JsonProperty", "@.json", keys, true));
        if (keys.size() == 1) {
            places.add(language(keys.getFirst().name()));
        }
        return places;
    }

    private static Place compound(String type, String start, List<Path.Key> keys, boolean raw) {
        var guard = new StringBuilder("@.type == \"" + type + "\"");
        var path = start;
        for (var key : keys) {
            guard.append(" && ").append(path).append(".type() == \"object\"");
            path += "." + quote(raw ? key.name() : key.iri());
        }
        return value(guard.toString(), path);
    }

    /** Tags are compared without regard to case: each letter matches both of its forms. */
    private static Place language(String tag) {
        var pattern = new StringBuilder("^");
        tag.codePoints()
                .forEach(c -> {
                    if (c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
                        pattern.append('[').appendCodePoint(c).appendCodePoint(c ^ 32).append(']');
                    } else {
                        boolean plain = c >= 0x80 || c >= '0' && c <= '9';
                        pattern.append(plain ? "" : "\\").appendCodePoint(c);
                    }
                });
        return new Place(
                "@.languageMap.keyvalue()",
                "@.key like_regex " + quote(pattern.append('$').toString()),
                "@.value",
                true,
                true);
    }
}
