package city.auriga.core.subscription;

import city.auriga.core.model.DateTimes;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The members of one object of a subscription document, read with errors that name them.
 *
 * @param path of the object
 */
record Members(JsonNode node, String path) {
    static Members of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw NgsiLdException.badData(path, "expected an object");
        }
        return new Members(node, path);
    }

    String path(String member) {
        return path + "." + member;
    }

    NgsiLdException bad(String member, String message) {
        return NgsiLdException.badData(path(member), message);
    }

    Optional<JsonNode> find(String member) {
        return Optional.ofNullable(node.get(member));
    }

    Optional<String> text(String member) {
        return find(member)
                .map(n -> {
                    if (!n.isString() || n.stringValue().isBlank()) {
                        throw bad(member, "expected a non-empty string, found " + n);
                    }
                    return n.stringValue();
                });
    }

    Optional<Boolean> flag(String member) {
        return find(member)
                .map(n -> {
                    if (!n.isBoolean()) {
                        throw bad(member, "expected true or false, found " + n);
                    }
                    return n.booleanValue();
                });
    }

    /** A number above zero. */
    Optional<Double> positive(String member) {
        return find(member)
                .map(n -> {
                    double number = n.isNumber() ? n.asDouble(0) : 0;
                    if (number <= 0) {
                        throw bad(member, "expected a number above 0, found " + n);
                    }
                    return number;
                });
    }

    Optional<Instant> time(String member) {
        return text(member).map(text -> DateTimes.parse(text, path(member)));
    }

    /** A non-empty array of strings. */
    Optional<List<String>> texts(String member) {
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
    void refuseUnbuilt(String... members) {
        for (var member : members) {
            if (node.has(member)) {
                throw new NgsiLdException(
                        Problem.NOT_IMPLEMENTED,
                        "the member '" + member + "' is not built yet",
                        path(member));
            }
        }
    }
}
