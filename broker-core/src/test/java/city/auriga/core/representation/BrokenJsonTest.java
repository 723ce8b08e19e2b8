package city.auriga.core.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class BrokenJsonTest {
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(3)
                                                    .maxNumberLength(4)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a":1,"a":2} -> Duplicate property "a"
                    [[[[          -> Document nesting depth (4) exceeds the maximum allowed (3)
                    [12345]       -> Number value length (5) exceeds the maximum allowed (4)
                    {} {}         -> Trailing token
                    [NaN]         -> Non-standard token 'NaN'
                    {"a":         -> Unexpected end-of-input within/between Object entries
                    /* */         -> Unexpected character ('/' (code 47)): maybe a (non-standard) comment?
                    """)
    void speaksOfTheTextAndNotOfTheParser(String text, String description) {
        var fault = catchThrowableOfType(JacksonException.class, () -> JSON.readTree(text));
        assertThat(BrokenJson.describe(fault)).isEqualTo(description);
    }
}
