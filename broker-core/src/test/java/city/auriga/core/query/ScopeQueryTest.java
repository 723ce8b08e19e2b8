package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeQueryTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    /A            -> /A          -> true
                    A             -> /A          -> true
                    /A            -> /A/B        -> false
                    /A/B          -> /A          -> false
                    /A/#          -> /A          -> true
                    /A/#          -> /A/B/C      -> true
                    /Mad/#        -> /Madrid     -> false
                    /Madrid       -> /Mad        -> false
                    /+            -> /A          -> true
                    /+            -> /A/B        -> false
                    /A/+          -> /A/B        -> true
                    /A/+          -> /A          -> false
                    /A/+/C        -> /A/B/C      -> true
                    /A/+/C        -> /A/B/D      -> false
                    /+/B/#        -> /A/B/C      -> true
                    /A/+/#        -> /A          -> false
                    /#            -> /A          -> true
                    /#            -> -           -> false
                    /A            -> -           -> false
                    /A,/B         -> /B          -> true
                    /A|/B         -> /B          -> true
                    (/A;/B)       -> /A          -> false
                    (/A;/B)       -> /A /B       -> true
                    /A;/B         -> /A /B       -> true
                    (/A;/B)|/C    -> /C          -> true
                    (/A/#;/B/#)   -> /A/X /B/Y   -> true
                    """)
    void selects(String text, String scopes, boolean selected) {
        var list = scopes.equals("-") ? List.<String>of() : List.of(scopes.split(" "));
        assertThat(ScopeQuery.parse(text, "scopeQ").matches(list)).isEqualTo(selected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "//", "/A//B", "/A/", "/A-B", "/1", "/A,", "(/A", "/A)", "()", "/A#",
                "/#/A", "/A/#/B", "/A/++", "/A B"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> ScopeQuery.parse(text, "scopeQ"))
                .isInstanceOf(NgsiLdException.class)
                .extracting("member")
                .isEqualTo("scopeQ");
    }
}
