package city.auriga.core.query;

import static city.auriga.core.model.EntityArbitraries.VOCABULARY;

import city.auriga.core.model.EntityArbitraries;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.ValueArbitraries;
import city.auriga.core.query.Path.Trail;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;

/** Random queries over the world of {@link EntityArbitraries}. */
public final class QueryArbitraries {
    /** Expands into the vocabulary of that world. */
    public static final TermExpander TERMS = term -> term.contains(":") ? term : VOCABULARY + term;

    private static final List<String> PATTERNS =
            List.of(
                    "a",
                    "^a",
                    "b$",
                    "^$",
                    ".",
                    "^a.b$",
                    "[ab]",
                    "[^a]",
                    "a|1",
                    "(a|A)b*",
                    "a+",
                    "\\d",
                    "é",
                    "\\.",
                    "\"",
                    "^2026-01-01",
                    "\\\\",
                    "[[:alpha:]]",
                    "(?i)A",
                    "%",
                    "a\\z",
                    "a{1,2}");

    private QueryArbitraries() {}

    public static Arbitrary<Q> queries() {
        return queries(2).withoutEdgeCases();
    }

    private static Arbitrary<Q> queries(int depth) {
        if (depth == 0) {
            return terms();
        }
        var terms = queries(depth - 1).list().ofMinSize(2).ofMaxSize(3);
        return Arbitraries.frequencyOf(
                Tuple.of(4, terms()),
                Tuple.of(1, terms.map(Q.And::new)),
                Tuple.of(1, terms.map(Q.Or::new)));
    }

    /** Conditions on one path. */
    public static Arbitrary<Q> terms() {
        var negated = Arbitraries.of(true, false);
        return Arbitraries.frequencyOf(
                Tuple.of(1, paths().map(Q.Exists::new)),
                Tuple.of(1, paths().map(Q.Absent::new)),
                Tuple.of(4, Combinators.combine(paths(), negated, operands()).as(Q.Equal::new)),
                Tuple.of(
                        3,
                        Combinators.combine(
                                        paths(),
                                        Arbitraries.of(Q.Relation.class),
                                        Arbitraries.oneOf(texts(), numbers()))
                                .as(Q.Order::new)),
                Tuple.of(1, Combinators.combine(paths(), negated, patterns()).as(Q.Match::new)));
    }

    public static Arbitrary<Path> paths() {
        return paths(1).withoutEdgeCases();
    }

    private static Arbitrary<Path> paths(int links) {
        var local =
                Arbitraries.frequencyOf(
                        Tuple.of(8, attributePaths()),
                        Tuple.of(
                                1,
                                Arbitraries.of(Member.class)
                                        .filter(Member::onEntity)
                                        .<Path>map(m -> new Path.Local(List.of(), m, Trail.NONE))));
        if (links == 0) {
            return local;
        }
        var types = Arbitraries.of(EntityArbitraries.TYPES).list().ofMaxSize(1);
        return Arbitraries.frequencyOf(
                Tuple.of(6, local),
                Tuple.of(
                        1,
                        Combinators.combine(names(), types, paths(links - 1))
                                .as(Path.Linked::new)));
    }

    private static Arbitrary<Path> attributePaths() {
        var path = Arbitraries.of(1, 1, 1, 1, 2, 2, 3).flatMap(size -> names().list().ofSize(size));
        var member = Arbitraries.of(Member.class).filter(Member::onAttribute);
        return Arbitraries.frequencyOf(
                Tuple.of(5, path.map(names -> new Path.Local(names, null, Trail.NONE))),
                Tuple.of(
                        2,
                        Combinators.combine(path, trails())
                                .as((names, trail) -> new Path.Local(names, null, trail))),
                Tuple.of(
                        2,
                        Combinators.combine(path, member)
                                .as((names, m) -> new Path.Local(names, m, Trail.NONE))));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of(EntityArbitraries.ATTRIBUTES);
    }

    private static Arbitrary<Trail> trails() {
        var keys =
                Arbitraries.of("k", "l", "en", "en-GB", "@none", "@value")
                        .map(key ->
                                new Path.Key(key, key.startsWith("@") ? key : TERMS.expand(key)))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(2);
        return Arbitraries.frequencyOf(
                Tuple.of(5, keys.map(Trail.Keys::new)), Tuple.of(1, Arbitraries.just(Trail.ANY)));
    }

