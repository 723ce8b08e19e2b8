package city.auriga.iot.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TextTemplateTest {
    private static final Map<String, JsonNode> VARIABLES =
            Map.of("id", json("\"g1\""), "n", json("2.50"), "o", json("{\"a\":\"b\"}"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    plain                   => plain
                    ``                      => ``
                    http://h/${id}/x${n}    => http://h/g1/x2.50
                    ${id}                   => g1
                    ${@id}                  => g1
                    ${n * 2}                => 5
                    $id {id} $              => $id {id} $
                    ${'}' + id + "}"}       => }g1}
                    ${'\\'}' + id}          => '}g1
                    ${ {x: {y: id}}.x.y }!  => g1!
                    ${o.a}${id}             => bg1
                    ${o}                    => none
                    x${missing}             => none
                    """)
    void isFilled(String text, String expected) {
        var context = new EvaluationContext(VARIABLES, InstantSource.system(), ZoneOffset.UTC);
        var filled = TextTemplate.parse(text, "endpoint").fill(context);
        assertThat(filled == null ? "none" : filled).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    id + n              => g12.5
                    'x-' + id           => x-g1
                    x-${id}             => x-g1
                    Bearer abc          => Bearer abc
                    application/json    => application/json
                    no-cache            => no-cache
                    o                   => o
                    """)
    void mayBeAnExpressionAsAWhole(String text, String expected) {
        var context = new EvaluationContext(VARIABLES, InstantSource.system(), ZoneOffset.UTC);
        assertThat(TextTemplate.likely(text, "headers").fill(context)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    http://h/${id       => endpoint: at position 10: found '${' without its '}'
                    ${'}                => endpoint: at position 1: found '${' without its '}'
                    x${id +}            => endpoint: at position 5: found the end, expected a value
                    ${}                 => endpoint: at position 1: found the end, expected a value
                    """)
    void namesWhatIsWrong(String text, String message) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> TextTemplate.parse(text, "endpoint"))
                .withMessage(message);
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder()
                .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(text);
    }
}
