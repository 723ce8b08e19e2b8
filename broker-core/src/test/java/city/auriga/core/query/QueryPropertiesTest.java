package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityArbitraries;
import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.StringNode;

/** Laws of the query languages. */
class QueryPropertiesTest {
    private static final QParser.Options OPTIONS = QParser.Options.of(QueryArbitraries.TERMS);

    @Property(tries = 1000)
    void printingAndParsingAgainGivesTheSameQuery(@ForAll("printable") Q q) {
        assertThat(QParser.parse(QPrinter.print(q), "q", OPTIONS)).isEqualTo(q);
    }

    @Property(tries = 2000)
    void anyTextIsParsedOrRefused(@ForAll("texts") String text) {
        refusesOrReturns(() -> QParser.parse(text, "q", OPTIONS));
        refusesOrReturns(() -> TypeSelection.parse(text, "type", QueryArbitraries.TERMS));
        refusesOrReturns(() -> ScopeQuery.parse(text, "scopeQ"));
        refusesOrReturns(() -> Regex.parse(text, "idPattern"));
        refusesOrReturns(() ->
                Projection.parse(
                        new Projection.Source(List.of(text), null, null), QueryArbitraries.TERMS));
        refusesOrReturns(() ->
                GeoQuery.parse(
                        new GeoQuery.Source("within", "Polygon", StringNode.valueOf(text), null),
                        QueryArbitraries.TERMS));
    }

    @Property
    void connectivesAreThoseOfLogic(
            @ForAll("entity") Entity entity, @ForAll("q") Q a, @ForAll("q") Q b) {
        assertThat(holds(new Q.And(List.of(a, b)), entity))
                .isEqualTo(holds(a, entity) && holds(b, entity));
        assertThat(holds(new Q.Or(List.of(a, b)), entity))
                .isEqualTo(holds(a, entity) || holds(b, entity));
    }

    @Property
    void absenceIsTheOppositeOfExistence(
            @ForAll("entity") Entity entity, @ForAll("path") Path path) {
        assertThat(holds(new Q.Absent(path), entity))
                .isEqualTo(isTargetable(path) && !holds(new Q.Exists(path), entity));
    }

    /** Every target is either equal or unequal, but for whole JsonProperties, which are neither. */
    @Property
    void equalOrUnequalMeansThatATargetExists(
            @ForAll("entity") Entity entity,
            @ForAll("path") Path path,
            @ForAll("literal") Q.Literal literal) {
        var operand = new Q.OneOf(List.of(literal));
        boolean equal = holds(new Q.Equal(path, false, operand), entity);
        boolean unequal = holds(new Q.Equal(path, true, operand), entity);
        boolean exists = holds(new Q.Exists(path), entity);
        if (equal || unequal || !hasJson(entity)) {
            assertThat(equal || unequal).isEqualTo(exists);
        }
    }

    @Property
    void aListIsTheAlternativeOfItsLiterals(
            @ForAll("entity") Entity entity,
            @ForAll("path") Path path,
            @ForAll("literal") Q.Literal a,
            @ForAll("literal") Q.Literal b) {
        assertThat(holds(new Q.Equal(path, false, new Q.OneOf(List.of(a, b))), entity))
                .isEqualTo(isEqual(path, a, entity) || isEqual(path, b, entity));
    }

    @Property
    void orderIsConsistentWithEquality(
            @ForAll("entity") Entity entity,
            @ForAll("path") Path path,
            @ForAll("literal") Q.Literal literal) {
        if (literal instanceof Q.Truth) {
            return;
        }
        for (var strict : List.of(Q.Relation.GREATER, Q.Relation.LESS)) {
            var weak =
                    strict == Q.Relation.GREATER
                            ? Q.Relation.GREATER_OR_EQUAL
                            : Q.Relation.LESS_OR_EQUAL;
            boolean isStrict = holds(new Q.Order(path, strict, literal), entity);
            boolean isWeak = holds(new Q.Order(path, weak, literal), entity);
            assertThat(isWeak || !isStrict).isTrue();
            assertThat(!isWeak || isStrict || isEqual(path, literal, entity)).isTrue();
        }
    }

    @Provide
    Arbitrary<Q> q() {
        return QueryArbitraries.queries();
    }

    /** Names with characters that no IRI may have cannot be written in a query. */
    @Provide
    Arbitrary<Q> printable() {
        return QueryArbitraries.queries().filter(q -> !QPrinter.print(q).contains("it's"));
    }

    @Provide
    Arbitrary<Path> path() {
        return QueryArbitraries.paths();
    }

    @Provide
    Arbitrary<Q.Literal> literal() {
        return QueryArbitraries.literals();
    }

    @Provide
    Arbitrary<Entity> entity() {
        return EntityArbitraries.entity(0);
    }

    /** Near misses of queries, and anything. */
    @Provide
    Arbitrary<String> texts() {
        var tokens =
                Arbitraries.of(
                        ("a b ( ) ; | ! == != ~= !~= > <= \" \"x\" 1 .. , [ ] { } : . * \\ \"\\u00"
                                        + " < urn:x / # + true \ud800 \u0000 [[1,2],[3,4],[1,2]]")
                                .split(" "));
        return Arbitraries.oneOf(
                tokens.list().ofMaxSize(12).map(list -> String.join("", list)),
                tokens.list().ofMaxSize(12).map(list -> String.join(" ", list)),
                Arbitraries.strings().all().ofMaxLength(20));
    }

    /** Neither the presence nor the absence of id, type and scope is asked with q. */
    private static boolean isTargetable(Path path) {
        return switch (path) {
            case Path.Linked linked -> isTargetable(linked.target());
            case Path.Local local -> {
                var member = local.member();
                yield member != Member.ID && member != Member.TYPE && member != Member.SCOPE;
            }
        };
    }

    private static boolean isEqual(Path path, Q.Literal literal, Entity entity) {
        return holds(new Q.Equal(path, false, new Q.OneOf(List.of(literal))), entity);
    }

    private static boolean holds(Q q, Entity entity) {
        return Evaluator.matches(
                q, entity, id -> id.equals("urn:e:0") ? Optional.of(entity) : Optional.empty());
    }

    private static boolean hasJson(Entity entity) {
        return entity.toString().contains("JsonProperty");
    }

    private static void refusesOrReturns(Runnable parse) {
        try {
            parse.run();
        } catch (NgsiLdException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
