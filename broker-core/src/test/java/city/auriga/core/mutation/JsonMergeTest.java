package city.auriga.core.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The examples of RFC 7396, Appendix A, with the NGSI-LD Null in the place of null. */
class JsonMergeTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a":"b"}               -> {"a":"c"}                    -> {"a":"c"}
                    {"a":"b"}               -> {"b":"c"}                    -> {"a":"b","b":"c"}
                    {"a":"b"}               -> {"a":NULL}                   -> {}
                    {"a":"b","b":"c"}       -> {"a":NULL}                   -> {"b":"c"}
                    {"a":["b"]}             -> {"a":"c"}                    -> {"a":"c"}
                    {"a":"c"}               -> {"a":["b"]}                  -> {"a":["b"]}
                    {"a":{"b":"c"}}         -> {"a":{"b":"d","c":NULL}}     -> {"a":{"b":"d"}}
                    {"a":[{"b":"c"}]}       -> {"a":[1]}                    -> {"a":[1]}
                    ["a","b"]               -> ["c","d"]                    -> ["c","d"]
                    {"a":"b"}               -> ["c"]                        -> ["c"]
                    {"a":"foo"}             -> "bar"                        -> "bar"
                    {"e":1}                 -> {"a":1}                      -> {"e":1,"a":1}
                    [1,2]                   -> {"a":"b","c":NULL}           -> {"a":"b"}
                    {}                      -> {"a":{"bb":{"ccc":NULL}}}    -> {"a":{"bb":{}}}
                    """)
    void merges(String current, String patch, String merged) {
        assertThat(
                        JsonMerge.apply(
                                JSON.readTree(current),
                                JSON.readTree(patch.replace("NULL", "\"urn:ngsi-ld:null\""))))
                .isEqualTo(JSON.readTree(merged));
    }
}
