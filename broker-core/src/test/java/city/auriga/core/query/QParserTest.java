package city.auriga.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QParserTest {
    private static final QParser.Options OPTIONS =
            QParser.Options.of(term -> term.contains(":") ? term : "x:" + term);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a                         -> <x:a>
                    ' a ; b '                 -> <x:a>;<x:b>
                    !a                        -> !<x:a>
                    ! a|b                     -> !<x:a>|<x:b>
                    a.b.observedAt            -> <x:a>.<x:b>.observedAt
                    (a)                       -> <x:a>
                    a;(b;c)                   -> <x:a>;(<x:b>;<x:c>)
                    (a;b)|c                   -> <x:a>;<x:b>|<x:c>
                    (a|b);c                   -> (<x:a>|<x:b>);<x:c>
                    modifiedAt>2026-01-01T00:00:00Z -> modifiedAt>"2026-01-01T00:00:00Z"
                    a!= "b" , "c"             -> <x:a>!="b","c"
                    a==10.5..20.5             -> <x:a>==10.5..20.5
                    a==1e2                    -> <x:a>==1E+2
                    a==-0.0                   -> <x:a>==0
                    a=="x\\u0041\\n\\/"       -> <x:a>=="xA\\u000a/"
                    a==urn:x:1                -> <x:a>=="urn:x:1"
                    a==http://h/p?q=1&r       -> <x:a>=="http://h/p?q=1&r"
                    a==word                   -> <x:a>=="word"
                    a==true,false             -> <x:a>==true,false
                    a>08:00:00Z               -> <x:a>>"08:00:00Z"
                    a>2026-01-01              -> <x:a>>"2026-01-01"
                    a~=^b.*               -> <x:a>~="^b.*"
                    a~=b{1,2};c               -> <x:a>~="b{1,2}";<x:c>
                    a!~="b\\."                -> <x:a>!~="b\\\\."
                    a~="(b|c);"               -> <x:a>~="(b|c);"
                    a{b}                      -> <x:a>{<x:b>}
                    a{T:b}                    -> <x:a>{<x:T>:<x:b>}
                    a{ T , U : b{c.d} }>1     -> <x:a>{<x:T>,<x:U>:<x:b>{<x:c>.<x:d>}}>1
                    a{b{T:c}}                 -> <x:a>{<x:b>{<x:T>:<x:c>}}
                    <urn:a>.b                 -> <urn:a>.<x:b>
                    <http://h/a#b>[c.d]       -> <http://h/a#b>[c.d]
                    a[en-GB]=="b"             -> <x:a>[en-GB]=="b"
                    a[*]                      -> <x:a>[*]
                    a[<http://h/k>]           -> <x:a>[<http://h/k>]
                    größe>1                   -> <x:größe>>1
                    """)
    void parses(String text, String printed) {
        var q = QParser.parse(unquote(text), "q", OPTIONS);
        assertThat(QPrinter.print(q)).isEqualTo(printed);
        assertThat(QParser.parse(printed, "q", OPTIONS)).isEqualTo(q);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "()",
                "a;",
                ";a",
                "a|",
                "|a",
                "a;;b",
                "a b",
                "(a",
                "a)",
                "((a)",
                "a=1",
                "a=",
                "a==",
                "a!=",
                "a>",
                "a==;b",
                "a==,1",
                "a==1,",
                "a==1,,2",
                "a==1..",
                "a==..1",
                "a==1..2..3",
                "a==1..2,3",
                "a==1,2..3",
                "a==1..\"b\"",
                "a==true..false",
                "a>true",
                "a>1,2",
                "a>1..2",
                "a>word",
                "a>urn:x",
                "a==b..c",
                "a==.5",
                "a==05",
                "a==+1",
                "a==1e",
                "a==1e999",
                "a=='b'",
                "a==\"b",
                "a==\"b\"c",
                "a==\"\\x\"",
                "a==\"\\u12\"",
                "a==\"\\u12",
                "a==\"\\u0000\"",
                "a==\"\\ud800\"",
                "a==2026-02-30",
                "a~=",
                "a~=\"(\"",
                "a~=\"a\",\"b\"",
                "a!~=",
                "a~\"b\"",
                "!",
                "!!a",
                "!a==1",
                "!(a)",
                "a.",
                ".a",
                "a..b",
                "a.b{c}",
                "a[",
                "a[]",
                "a[b",
                "a[b.]",
                "a[b]c",
                "a[b][c]",
                "a{",
                "a{}",
                "a{b",
                "a{b}c",
                "a{{b}}",
                "a{:b}",
                "a{T,b}",
                "a{T,:b}",
                "a{T:}",
                "a{b;c}",
                "a{b==1}",
                "1a",
                "_a",
                "a-b",
                "a:b==1",
                "<a",
                "<a>",
                "<>",
                "observedAt.a>.",
                "createdAt.b",
                "createdAt[b]",
                "a.observedAt.b",
                "a.unitCode[b]",
                "a~=\"((a{100}){100}){100}\"",
                "a>=<1",
                "a=<1"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> QParser.parse(text, "q", OPTIONS))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST_DATA);
                            assertThat(e.member()).isEqualTo("q");
                        });
    }

    @Test
    void saysWhatItExpectedAndWhere() {
        assertThatThrownBy(() -> QParser.parse("a>1;", "q", OPTIONS))
                .hasMessage(
                        "expected a name (a letter, then letters, digits or '_') at character 5,"
                                + " found the end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "(((a)))",
                "a{b{c{d}}}",
                "a;a;a;a;a",
                "a==1,2,3,4,5"
            })
    void refusesWhatIsBeyondTheLimits(String text) {
        var tight = new QParser.Options(t -> t, Set.of(), Set.of(), new QueryLimits(30, 2, 5));
        assertThatThrownBy(() -> QParser.parse(text, "q", tight))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.TOO_COMPLEX_QUERY));
    }

    @Test
    void expandsValuesAndKeysOnlyWhereAsked() {
        var options = OPTIONS.with(List.of("a"), List.of("k"));
        assertThat(QParser.parse("a==v,\"urn:v\";b==v", "q", options))
                .isEqualTo(QParser.parse("a==\"x:v\",\"urn:v\";b==\"v\"", "q", OPTIONS));
        assertThat(QParser.parse("k[v]", "q", options))
                .isEqualTo(
                        new Q.Exists(
                                new Path.Local(
                                        List.of("x:k"),
                                        null,
                                        new Path.Trail.Keys(List.of(new Path.Key("v", "v"))))));
    }

    private static String unquote(String text) {
        return text.startsWith("'") ? text.substring(1, text.length() - 1) : text;
    }
}
