package city.auriga.iot.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows are expressions and their results as JSON; {@code -} is no value. */
class ExpressionTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-05-01T10:00:00.123456Z"));
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    /** As in FIWARE's documentation, and those of other tests. */
    private static final EvaluationContext CONTEXT =
            context(
                    """
                    {"value":6, "ts":1637245214901, "name":"DevId629", "object":{"name":"John","surname":"Doe"},
                     "array":[1,3], "location":"40.4165, -3.70256", "variable":"hello world", "spaces":"  foobar  ",
                     "level":85.3, "latitude":1.9, "nothing":null, "yes":true, "no":false, "zero":0, "blank":"",
                     "digits":"42", "big":12345678901234567890, "huge":1e999999999, "tiny":1e-999999999,
                     "Größe":7, "Проверка":8, "$topic":"/json/k/d/attrs", "metadata":{"a":{"unitCode":"CEL"}},
                     "age":36, "retireAge":62, "lastEx":2, "exes":["Nikolai Jakov","Len Trexler","Burt Reynolds"],
                     "nested":[null,{"a":1}],
                     "employees":[{"first":"Sterling","last":"Archer","age":36},{"first":"Malory","last":"Archer","age":75},
                      {"first":"Lana","last":"Kane","age":33},{"first":"Cyril","last":"Figgis","age":45},
                      {"first":"Cheryl","last":"Tunt","age":28}]}
                    """);

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    5 * value                                    ⇒ 30
                    (6 + value) * 3                              ⇒ 36
                    value / 12 + 1                               ⇒ 1.5
                    (5 + 2) * (value + 7)                        ⇒ 91
                    value * 5.2                                  ⇒ 31.2
                    "Pruebas " + "De Strings"                    ⇒ "Pruebas De Strings"
                    name + "value is " +value                    ⇒ "DevId629value is 6"
                    {coordinates: [value,value], type: 'Point'}  ⇒ {"coordinates":[6,6],"type":"Point"}
                    ts|toisodate                                 ⇒ "2021-11-18T14:20:14.901Z"
                    " a "| trim                                  ⇒ "a"
                    name|length                                  ⇒ 8
                    name|indexOf("e")                            ⇒ 1
                    name|substr(0,name|indexOf("e")+1)           ⇒ "De"
                    variable | trim | replacestr('hello','hi')   ⇒ "hi world"
                    location | split(', ')[1] | parsefloat()     ⇒ -3.70256
                    level / 100                                  ⇒ 0.853
                    longitude+', '+latitude                      ⇒ -
                    {coordinates: [longitude,latitude], type: 'Point'} ⇒ -
                    spaces | trim                                ⇒ "foobar"
                    unbound | trim                               ⇒ -
                    ['attr1','atrr2',{object_id:'active_id'}]    ⇒ ["attr1","atrr2",{"object_id":"active_id"}]
                    value&&price ? [ "a" ] : value ? [ "b" ] : [] ⇒ ["b"]
                    [ "loca" + "tion" ]                          ⇒ ["location"]
                    unbound["no"]?unbound["no"]:null             ⇒ -
                    unbound["no"]?unbound["no"]:0                ⇒ 0
                    metadata.a.unitCode                          ⇒ "CEL"
                    ${@value}                                    ⇒ 6
                    ${ value }                                   ⇒ 6
                    """)
    void agreesWithTheDocumentationOfFiware(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    age * (3 - 1)                                  ⇒ 72
                    object.name + " " + object["sur" + "name"]     ⇒ "John Doe"
                    employees[.first == 'Sterling']                ⇒ [{"first":"Sterling","last":"Archer","age":36}]
                    employees[.last == 'Tu' + 'nt'].first          ⇒ "Cheryl"
                    employees[.age >= 30 && .age < 40][.age < 35]  ⇒ [{"first":"Lana","last":"Kane","age":33}]
                    employees[.age >= retireAge].first             ⇒ "Malory"
                    employees[.first == "nobody"]                  ⇒ []
                    employees[(.age > 70)].last                    ⇒ "Archer"
                    exes[2]                                        ⇒ "Burt Reynolds"
                    exes[lastEx - 1]                               ⇒ "Len Trexler"
                    exes[7]                                        ⇒ -
                    exes[-1]                                       ⇒ -
                    exes[0.5]                                      ⇒ -
                    exes['1']                                      ⇒ "Len Trexler"
                    exes['length']                                 ⇒ 3
                    exes.length                                    ⇒ 13
                    'foo'.length                                   ⇒ 3
                    'foo'[1]                                       ⇒ "o"
                    [[1,2],[3]][0][1]                              ⇒ 2
                    object[true].name                              ⇒ "John"
                    object[false]                                  ⇒ -
                    object[.name == 'John'].surname                ⇒ "Doe"
                    employees[.first in exes[.length > 99]]        ⇒ []
                    nested[.a == 1]                                ⇒ [{"a":1}]
                    nested[0].a                                    ⇒ -
                    nested.a                                       ⇒ -
                    unbound[.a == 1]                               ⇒ -
                    unbound.a.b                                    ⇒ -
                    .value                                         ⇒ 6
                    {agent: "Archer"}.agent ?: "Kane"              ⇒ "Archer"
                    "" ? "Full" : "Empty"                          ⇒ "Empty"
                    "foo" in "foobar" ? "Yes" : "No"               ⇒ "Yes"
                    "coarse" in ['fine', 'medium', 'coarse']       ⇒ true
                    {a: 'b'} in [{a: 'b'}]                         ⇒ false
                    object in [object]                             ⇒ true
                    1 in 5                                         ⇒ false
                    {'a b': 1, "c": 2, 3: 4, in: 5, true: 6,}      ⇒ {"a b":1,"c":2,"3":4,"in":5,"true":6}
                    {in: 5}.in                                     ⇒ 5
                    [1, 2,]                                        ⇒ [1,2]
                    []                                             ⇒ []
                    {}                                             ⇒ {}
                    Größe + Проверка                               ⇒ 15
                    $topic                                         ⇒ "/json/k/d/attrs"
                    inString ?: 1                                  ⇒ 1
                    trueness ?: 1                                  ⇒ 1
                    'it\\'s \\"so\\" \\\\ \\d'                     ⇒ "it's \\"so\\" \\\\ \\\\d"
                    "it's"                                         ⇒ "it's"
                    "duchess"|touppercase + " " + object.name|touppercase ⇒ "DUCHESS JOHN"
                    "Pam Poovey"|tolowercase|split(' ')[1]         ⇒ "poovey"
                    """)
    void agreesWithTheDocumentationOfJexl(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    2 + 3 * 4              ⇒ 14
                    2 * 3 + 4              ⇒ 10
                    2+3*4==28/2-0          ⇒ true
                    10 - 3 - 2             ⇒ 5
                    100 / 10 / 2           ⇒ 5
                    2 ^ 3 ^ 2              ⇒ 64
                    2 * 3 ^ 2              ⇒ 18
                    6 * 7 % 4              ⇒ 18
                    -2 ^ 2                 ⇒ 4
                    - value ^ 2            ⇒ 36
                    1 - -1                 ⇒ 2
                    1 -1                   ⇒ 0
                    --1                    ⇒ 1
                    -(2)                   ⇒ -2
                    -5|tostring            ⇒ "-5"
                    -(5|tostring)          ⇒ -5
                    -value|tostring        ⇒ -6
                    !value == 6            ⇒ false
                    !!value                ⇒ true
                    1*!!true-2             ⇒ -1
                    true || true && false  ⇒ false
                    true || (true && false) ⇒ true
                    1 < 2 == true          ⇒ true
                    3 > 2 > 1              ⇒ false
                    no ? 1 : yes ? 2 : 3   ⇒ 2
                    yes ? no ? 1 : 2 : 3   ⇒ 2
                    -1?-2:-3               ⇒ -2
                    1 + 1 ? 'a' : 'b'      ⇒ "a"
                    value|tostring + 1     ⇒ "61"
                    value > 5 && name      ⇒ "DevId629"
                    zero || blank || 'x'   ⇒ "x"
                    zero && unbound|trim   ⇒ 0
                    7 // 2                 ⇒ 3
                    -7 // 2                ⇒ -4
                    -7 % 3                 ⇒ -1
                    7.5 % 2                ⇒ 1.5
                    2 ^ -2                 ⇒ 0.25
                    2 ^ 0.5                ⇒ 1.414213562373095
                    .5 + .5                ⇒ 1
                    0.1 + 0.2              ⇒ 0.3
                    1 / 3                  ⇒ 0.3333333333333333
                    1.10 * 1               ⇒ 1.1
                    big + 1                ⇒ 12345678901234567891
                    10 ^ 20                ⇒ 100000000000000000000
                    tiny + 1               ⇒ 1
                    digits * 2             ⇒ 84
                    digits + 2             ⇒ "422"
                    '1e3' * 1              ⇒ 1000
                    yes + 1                ⇒ 2
                    'a' + array            ⇒ "a1,3"
                    'a' + 1.50             ⇒ "a1.5"
                    'a' + 10 ^ 30          ⇒ "a1e+30"
                    'a' + true             ⇒ "atrue"
                    'b' > 'a'              ⇒ true
                    '10' > '9'             ⇒ false
                    '10' > 9               ⇒ true
                    1 == '1'               ⇒ true
                    1 == 1.0               ⇒ true
                    '' == 0                ⇒ true
                    true == 1              ⇒ true
                    'a' == 0               ⇒ false
                    'a' != 'b'             ⇒ true
                    array == array         ⇒ true
                    [1] == [1]             ⇒ false
                    """)
    void calculatesWithThePrecedenceOfJexl(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    unbound                  ⇒ -
                    nothing                  ⇒ -
                    null                     ⇒ -
                    unbound + 1              ⇒ -
                    'a' + unbound            ⇒ -
                    'a' + nothing            ⇒ -
                    value * unbound          ⇒ -
                    -unbound                 ⇒ -
                    unbound > 3              ⇒ -
                    unbound in array         ⇒ -
                    1 in unbound             ⇒ -
                    [1, unbound]             ⇒ -
                    {a: unbound + 1}         ⇒ -
                    {a: unbound, b: 1}       ⇒ {"b":1}
                    {a: [unbound]}           ⇒ -
                    [1, null]                ⇒ [1,null]
                    [1, yes ? null : 2]      ⇒ [1,null]
                    unbound == null          ⇒ true
                    nothing == undefined     ⇒ true
                    value != null            ⇒ true
                    unbound == 0             ⇒ false
                    unbound + 1 == null      ⇒ true
                    unbound ? 1 : 2          ⇒ 2
                    unbound > 3 ? 1 : 2      ⇒ 2
                    unbound * 2 ?: 'none'    ⇒ "none"
                    'x'|parseint ?: 'none'   ⇒ "none"
                    !unbound                 ⇒ true
                    !(unbound > 3)           ⇒ true
                    unbound || 5             ⇒ 5
                    unbound + 1 || 5         ⇒ 5
                    unbound && 5             ⇒ -
                    yes ? 1 : unbound + 1    ⇒ 1
                    yes || unbound + 1       ⇒ true
                    unbound|typeof           ⇒ "undefined"
                    1 / 0                    ⇒ -
                    1 // 0                   ⇒ -
                    1 % 0                    ⇒ -
                    0 ^ -1                   ⇒ -
                    (0-8) ^ 0.5              ⇒ -
                    huge + 1                 ⇒ -
                    10 ^ 400                 ⇒ -
                    'a' * 2                  ⇒ -
                    blank * 2                ⇒ -
                    'a' + object             ⇒ -
                    object * 2               ⇒ -
                    array < 2                ⇒ -
                    'a' < 2                  ⇒ -
                    """)
    void hasNoValueWhereOneIsMissing(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    ``             ⇒ at position 1: found the end, expected a value
                    value *        ⇒ at position 8: found the end, expected a value
                    value * / 20   ⇒ at position 9: found '/', expected a value
                    (value         ⇒ at position 7: found the end, expected an operator or ')'
                    value)         ⇒ at position 6: found ')', expected an operator or the end
                    value value    ⇒ at position 7: found 'value', expected an operator or the end
                    [1, 2          ⇒ at position 6: found the end, expected an operator or ',' or ']'
                    a ? 1          ⇒ at position 6: found the end, expected an operator or ':'
                    {a 1}          ⇒ at position 4: found '1', expected ':'
                    {[1]: 1}       ⇒ at position 2: found '[', expected a name or '}'
                    a.             ⇒ at position 3: found the end, expected a name
                    a | 5          ⇒ at position 5: found '5', expected a name
                    'abc           ⇒ at position 1: found ''abc', a text without an end
                    a # b          ⇒ at position 3: found '#', expected an operator or the end
                    a = b          ⇒ at position 3: found '=', expected an operator or the end
                    1e3            ⇒ at position 2: found 'e3', expected an operator or the end
                    trim(a)        ⇒ at position 5: found '(', expected an operator or the end; a function is written behind its value: value|trim(…)
                    ${@a * 20}     ⇒ at position 1: found '${', of the language before JEXL: a variable is written as its name alone
                    @a             ⇒ at position 1: found '@', of the language before JEXL: a variable is written as its name alone
                    a|substr       ⇒ at position 3: found 0 arguments of 'substr', expected at least 1
                    a|replaceregexp('(', '') ⇒ at position 17: '(' is not a regular expression: missing closing )
                    a|regexmatch('(?=b)')    ⇒ at position 14: '(?=b)' is not a regular expression: invalid or unsupported Perl syntax
                    """)
    void refusesWhatIsNoExpression(String text, String message) {
        assertThatThrownBy(() -> Expression.parse(text, "attributes[0].expression"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("attributes[0].expression: " + message);
    }

    @Test
    void refusesUnknownTransformsAndSaysWhichThereAre() {
        assertThatThrownBy(() -> Expression.parse("a|frobnicate", "expression"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageStartingWith(
                        "expression: at position 3: found the unknown transform 'frobnicate',"
                                + " expected one of addreduce, addset, ")
                .hasMessageContaining("valuePicker");
    }

    @Test
    void refusesWhatIsTooLargeOrTooDeep() {
        assertFault("'" + "x".repeat(4095) + "'", "found 4097 characters, expected at most 4096");
        assertFault(
                "(".repeat(64) + "1" + ")".repeat(64), "at position 65: more than 64 levels deep");
        assertFault("[".repeat(4000), "at position 65: more than 64 levels deep");
        assertFault("!".repeat(4000), "at position 65: more than 64 levels deep");
        assertFault("a?".repeat(2000), "at position 129: more than 64 levels deep");
        assertFault("1".repeat(400), "at position 1: found a number that is too large");
        assertValue("(".repeat(63) + "1" + ")".repeat(63), "1");
        assertValue("1" + "+1".repeat(2000), "2001");
        assertValue("name" + "|trim".repeat(800), "\"DevId629\"");
    }

    @Test
    void knowsItsVariables() {
        assertThat(
                        Expression.parse(
                                        "a.b + c[d] ? null : e[.f > g]|mapper([h], ['i']) + {j:"
                                                + " k}.l",
                                        "e")
                                .variables())
                .containsExactlyInAnyOrder("a", "c", "d", "e", "g", "h", "k");
        assertThat(Expression.parse("${@a}", "e").variables()).containsExactly("a");
        assertThat(Expression.parse(".a", "e").variables()).containsExactly("a");
        assertThat(Expression.parse("'a' + 1", "e").variables()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    list[.a || 1 > 2 || 1 > 2 || 1 > 2 || 1 > 2 || 1 > 2]
                    list[list[list[list[.a == 1].a == 1].a == 1].a == 1]
                    long|replaceallstr('a', long)
                    long|replaceallregexp('a', long)
                    long|replaceregexp('(a{1000}){4}b', '')
                    long|split('')
                    long + long + long + long + long + long + long + long + long + long + long
                    numbers|joinarrtostr(long)
                    numbers|concatarr(numbers)|concatarr(numbers)
                    [numbers, numbers, numbers, numbers, numbers]
                    [[long, long], [long, long], [long, long], [long, long]] | jsonstringify
                    """)
    void endsWhatWouldTakeTooMuch(String text) {
        var variables = new LinkedHashMap<String, JsonNode>();
        variables.put("long", MAPPER.valueToTree("a".repeat(200_000)));
        variables.put("list", MAPPER.valueToTree(new Object[2_000]));
        variables.put("numbers", MAPPER.valueToTree(new int[4_000]));
        var context = new EvaluationContext(variables, CLOCK, ZoneId.of("UTC"));
        var expression = Expression.parse(text, "e");
        long start = System.nanoTime();
        assertThat(expression.evaluateUnguarded(context)).isNull();
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    private static void assertFault(String text, String message) {
        assertThatThrownBy(() -> Expression.parse(text, "e"))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("e: " + message);
    }

    private static void assertValue(String expression, String expected) {
        assertValue(expression, expected, CONTEXT);
    }

    static void assertValue(String expression, String expected, EvaluationContext context) {
        var value = Expression.parse(expression, "e").evaluateUnguarded(context);
        if (expected.equals("-")) {
            assertThat(value).isNull();
        } else {
            assertThat(value).hasToString(MAPPER.readTree(expected).toString());
        }
    }

    static EvaluationContext context(String variables) {
        var map = new LinkedHashMap<String, JsonNode>();
        MAPPER.readTree(variables)
                .properties()
                .forEach(one -> map.put(one.getKey(), one.getValue()));
        return new EvaluationContext(Map.copyOf(map), CLOCK, ZoneId.of("Europe/Madrid"));
    }
}
