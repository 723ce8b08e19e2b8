package city.auriga.core.query;

import city.auriga.core.model.DateTimes;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The members of one object of a request document, read with errors that name them.
 *
 * @param path of the object
 */
public record JsonMembers(JsonNode node, String path) {
    public static JsonMembers of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw NgsiLdException.badData(path, "expected an object");
        }
        return new JsonMembers(node, path);
    }

    public String path(String member) {
        return path + "." + member;
    }

    public NgsiLdException bad(String member, String message) {
        return NgsiLdException.badData(path(member), message);
    }

    public Optional<JsonNode> find(String member) {
        return Optional.ofNullable(node.get(member));
    }

    public Optional<String> text(String member) {
        return find(member)
                .map(n -> {
                    if (!n.isString() || n.stringValue().isBlank()) {
                        throw bad(member, "expected a non-empty string, found " + n);
                    }
                    return n.stringValue();
                });
    }

    public Optional<Boolean> flag(String member) {
        return find(member)
                .map(n -> {
                    if (!n.isBoolean()) {
                        throw bad(member, "expected true or false, found " + n);
                    }
                    return n.booleanValue();
                });
    }

    /** A number above zero. */
    public Optional<Double> positive(String member) {
        return find(member)
                .map(n -> {
                    double number = n.isNumber() ? n.asDouble(0) : 0;
                    if (number <= 0) {
                        throw bad(member, "expected a number above 0, found " + n);
                    }
                    return number;
                });
    }

    public Optional<Instant> time(String member) {
        return text(member).map(text -> DateTimes.parse(text, path(member)));
    }

    /** A non-empty array of strings. */
    public Optional<List<String>> texts(String member) {
        return find(member)
                .map(n -> {
                    if (!n.isArray() || n.isEmpty()) {
                        throw bad(member, "expected a non-empty array of strings, found " + n);
                    }
                    var texts = new ArrayList<String>();
                    for (var item : n) {
                        if (!item.isString() || item.stringValue().isBlank()) {
                            throw bad(
                                    member,
                                    "expected an array of non-empty strings, found the item "
                                            + item);
                        }
                        texts.add(item.stringValue());
                    }
                    return texts;
                });
    }

    /** Refuses members that the standard has and this version does not. */
    public void refuseUnbuilt(String... members) {
        for (var member : members) {
            if (node.has(member)) {
                throw new NgsiLdException(
                        Problem.NOT_IMPLEMENTED,
                        "the member '" + member + "' is not built yet",
                        path(member));
            }
        }
    }

    /**
     * Reads what also stands in parameters of a request: an error that names the parameter becomes
     * one that names the member.
     */
    public <T> T within(Supplier<T> read) {
        try {
            return read.get();
        } catch (NgsiLdException e) {
            var named = String.valueOf(e.member());
            throw named.startsWith(path) ? e : e.at(path(named));
        }
    }

    /** Refuses members that have no meaning here; {@code @context} is none of them. */
    public void requireKnown(Set<String> known) {
        for (var name : node.propertyNames()) {
            if (!known.contains(name) && !name.equals("@context")) {
                throw bad(
                        name,
                        "unknown member '"
                                + name
                                + "'; known here: "
                                + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    /** A whole number. */
    public Optional<Integer> wholeNumber(String member) {
        return find(member)
                .map(n -> {
                    if (!n.isIntegralNumber() || !n.canConvertToInt()) {
                        throw bad(member, "expected a whole number, found " + n);
                    }
                    return n.intValue();
                });
    }

    /** An array of strings, or one string that is a comma list. */
    public Optional<List<String>> list(String member) {
        return find(member)
                .map(n ->
                        n.isString()
                                ? List.of(text(member).orElseThrow().split("\\s*,\\s*", -1))
                                : texts(member).orElseThrow());
    }
}
