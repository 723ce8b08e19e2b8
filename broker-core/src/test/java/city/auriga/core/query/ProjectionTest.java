package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {
    private static final TermExpander TERMS = term -> term.contains(":") ? term : "x:" + term;
    private static final List<String> MEMBERS =
            List.of("id", "type", "scope", "createdAt", "x:a", "x:b", "x:r");

    @ParameterizedTest(name = "pick={0} omit={1} attrs={2}: {3}")
    @CsvSource(
            delimiterString = "->",
            nullValues = "-",
            textBlock =
                    """
                    -            -> -       -> -   -> id type scope createdAt x:a x:b x:r
                    id,a         -> -       -> -   -> id x:a
                    a|b          -> -       -> -   -> x:a x:b
                    x:a          -> -       -> -   -> x:a
                    ' a , b '    -> -       -> -   -> x:a x:b
                    id,r{a,b}    -> -       -> -   -> id x:r
                    -            -> id,a    -> -   -> type scope createdAt x:b x:r
                    -            -> a,r{a}  -> -   -> id type scope createdAt x:b x:r
                    id,a,b       -> x:r     -> -   -> id x:a x:b
                    id,r         -> r{a}    -> -   -> id x:r
                    -            -> -       -> a   -> id type scope createdAt x:a
                    """)
    void keeps(@Nullable String pick, @Nullable String omit, @Nullable String attrs, String kept) {
        var projection = parse(pick, omit, attrs);
        assertThat(MEMBERS.stream().filter(projection::keeps)).containsExactly(kept.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a,,b", "a||b", ",a", "a,", "a|", "id;name", "a{}", "a{", "{a", "a{b",
                "a}", "a{{b}}", "a{,b}", "a{b,}", "a{b}c", "a b", "a-b", "1a", "a.b"
            })
    void refuses(String text) {
        for (var source : sources(text)) {
            assertThatThrownBy(() -> Projection.parse(source, TERMS))
                    .isInstanceOf(NgsiLdException.class);
        }
    }

    @Test
    void refusesEmptyLists() {
        var empty = new Projection.Source(List.of(), null, null);
        assertThatThrownBy(() -> Projection.parse(empty, TERMS))
                .hasMessageContaining("must not be empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            nullValues = "-",
            textBlock =
                    """
                    a       -> b,a    -> -
                    r{a}    -> r{a}   -> -
                    r{a}    -> r      -> -
                    a       -> -      -> b
                    -       -> a      -> b
                    -       -> -      -> id
                    -       -> -      -> a,type
                    -       -> -      -> scope
                    """)
    void refusesContradictions(
            @Nullable String pick, @Nullable String omit, @Nullable String attrs) {
        assertThatThrownBy(() -> parse(pick, omit, attrs)).isInstanceOf(NgsiLdException.class);
    }

    @Test
    void bracesAreAboutTheLinkedEntity() {
        var pick = parse("id,r{id,a}", null, null);
        assertThat(pick.links()).isEqualTo(1);
        assertThat(kept(pick.nested("x:r"))).containsExactly("id", "x:a");
        var omit = parse(null, "a,r{b}", null);
        assertThat(kept(omit.nested("x:r"))).doesNotContain("x:b").contains("x:a", "id");
        assertThat(parse("id,r", null, null).nested("x:r")).isEqualTo(Projection.ALL);
        assertThat(parse("r{s{a}},r{b}", null, null).nested("x:r").links()).isEqualTo(1);
    }

    @Test
    void refusesToFollowMoreRelationshipsThanAreJoined() {
        var projection = parse(null, "r{s{a}}", null);
        projection.requireLinks(2);
        assertThatThrownBy(() -> projection.requireLinks(1)).hasMessageContaining("joinLevel is 1");
        assertThatThrownBy(() -> parse("r{a}", null, null).requireLinks(0))
                .hasMessageContaining("there is no join")
                .hasFieldOrPropertyWithValue("member", "pick");
        assertThatThrownBy(() -> parse("r", "r{a}", null).requireLinks(0))
                .hasFieldOrPropertyWithValue("member", "omit");
    }

    @Test
    void attrsAreAFilterToo() {
        assertThat(parse(null, null, "a,b").attrs()).containsExactly("x:a", "x:b");
        assertThat(parse("a", null, null).attrs()).isEmpty();
    }

    private static Stream<String> kept(Projection projection) {
        return MEMBERS.stream().filter(projection::keeps);
    }

    private static List<Projection.Source> sources(String text) {
        return List.of(
                new Projection.Source(List.of(text), null, null),
                new Projection.Source(null, List.of("a", text), null),
                new Projection.Source(null, null, List.of(text)));
    }

    private static Projection parse(
            @Nullable String pick, @Nullable String omit, @Nullable String attrs) {
        return Projection.parse(new Projection.Source(list(pick), list(omit), list(attrs)), TERMS);
    }

    private static @Nullable List<String> list(@Nullable String text) {
        return text == null ? null : List.of(text);
    }
}
