package city.auriga.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are URIs (4.5.1). */
class UriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:ngsi-ld:T:1",
                "http://ex.org/a?b=c&d#e",
                "a+b-c.1:x",
                "urn:e:Straße:Čerpadlo:水",
                "urn:e:\ud83d\ude00",
                "urn:e:(a)[b];c,d=e@f*g'h!i$j~k%20"
            })
    void takes(String text) {
        assertThat(Uri.require(text, "id")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a",
                "a:",
                ":a",
                "1a:b",
                "ä:b",
                "a_b:c",
                "urn:ngsi-ld:null",
                "urn:a%zz",
                "urn:a%2",
                "urn:50%"
            })
    void refuses(String text) {
        assertRefused(text);
    }

    /** Code points that no URI may hold, in the middle and at the end. */
    @ParameterizedTest(name = "{0}: U+{1}")
    @CsvSource({
        "blank, 0020",
        "tabulator, 0009",
        "line feed, 000A",
        "control, 0000",
        "delete, 007F",
        "C1 control, 0085",
        "less than, 003C",
        "greater than, 003E",
        "quote, 0022",
        "brace, 007B",
        "brace, 007D",
        "bar, 007C",
        "backslash, 005C",
        "circumflex, 005E",
        "backtick, 0060",
        "no-break space, 00A0",
        "line separator, 2028",
        "paragraph separator, 2029",
        "zero width space, 200B",
        "zero width joiner, 200D",
        "right to left mark, 200F",
        "right to left override, 202E",
        "byte order mark, FEFF",
        "variation selector, FE0F",
        "variation selector, E0100",
        "Hangul filler, 3164",
        "Hangul filler, 115F",
        "Hangul filler, FFA0",
        "blank Braille, 2800",
        "noncharacter, FFFE",
        "noncharacter, FDD0",
        "lone surrogate, D800"
    })
    void refusesCharacters(String name, String hex) {
        var character = Character.toString(Integer.parseInt(hex, 16));
        assertRefused("urn:e:a" + character + "b");
        assertRefused("urn:e:a" + character);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> Uri.require(text, "id"))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST_DATA);
                            assertThat(e.member()).isEqualTo("id");
                        });
    }
}
