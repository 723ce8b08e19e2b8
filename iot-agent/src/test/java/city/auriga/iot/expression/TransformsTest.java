package city.auriga.iot.expression;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.expression.transform.Transform;
import city.auriga.iot.expression.transform.TransformProvider;
import city.auriga.iot.expression.transform.Transforms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are expressions and their results as JSON; {@code -} is no value. */
class TransformsTest {
    private static final EvaluationContext CONTEXT =
            ExpressionTest.context(
                    """
                    {"n":12.5, "s":"Calle Mayor 1", "l":[1,2,2,"2"], "o":{"a":1,"b":2,"c":1,"d":"1"}, "nothing":null,
                     "ts":1637245214901, "huge":1e300, "nbsp":"a b"}
                    """);

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    n|tostring                              ⇒ "12.5"
                    true|tostring                           ⇒ "true"
                    [1,[2,null],'a']|tostring               ⇒ "1,2,,a"
                    o|tostring                              ⇒ -
                    unbound|tostring                        ⇒ -
                    s|length                                ⇒ 13
                    123|length                              ⇒ 3
                    unbound|length                          ⇒ -
                    '  a b '|trim                           ⇒ "a b"
                    o|trim                                  ⇒ -
                    'straße'|touppercase                    ⇒ "STRASSE"
                    unbound|touppercase                     ⇒ -
                    'ABC'|tolowercase                       ⇒ "abc"
                    o|tolowercase                           ⇒ -
                    s|indexOf('M')                          ⇒ 6
                    s|indexOf('x')                          ⇒ -1
                    s|indexOf('')                           ⇒ 0
                    s|indexOf(unbound)                      ⇒ -
                    s|substr(6)                             ⇒ "Mayor 1"
                    s|substr(6, 5)                          ⇒ "Mayor"
                    s|substr(-7, 5)                         ⇒ "Mayor"
                    s|substr(-99, 2)                        ⇒ "Ca"
                    s|substr(99)                            ⇒ ""
                    s|substr(3, -1)                         ⇒ ""
                    s|substr('a')                           ⇒ -
                    s|substr(unbound)                       ⇒ -
                    'a,b,,c'|split(',')                     ⇒ ["a","b","","c"]
                    ',a,'|split(',')                        ⇒ ["","a",""]
                    'abc'|split('')                         ⇒ ["a","b","c"]
                    'a'|split('')                           ⇒ ["a"]
                    ''|split('')                            ⇒ []
                    ''|split(',')                           ⇒ [""]
                    'a b'|split                             ⇒ ["a b"]
                    'a--b'|split('--')                      ⇒ ["a","b"]
                    unbound|split(',')                      ⇒ -
                    'a.b.c'|replacestr('.', '-')            ⇒ "a-b.c"
                    'a.b.c'|replaceallstr('.', '-')         ⇒ "a-b-c"
                    'a.b.c'|replaceallstr('x', '-')         ⇒ "a.b.c"
                    'ab'|replaceallstr('', '-')             ⇒ "-a-b-"
                    'ab'|replacestr('', '-')                ⇒ "-ab"
                    'aa'|replaceallstr('a', '$&')           ⇒ "$&$&"
                    n|replacestr('.', ',')                  ⇒ "12,5"
                    unbound|replacestr('a', 'b')            ⇒ -
                    s|replaceallstr('a', unbound)           ⇒ -
                    'a1b22'|replaceregexp('[0-9]+', '#')    ⇒ "a#b22"
                    'a1b22'|replaceallregexp('\\d+', '<$&>') ⇒ "a<1>b<22>"
                    'k=v'|replaceallregexp('(\\w)=(\\w)', '$2=$1$3$$') ⇒ "v=k$3$"
                    'abc'|replaceallregexp('x*', '-')       ⇒ "-a-b-c-"
                    'ab'|replaceregexp('(x)?a', '[$1]')     ⇒ "[]b"
                    s|replaceregexp(unbound, 'a')           ⇒ -
                    s|replaceregexp('(' + '', 'a')          ⇒ -
                    s|replaceregexp('C' + 'alle', 'C.')     ⇒ "C. Mayor 1"
                    'T=21.5'|regexmatch('T=([0-9.]+)(x)?')  ⇒ ["T=21.5","21.5",null]
                    'T=21.5'|regexmatch('T=([0-9.]+)')[1]|parsefloat ⇒ 21.5
                    s|regexmatch('x')                       ⇒ -
                    s|regexmatch('x') ? 1 : 0               ⇒ 0
                    unbound|regexmatch('x')                 ⇒ -
                    'http://a/b c?d=é&e=%'|urlencode        ⇒ "http://a/b%20c?d=%C3%A9&e=%25"
                    'http://a/b%20c?d=%C3%A9%2F%F0%9F%98%80'|urldecode ⇒ "http://a/b c?d=é%2F😀"
                    '%zz'|urldecode                         ⇒ -
                    '%C3'|urldecode                         ⇒ -
                    '%C3%28'|urldecode                      ⇒ -
                    '%FF'|urldecode                         ⇒ -
                    o|urlencode                             ⇒ -
                    unbound|urldecode                       ⇒ -
                    'hello'|hash                            ⇒ "05E918D2"
                    ''|hash                                 ⇒ "00000000"
                    'Sensor:0042:temperature'|hash|length   ⇒ 8
                    o|hash                                  ⇒ -
                    """)
    void texts(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    '12px'|parseint            ⇒ 12
                    ' -7.9'|parseint           ⇒ -7
                    n|parseint                 ⇒ 12
                    '0x1F'|parseint            ⇒ 0
                    'px'|parseint              ⇒ -
                    ''|parseint                ⇒ -
                    unbound|parseint           ⇒ -
                    '12.5px'|parsefloat        ⇒ 12.5
                    '-.5e1,3'|parsefloat       ⇒ -5
                    '1e999'|parsefloat         ⇒ -
                    'abc'|parsefloat           ⇒ -
                    o|parsefloat               ⇒ -
                    'abc'|isnan                ⇒ true
                    '12'|isnan                 ⇒ false
                    ''|isnan                   ⇒ false
                    unbound|isnan              ⇒ true
                    o|isnan                    ⇒ true
                    true|isnan                 ⇒ false
                    -1.5|floor                 ⇒ -2
                    -1.5|ceil                  ⇒ -1
                    -1.5|round                 ⇒ -1
                    2.5|round                  ⇒ 3
                    '2.4'|round                ⇒ 2
                    'a'|round                  ⇒ -
                    unbound|floor              ⇒ -
                    o|ceil                     ⇒ -
                    1.005|tofixed(2)           ⇒ "1.01"
                    3|tofixed(2)               ⇒ "3.00"
                    '2.75'|tofixed(1)          ⇒ "2.8"
                    n|tofixed(101)             ⇒ -
                    n|tofixed(-1)              ⇒ -
                    n|tofixed(unbound)         ⇒ -
                    'a'|tofixed(1)             ⇒ -
                    255|bitwisemask(15, '&', 0) ⇒ 15
                    255|bitwisemask(15, '&', 2) ⇒ 3
                    1|bitwisemask(6, '|')      ⇒ 7
                    5|bitwisemask(1, '^', 0)   ⇒ 4
                    20|bitwisemask(0, '>', 2)  ⇒ 5
                    4294967295|bitwisemask(1, '', 0) ⇒ -1
                    'a'|bitwisemask(1, '&', 0) ⇒ -
                    1|bitwisemask('a', '&', 0) ⇒ -
                    5|thmapper([10,20],['low','mid','high'])  ⇒ "low"
                    10|thmapper([10,20],['low','mid','high']) ⇒ "low"
                    15|thmapper([10,20],['low','mid','high']) ⇒ "mid"
                    25|thmapper([10,20],['low','mid','high']) ⇒ -
                    5|thmapper([1,'a'],['x','y'])             ⇒ -
                    5|thmapper([10],[])                       ⇒ -
                    5|thmapper(10, 20)                        ⇒ -
                    unbound|thmapper([10],['x'])              ⇒ -
                    1234567.891|localestringnumber            ⇒ "1,234,567.891"
                    1234567.891|localestringnumber('de-DE')   ⇒ "1.234.567,891"
                    0.256|localestringnumber('en-US', {style: 'percent'}) ⇒ "26%"
                    9.5|localestringnumber('en-US', {style: 'currency', currency: 'EUR'}) ⇒ "€9.50"
                    1234.5|localestringnumber('en-US', {useGrouping: false, minimumFractionDigits: 2}) ⇒ "1234.50"
                    1.255|localestringnumber('en-US', {maximumFractionDigits: 2}) ⇒ "1.26"
                    1|localestringnumber('en-US', {currency: 'nope'}) ⇒ -
                    1|localestringnumber('en-US', {maximumFractionDigits: 9999}) ⇒ -
                    1|localestringnumber('en-US', {frobnicate: 1}) ⇒ -
                    1|localestringnumber('not a locale')      ⇒ -
                    '1'|localestringnumber                    ⇒ -
                    """)
    void numbers(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    0|now                                    ⇒ 1777629600123
                    unbound|now                              ⇒ 1777629600123
                    ''|now|toisodate                         ⇒ "2026-05-01T10:00:00.123Z"
                    ts|toisodate                             ⇒ "2021-11-18T14:20:14.901Z"
                    '2021-11-18'|toisodate                   ⇒ "2021-11-18T00:00:00.000Z"
                    '2021-11'|toisostring                    ⇒ "2021-11-01T00:00:00.000Z"
                    '2021'|toisostring                       ⇒ "2021-01-01T00:00:00.000Z"
                    '2021-11-18T14:20:14Z'|toisostring       ⇒ "2021-11-18T14:20:14.000Z"
                    '2021-11-18T14:20:14.9+01:00'|toisostring ⇒ "2021-11-18T13:20:14.900Z"
                    '2021-11-18T14:20:14+0100'|toisostring   ⇒ "2021-11-18T13:20:14.000Z"
                    '2021-11-18T14:20'|toisostring           ⇒ "2021-11-18T13:20:00.000Z"
                    '2021-11-18 14:20:14'|toisostring        ⇒ "2021-11-18T13:20:14.000Z"
                    'yesterday'|toisodate                    ⇒ -
                    '2021-13-01'|toisodate                   ⇒ -
                    o|toisodate                              ⇒ -
                    unbound|toisostring                      ⇒ -
                    huge|toisodate                           ⇒ -
                    253402300800000|toisodate                ⇒ -
                    '2021-11-18T14:20:14.901Z'|gettime       ⇒ 1637245214901
                    1637245214901.7|gettime                  ⇒ 1637245214901
                    'a'|gettime                              ⇒ -
                    ts|timeoffset                            ⇒ -60
                    '2026-07-01T00:00:00Z'|timeoffset        ⇒ -120
                    'a'|timeoffset                           ⇒ -
                    ts|localestring                          ⇒ "11/18/2021, 3:20:14\u202fPM"
                    ts|localestring('es-ES')                 ⇒ "18/11/2021, 15:20:14"
                    ts|localestring('de-DE', {timeZone: 'UTC'}) ⇒ "18.11.2021, 14:20:14"
                    ts|localestring('en-US', {hour12: false}) ⇒ "11/18/2021, 15:20:14"
                    ts|localestring('en-GB', {dateStyle: 'medium'}) ⇒ "18 Nov 2021"
                    ts|localestring('en-US', {dateStyle: 'long', timeStyle: 'short'}) ⇒ "November 18, 2021, 3:20\u202fPM"
                    ts|localestring('en-US', {timeZone: 'Mars/Base'}) ⇒ -
                    ts|localestring('en-US', {dateStyle: 'odd'}) ⇒ -
                    ts|localestring('es-ES', {dateStyle: 'full'}) ⇒ "jueves, 18 de noviembre de 2021"
                    ts|localestring('en-US', {weekday: 'long'}) ⇒ -
                    ts|localestring('en-US', 5)              ⇒ -
                    ts|localestring('not a locale')          ⇒ -
                    'a'|localestring                         ⇒ -
                    """)
    void times(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    '{"a":[1,2.50]}'|jsonparse      ⇒ {"a":[1,2.50]}
                    '5'|jsonparse + 1               ⇒ 6
                    '{"a"'|jsonparse                ⇒ -
                    '1 2'|jsonparse                 ⇒ -
                    'null'|jsonparse                ⇒ -
                    unbound|jsonparse               ⇒ -
                    o|jsonstringify                 ⇒ "{\\"a\\":1,\\"b\\":2,\\"c\\":1,\\"d\\":\\"1\\"}"
                    's'|jsonstringify               ⇒ "\\"s\\""
                    unbound|jsonstringify           ⇒ -
                    s|typeof                        ⇒ "string"
                    n|typeof                        ⇒ "number"
                    true|typeof                     ⇒ "boolean"
                    l|typeof                        ⇒ "object"
                    o|typeof                        ⇒ "object"
                    nothing|typeof                  ⇒ "undefined"
                    l|isarray                       ⇒ true
                    o|isarray                       ⇒ false
                    unbound|isarray                 ⇒ false
                    l|lengtharray                   ⇒ 4
                    s|lengtharray                   ⇒ -
                    [1,2,3.5]|addreduce             ⇒ 6.5
                    l|addreduce                     ⇒ "52"
                    ['a','b']|addreduce             ⇒ "ab"
                    [7]|addreduce                   ⇒ 7
                    []|addreduce                    ⇒ -
                    [1,null]|addreduce              ⇒ -
                    5|addreduce                     ⇒ -
                    l|slice(1)                      ⇒ [2,2,"2"]
                    l|slice(1, 3)                   ⇒ [2,2]
                    l|slice(-2)                     ⇒ [2,"2"]
                    l|slice(0, -3)                  ⇒ [1]
                    l|slice(3, 1)                   ⇒ []
                    l|slice                         ⇒ [1,2,2,"2"]
                    s|slice(6, 11)                  ⇒ "Mayor"
                    s|slice(-7, -2)                 ⇒ "Mayor"
                    o|slice(1)                      ⇒ -
                    l|slice('a')                    ⇒ -
                    [1]|concatarr([2,3])            ⇒ [1,2,3]
                    [1]|concatarr(2)                ⇒ [1,2]
                    [1]|concatarr(unbound)          ⇒ -
                    1|concatarr([2])                ⇒ -
                    [1,null,'a']|joinarrtostr('; ') ⇒ "1; ; a"
                    l|joinarrtostr                  ⇒ "1,2,2,2"
                    [o]|joinarrtostr                ⇒ -
                    s|joinarrtostr                  ⇒ -
                    l|addset(3)                     ⇒ [1,2,"2",3]
                    l|addset(2.0)                   ⇒ [1,2,"2"]
                    [o]|addset(o)|lengtharray       ⇒ 1
                    [{a:1}]|addset({a:1})           ⇒ [{"a":1},{"a":1}]
                    s|addset(1)                     ⇒ -
                    l|addset(unbound)               ⇒ -
                    l|removeset(2)                  ⇒ [1,"2"]
                    l|removeset(9)                  ⇒ [1,2,"2"]
                    o|removeset(1)                  ⇒ -
                    1|mapper([0,1],['off','on'])    ⇒ "on"
                    '1'|mapper([0,1],['off','on'])  ⇒ "on"
                    2|mapper([0,1],['off','on'])    ⇒ -
                    1|mapper([0,1],['off'])         ⇒ -
                    1|mapper(0, 1)                  ⇒ -
                    unbound|mapper([0],['off'])     ⇒ -
                    o|valuePicker(1)                ⇒ ["a","c"]
                    o|valuePicker(9)                ⇒ []
                    s|valuePicker(1)                ⇒ -
                    o|valuePicker(unbound)          ⇒ -
                    o|valuePickerMulti([1,'1'])     ⇒ ["a","c","d"]
                    o|valuePickerMulti(1)           ⇒ -
                    l|valuePickerMulti([1])         ⇒ -
                    """)
    void listsAndObjects(String expression, String expected) {
        assertValue(expression, expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiterString = "⇒",
            quoteCharacter = '`',
            textBlock =
                    """
                    '48c3a9'|hextostring                    ⇒ "Hé"
                    '48c'|hextostring                       ⇒ -
                    'zz'|hextostring                        ⇒ -
                    ''|hextostring                          ⇒ -
                    48|hextostring                          ⇒ -
                    'AP8Q'|base64decode                     ⇒ [0,255,16]
                    'AP8Q'|base64decode('hex')              ⇒ "00ff10"
                    'SMOp'|base64decode('text')             ⇒ "Hé"
                    '_-8'|base64decode                      ⇒ [255,239]
                    'A'|base64decode                        ⇒ -
                    'AP8Q'|base64decode('odd')              ⇒ -
                    unbound|base64decode                    ⇒ -
                    'fffe'|readint(0, 2)                    ⇒ 65534
                    'fffe'|readint(0, 2, 'little')          ⇒ 65279
                    'fffe'|readint(0, 2, 'big', true)       ⇒ -2
                    '00ff10'|readint(1, 1)                  ⇒ 255
                    [0,255,16]|readint(1, 2)                ⇒ 65296
                    'AP8Q'|base64decode|readint(0, 3)       ⇒ 65296
                    'ffffffffffffffff'|readint(0, 8)        ⇒ 18446744073709551615
                    'fffe'|readint(1, 2)                    ⇒ -
                    'fffe'|readint(-1, 1)                   ⇒ -
                    'fffe'|readint(0, 0)                    ⇒ -
                    'fffe'|readint(0, 2, 'odd')             ⇒ -
                    [256]|readint(0, 1)                     ⇒ -
                    ['a']|readint(0, 1)                     ⇒ -
                    5|readint(0, 1)                         ⇒ -
                    '41ac0000'|readfloat(0)                 ⇒ 21.5
                    '0000ac41'|readfloat(0, 4, 'little')    ⇒ 21.5
                    '4035800000000000'|readfloat(0, 8)      ⇒ 21.5
                    '3dcccccd'|readfloat(0)                 ⇒ 0.1
                    '7fc00000'|readfloat(0)                 ⇒ -
                    '7f800000'|readfloat(0)                 ⇒ -
                    '41ac'|readfloat(0)                     ⇒ -
                    '41ac00'|readfloat(0, 3)                ⇒ -
                    '03670110056700ff'|cayennelpp           ⇒ {"temperature_3":27.2,"temperature_5":25.5}
                    25|unitconvert('CEL', 'FAH')            ⇒ 77
                    '-40'|unitconvert('FAH', 'CEL')         ⇒ -40
                    0|unitconvert('CEL', 'KEL')             ⇒ 273.15
                    36|unitconvert('KMH', 'MTS')            ⇒ 10
                    10|unitconvert('KNT', 'KMH')            ⇒ 18.52
                    1013.25|unitconvert('A97', 'ATM')       ⇒ 1
                    12|unitconvert('L2', 'MQH')             ⇒ 0.72
                    2.5|unitconvert('KWH', 'JOU')           ⇒ 9000000
                    42|unitconvert('GQ', 'GP')              ⇒ 0.042
                    1|unitconvert('MTR', 'FOT')             ⇒ 3.280839895013123
                    1|unitconvert('MTR', 'KGM')             ⇒ -
                    1|unitconvert('MTR', 'XXX')             ⇒ -
                    o|unitconvert('MTR', 'KMT')             ⇒ -
                    'a1617405'|cbor                         ⇒ {"t":5}
                    [130,1,251,63,248,0,0,0,0,0,0]|cbor     ⇒ [1,1.5]
                    'oWF0BQ=='|base64decode|cbor            ⇒ {"t":5}
                    '8241fff6'|cbor                         ⇒ ["/w==",null]
                    'f97e00'|cbor                           ⇒ -
                    'a161'|cbor                             ⇒ -
                    '0505'|cbor                             ⇒ -
                    '0167ffd7'|cayennelpp                   ⇒ {"temperature_1":-4.1}
                    '06710 4d2fb2e0000'|cayennelpp          ⇒ -
                    '067104d2fb2e0000'|cayennelpp           ⇒ {"accelerometer_6":{"x":1.234,"y":-1.234,"z":0}}
                    '018806765ff2960a0003e8'|cayennelpp     ⇒ {"gps_1":{"latitude":42.3519,"longitude":-87.9094,"altitude":10}}
                    '0268500199'|cayennelpp                 ⇒ -
                    '02685002000103660104730401'|cayennelpp ⇒ {"relative_humidity_2":40,"digital_in_2":1,"presence_3":1,"barometric_pressure_4":102.5}
                    '0167'|cayennelpp                       ⇒ -
                    '01'|cayennelpp                         ⇒ -
                    'x'|cayennelpp                          ⇒ -
                    unbound|cayennelpp                      ⇒ -
                    """)
    void bytes(String expression, String expected) {
        assertValue(expression, expected);
    }

    /** Named by {@code META-INF/services} of the tests. */
    public static final class Provider implements TransformProvider {
        @Override
        public Map<String, Transform> transforms() {
            return Map.of(
                    "twice", call -> call.result(call.text().repeat(2)),
                    "trim", call -> call.result("replaced"),
                    "faulty",
                            call -> {
                                throw new IllegalStateException("at fault");
                            });
        }
    }

    @Test
    void takesTransformsFromProvidersButNotTheNamesOfFiware() {
        assertValue("'a'|twice", "\"aa\"");
        assertValue("' a '|trim", "\"a\"");
        assertThat(Expression.parse("1|faulty", "e").evaluate(CONTEXT)).isNull();
    }

    @Test
    void allAreTested() throws IOException {
        try (var source = getClass().getResourceAsStream("TransformsTest.class")) {
            assertThat(source).isNotNull();
            var tables = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            var missing = new ArrayList<String>();
            Transforms.names()
                    .forEach(name -> {
                        if (!tables.contains("|" + name)) {
                            missing.add(name);
                        }
                    });
            missing.remove("faulty");
            assertThat(missing).isEmpty();
        }
    }

    private static void assertValue(String expression, String expected) {
        ExpressionTest.assertValue(expression, expected, CONTEXT);
    }
}