    private static Arbitrary<Q.Operand> operands() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, literals().list().ofMinSize(1).ofMaxSize(2).map(Q.OneOf::new)),
                Tuple.of(1, Combinators.combine(numbers(), numbers()).as(Q.Between::new)),
                Tuple.of(
                        1,
                        Combinators.combine(texts(), texts())
                                .filter((a, b) -> a.getClass() == b.getClass())
                                .as(Q.Between::new)));
    }

    public static Arbitrary<Q.Literal> literals() {
        return Arbitraries.oneOf(texts(), numbers(), Arbitraries.of(true, false).map(Q.Truth::new));
    }

    private static Arbitrary<Q.Literal> numbers() {
        return ValueArbitraries.number().map(n -> new Q.Numeric(new BigDecimal(n)));
    }

    private static Arbitrary<Q.Literal> texts() {
        var names = new ArrayList<>(EntityArbitraries.TYPES);
        names.addAll(EntityArbitraries.DATASETS);
        names.addAll(List.of("urn:e:0", "urn:e:1"));
        return Arbitraries.oneOf(
                        ValueArbitraries.text(),
                        Arbitraries.of(names),
                        Arbitraries.of(EntityArbitraries.INSTANTS).map(Object::toString))
                .map(Q.Literal::text);
    }

    private static Arbitrary<Regex> patterns() {
        return Arbitraries.of(PATTERNS).map(source -> Regex.parse(source, "q"));
    }

    public static Arbitrary<GeoQuery> geoQueries() {
        return geoQueries(names(), asideGeometries());
    }

    /** On the Attribute that {@link EntityArbitraries#places} have. */
    public static Arbitrary<GeoQuery> placeQueries(Arbitrary<Geometry> references) {
        return geoQueries(Arbitraries.just(EntityArbitraries.ATTRIBUTES.getFirst()), references)
                .withoutEdgeCases();
    }

    /** Points that lie on and in places. */
    public static Arbitrary<Geometry> points() {
        return ValueArbitraries.validGeometries()
                .map(g -> GeoJson.find(g).orElseThrow())
                .filter(g -> g.getDimension() == 0);
    }

    /**
     * References that touch no place, because whether a point lies on an edge that was repaired is
     * a matter of rounding.
     */
    public static Arbitrary<Geometry> asideGeometries() {
        return ValueArbitraries.geometries()
                .map(g -> GeoJson.read(g, "geometry"))
                .map(AffineTransformation.translationInstance(0.0371, 0.0713)::transform)
                .map(GeoJson::repaired);
    }

    private static Arbitrary<GeoQuery> geoQueries(
            Arbitrary<String> attributes, Arbitrary<Geometry> references) {
        var distances = Arbitraries.doubles().between(1, 1_000_000);
        Arbitrary<GeoQuery.Relation> relations =
                Arbitraries.oneOf(
                        distances.map(GeoQuery.MaxDistance::new),
                        distances.map(GeoQuery.MinDistance::new),
                        Arbitraries.of(GeoQuery.Topology.class));
        return Combinators.combine(attributes, relations, references).as(GeoQuery::new);
    }

    public static Arbitrary<ScopeQuery> scopeQueries() {
        var level = Arbitraries.of("A", "B", "AB", "C", "ñ", "+");
        var pattern =
                Combinators.combine(level.list().ofMaxSize(3), Arbitraries.of(true, false))
                        .filter((levels, below) -> below || !levels.isEmpty())
                        .as(ScopeQuery.Pattern::new);
        return pattern.list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(ScopeQuery::new);
    }

    public static Arbitrary<TypeSelection> typeSelections() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        5,
                        Arbitraries.of(EntityArbitraries.TYPES)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2)
                                .map(TypeSelection::new)),
                Tuple.of(1, Arbitraries.just(TypeSelection.ANY)));
    }

    public static Arbitrary<EntityQuery> entityQueries() {
        var ids =
                Arbitraries.integers()
                        .between(0, 9)
                        .map(EntityArbitraries::id)
                        .list()
                        .ofMaxSize(4)
                        .map(HashSet::new);
        var idPattern =
                Arbitraries.of("[0-3]$", "e:5", "\\d").map(s -> Regex.parse(s, "idPattern"));
        var selectors =
                Combinators.combine(
                                ids, idPattern.injectNull(0.7), typeSelections().injectNull(0.4))
                        .as(EntityQuery.Selector::new)
                        .list()
                        .ofMaxSize(2);
        return Combinators.combine(
                        selectors,
                        names().list().ofMaxSize(2),
                        queries().injectNull(0.2),
                        scopeQueries().injectNull(0.8),
                        geoQueries().injectNull(0.8))
                .as(EntityQuery::new)
                .withoutEdgeCases();
    }
}
