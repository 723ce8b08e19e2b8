package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeSelectionTest {
    private static final TermExpander TERMS = term -> term.contains(":") ? term : "x:" + term;

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    A                          -> A       -> true
                    A                          -> B       -> false
                    A                          -> A B     -> true
                    A,B                        -> B       -> true
                    A|B                        -> B       -> true
                    A , B                      -> B       -> true
                    (A;B)                      -> A       -> false
                    (A;B)                      -> A B C   -> true
                    A;B                        -> A B     -> true
                    A;B                        -> A       -> false
                    (A;B)|C                    -> C       -> true
                    C,(A;B)                    -> A       -> false
                    (A)                        -> A       -> true
                    (A|B)                      -> B       -> true
                    (A|B)                      -> C       -> false
                    (A,B);C                    -> B C     -> true
                    (A,B);C                    -> B       -> false
                    (A;B);C                    -> A B C   -> true
                    ((A|B);C)|D                -> D       -> true
                    x:A                        -> A       -> true
                    *                          -> A       -> true
                    http://h/a(b;c,d)|B        -> http://h/a(b;c,d) -> true
                    (http://h/a(b);B)          -> B http://h/a(b)   -> true
                    http://h/a(b;c,d)|B        -> C       -> false
                    """)
    void selects(String text, String types, boolean selected) {
        var names = List.of(types.split(" ")).stream().map(TERMS::expand).toList();
        assertThat(TypeSelection.parse(text, "type", TERMS).matches(names)).isEqualTo(selected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", ",", "A,", ",A", "A||B", "A;", "(A", "A)", "()", "(A;)", "(A;B", "(A|B",
                "(A;B)C", "A B", "A-B", "1A", "(A;B);", "*,A", "A(B"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> TypeSelection.parse(text, "type", TERMS))
                .isInstanceOf(NgsiLdException.class)
                .extracting("member")
                .isEqualTo("type");
    }

    @Test
    void onlyTheStarSelectsAny() {
        assertThat(TypeSelection.parse("*", "type", TERMS).isAny()).isTrue();
        assertThat(TypeSelection.parse("A", "type", TERMS).isAny()).isFalse();
    }
}
