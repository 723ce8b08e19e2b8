package city.auriga.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityArbitraries;
import city.auriga.core.model.EntityId;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Path;
import city.auriga.core.query.Q;
import city.auriga.core.query.QParser;
import city.auriga.core.query.QueryArbitraries;
import city.auriga.storage.entity.StoredAttributes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values that no index can hold as they are, and the plans that indexes lead to. */
class IndexedValueTest {
    private static final String NAME = EntityArbitraries.ATTRIBUTES.getFirst();
    private static final Path PATH = new Path.Local(List.of(NAME), null, Path.Trail.NONE);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "1e-400",
                    "-1e-400",
                    "1e-31",
                    "1e400",
                    "2e400",
                    "-1e400",
                    "9".repeat(900),
                    "1e300",
                    "0.1",
                    "0.1" + "0".repeat(40) + "1");

    private static StoredWorlds worlds;
    private static String numbersAndTexts;

    @BeforeAll
    static void migrate() {
        worlds = new StoredWorlds();
        var values =
                IntStream.range(0, 4000)
                        .<JsonNode>mapToObj(n ->
                                n % 2 == 0
                                        ? NODES.numberNode(n / 2)
                                        : NODES.stringNode("t" + n / 2))
                        .toList();
        numbersAndTexts = worlds.store(entities(values));
        worlds.analyze();
    }

    @AfterAll
    static void drop() {
        worlds.close();
    }

    /** Too long even when compressed, equal up to where they are cut, of four bytes a letter. */
    private static List<String> texts() {
        var random = new Random(1);
        var noise =
                random.ints(9000, '!', '~')
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append);
        var start = "x".repeat(200);
        return List.of(
                noise.toString(),
                start,
                start + "a",
                start + "b",
                start.substring(1) + "y",
                "😀".repeat(300),
                "😀".repeat(200),
                "\uffff".repeat(199) + "😀b",
                "",
                "z");
    }

    private static List<Q.Literal> literals() {
        return Stream.concat(
                        NUMBERS.stream().<Q.Literal>map(n -> new Q.Numeric(new BigDecimal(n))),
                        texts().stream().map(Q.Literal::text))
                .toList();
    }

    private static List<JsonNode> values() {
        var values = new ArrayList<JsonNode>();
        NUMBERS.forEach(n -> values.add(StoredAttributes.JSON.readTree(n)));
        texts().forEach(text -> values.add(NODES.stringNode(text)));
        var scalars = List.copyOf(values);
        for (int i = 1; i < scalars.size(); i++) {
            values.add(NODES.arrayNode().add(scalars.get(i)).add(scalars.get(i - 1)));
        }
        return values;
    }

    private static List<Entity> entities(List<JsonNode> values) {
        return IntStream.range(0, values.size())
                .mapToObj(n ->
                        new Entity(
                                new EntityId(EntityArbitraries.id(n)),
                                List.of(EntityArbitraries.TYPES.getFirst()),
                                List.of(),
                                Map.of(
                                        NAME,
                                        List.of(
                                                Attribute.of(
                                                        new Property(values.get(n)),
                                                        EntityArbitraries.NOW))),
                                EntityArbitraries.NOW,
                                EntityArbitraries.NOW,
                                null))
                .toList();
    }

    @Test
    void findsValuesThatAnIndexCanOnlyHoldInPart() {
        var entities = entities(values());
        var world = worlds.store(entities);
        for (var literal : literals()) {
            var terms = new ArrayList<Q>();
            terms.add(new Q.Equal(PATH, false, new Q.OneOf(List.of(literal))));
            for (var relation : Q.Relation.values()) {
                terms.add(new Q.Order(PATH, relation, literal));
            }
            for (var other : literals()) {
                terms.add(new Q.Equal(PATH, false, new Q.OneOf(List.of(literal, other))));
                if (other.getClass() == literal.getClass()) {
                    terms.add(new Q.Equal(PATH, false, new Q.Between(literal, other)));
                }
            }
            terms.forEach(term -> worlds.check(world, entities, EntityQuery.ALL.withQ(term)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    a==500            -> a0_number, a0_number_to
                    a==500,502        -> a0_number, a0_number_to
                    a==500..502       -> a0_number, a0_number_to
                    a>1997            -> a0_number, a0_number_to
                    a<3               -> a0_number
                    a=="t500"         -> a0_text, a0_text_to
                    a=="t500","t501"  -> a0_text, a0_text_to
                    a=="t50".."t51"   -> a0_text, a0_text_to
                    a==500|a=="t500"  -> a0_number, a0_number_to, a0_text, a0_text_to
                    a==500|x==1       ->
                    a!=500            ->
                    a~="^t500"        ->
                    a.b==500          ->
                    a[k]==500         ->
                    """)
    void isFoundByItsIndexes(String q, String indexes) {
        var parsed = QParser.parse(q, "q", QParser.Options.of(QueryArbitraries.TERMS));
        var search = worlds.compile(EntityQuery.ALL.withQ(parsed), Set.of(NAME));
        var plan = String.join("\n", worlds.plan(numbersAndTexts, search));
        var used =
                Stream.of("a0_number", "a0_number_to", "a0_text", "a0_text_to")
                        .filter(index -> plan.matches("(?s).*(on|using) " + index + " .*"))
                        .toList();
        assertThat(String.join(", ", used)).as(plan).isEqualTo(indexes == null ? "" : indexes);
    }
}
