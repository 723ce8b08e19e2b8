package city.auriga.api.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Query Entities (5.7.2): filter, order, count, page, project. */
final class Query {
    private static final String PAGE = "20";

    private Query() {}

    static Expected of(Collection<ModelEntity> entities, Request request) {
        var found = matches(entities, request);
        var page =
                found.stream()
                        .sorted(order(request))
                        .skip(Integer.parseInt(request.parameter("offset").orElse("0")))
                        .limit(Integer.parseInt(request.parameter("limit").orElse(PAGE)))
                        .filter(entity -> Rendered.of(entity, request).isPresent())
                        .toList();
        var body = page.stream().flatMap(e -> Rendered.of(e, request).stream()).toList();
        var answer = Expected.of(200, Rendered.array(body)).tied(ties(page, request));
        return request.parameter("count").isPresent() ? answer.counting(found.size()) : answer;
    }

    /** Without a key, those of one batch stand in any order. */
    private static List<Integer> ties(List<ModelEntity> page, Request request) {
        var key = request.parameter("orderBy");
        return page.stream()
                .collect(
                        Collectors.groupingBy(
                                e -> key.isPresent() ? e.id : e.created,
                                LinkedHashMap::new,
                                Collectors.summingInt(e -> 1)))
                .values()
                .stream()
                .toList();
    }

    static List<ModelEntity> matches(Collection<ModelEntity> entities, Request request) {
        return entities.stream()
                .filter(entity ->
                        holds(request, "type", types -> isOfType(entity, types))
                                && holds(
                                        request,
                                        "id",
                                        ids -> List.of(ids.split(",")).contains(entity.id))
                                && holds(
                                        request,
                                        "idPattern",
                                        regex -> Pattern.compile(regex).matcher(entity.id).find())
                                && holds(request, "attrs", names -> hasOneOf(entity, names))
                                && holds(request, "scopeQ", scopes -> isIn(entity, scopes))
                                && holds(request, "q", q -> new Q(q, request).matches(entity))
                                && holds(
                                        request,
                                        "georel",
                                        georel -> GeoMatch.matches(entity, georel, request)))
                .toList();
    }

    private static boolean holds(Request request, String name, Predicate<String> condition) {
        return request.parameter(name).map(condition::test).orElse(true);
    }

    /** 4.17 */
    static boolean isOfType(ModelEntity entity, String selection) {
        return alternatives(selection)
                .anyMatch(all -> all.allMatch(type -> entity.types.contains(type)));
    }

    static boolean hasOneOf(ModelEntity entity, String names) {
        return Arrays.stream(names.split(",")).anyMatch(entity.attributes::containsKey);
    }

    /** 4.19 */
    static boolean isIn(ModelEntity entity, String scopeQ) {
        return alternatives(scopeQ)
                .anyMatch(all ->
                        all.allMatch(pattern ->
                                entity.scopes.stream().anyMatch(scope -> isBelow(scope, pattern))));
    }

    private static boolean isBelow(String scope, String pattern) {
        var regex =
                pattern.equals("/#")
                        ? ".*"
                        : pattern.replace("+", "[^/]+").replaceAll("/#$", "(/.*)?");
        return scope.matches(regex);
    }

    private static Stream<Stream<String>> alternatives(String text) {
        return Arrays.stream(text.split("[|,]"))
                .map(all -> Arrays.stream(all.replaceAll("[()]", "").split(";")));
    }

    /** 4.23: by one key, then by id; without a key in the order of their creation. */
    private static Comparator<ModelEntity> order(Request request) {
        var key = request.parameter("orderBy");
        if (key.isEmpty()) {
            return Comparator.comparingLong(entity -> entity.created);
        }
        var parts = List.of(key.get().split(";"));
        boolean descending = parts.size() > 1 && parts.get(1).equals("desc");
        Comparator<JsonNode> values =
                Comparator.comparingInt(Query::rank).thenComparing(Query::compareAlike);
        var byValue = descending ? values.reversed() : values;
        return Comparator.<ModelEntity, Boolean>comparing(e -> value(e, parts.get(0)).isEmpty())
                .thenComparing((a, b) ->
                        value(a, parts.get(0))
                                .flatMap(
                                        x -> value(b, parts.get(0)).map(y -> byValue.compare(x, y)))
                                .orElse(0))
                .thenComparing(entity -> entity.id);
    }

    private static Optional<JsonNode> value(ModelEntity entity, String key) {
        return key.equals("id")
                ? Optional.of(StringNode.valueOf(entity.id))
                : entity.first(key).map(Instances::value);
    }

    private static int rank(JsonNode value) {
        return value.isNumber() ? 0 : value.isString() ? 1 : 2;
    }

    private static int compareAlike(JsonNode one, JsonNode other) {
        return one.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue())
                : one.asString().compareTo(other.asString());
    }
}
