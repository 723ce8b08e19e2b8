package city.auriga.storage.sql;

import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.Path;
import city.auriga.core.query.Q;
import city.auriga.core.query.ScopeQuery;
import city.auriga.core.query.TypeSelection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compiles queries to SQL. What it finds is what the evaluator says of the entities without what
 * has expired; the expiry of the entity itself is not theirs.
 */
public final class QueryCompiler {
    private final Function<TypeSelection, List<Integer>> typeSets;
    private final Set<String> indexed;
    private final Instant now;

    private QueryCompiler(
            Function<TypeSelection, List<Integer>> typeSets, Set<String> indexed, Instant now) {
        this.typeSets = typeSets;
        this.indexed = indexed;
        this.now = now;
    }

    /**
     * @param typeSets numbers of the type combinations that a selection accepts
     * @param indexed the Attributes that have indexes
     * @param now what has expired by then does not exist
     */
    public static Search compile(
            EntityQuery query,
            Function<TypeSelection, List<Integer>> typeSets,
            Set<String> indexed,
            Instant now) {
        return new QueryCompiler(typeSets, indexed, now).compile(query);
    }

    /** Whether a search begins with the places that a geo-query finds, since they are few. */
    public static boolean beginsWithPlaces(GeoQuery geoQ) {
        return GeoCompiler.areFew(geoQ);
    }

    private Search compile(EntityQuery query) {
        var conditions = new ArrayList<Condition>();
        if (!query.selectors().isEmpty()) {
            conditions.add(
                    Condition.join(
                            " OR ", query.selectors().stream().map(this::selector).toList()));
        }
        if (query.scopeQ() != null) {
            conditions.add(scopes(query.scopeQ()));
        }
        var q = withAttrs(query);
        if (q != null) {
            conditions.add(new QCompiler(typeSets, indexed, now).compile(q, "e"));
        }
        var places = query.geoQ() == null ? null : new GeoCompiler(query.geoQ(), now);
        if (places != null && !places.areFew()) {
            conditions.add(places.condition());
        }
        var condition = conditions.isEmpty() ? Condition.TRUE : Condition.join(" AND ", conditions);
        return places != null && places.areFew()
                ? new Search(places.entities(), condition.sql(), condition.exact())
                : Search.of(condition);
    }

    /** That one of several Attributes exists can be asked together with the rest of a q. */
    private static @Nullable Q withAttrs(EntityQuery query) {
        var any =
                query.attrs().stream()
                        .<Q>map(name ->
                                new Q.Exists(new Path.Local(List.of(name), null, Path.Trail.NONE)))
                        .toList();
        if (any.isEmpty()) {
            return query.q();
        }
        var attrs = any.size() == 1 ? any.getFirst() : new Q.Or(any);
        return query.q() == null ? attrs : new Q.And(List.of(attrs, query.q()));
    }

    private Condition selector(EntityQuery.Selector selector) {
        var conditions = new ArrayList<Condition>();
        var types = selector.types();
        var pattern = selector.idPattern();
        if (!selector.ids().isEmpty()) {
            conditions.add(
                    Condition.exact(
                            Sql.of(
                                    "e.id = ANY (?)",
                                    (Object) selector.ids().toArray(String[]::new))));
        }
        if (types != null && !types.isAny()) {
            conditions.add(Condition.exact(types(typeSets.apply(types), "e")));
        }
        if (pattern != null) {
            conditions.add(
                    PortableRegex.isPortable(pattern.source())
                            ? Condition.exact(Sql.of("e.id ~ ?", pattern.source()))
                            : new Condition(Sql.TRUE, false));
        }
        return conditions.isEmpty() ? Condition.TRUE : Condition.join(" AND ", conditions);
    }

    /** Of a single combination, which is the rule, the index knows the order too. */
    static Sql types(List<Integer> typeSets, String alias) {
        return typeSets.size() == 1
                ? Sql.of(alias + ".type_set = ?", typeSets.getFirst())
                : Sql.of(alias + ".type_set = ANY (?)", (Object) typeSets.toArray(Integer[]::new));
    }

    private static Condition scopes(ScopeQuery scopeQ) {
        return Condition.exact(
                Sql.join(
                        " OR ",
                        scopeQ.alternatives().stream()
                                .map(patterns ->
                                        Sql.join(
                                                " AND ",
                                                patterns.stream()
                                                        .map(QueryCompiler::scope)
                                                        .toList()))
                                .toList()));
    }

    /** A scope without wildcards is found by the index. */
    private static Sql scope(ScopeQuery.Pattern pattern) {
        if (pattern.isExact()) {
            return Sql.of("e.scopes @> ARRAY[?]::text[]", pattern.toString());
        }
        var regex = new StringBuilder("^");
        pattern.levels().forEach(l -> regex.append('/').append(l.equals("+") ? "[^/]+" : l));
        regex.append(pattern.below() ? "(/.*)?$" : "$");
        return Sql.of("EXISTS (SELECT 1 FROM unnest(e.scopes) s WHERE s ~ ?)", regex.toString());
    }
}
