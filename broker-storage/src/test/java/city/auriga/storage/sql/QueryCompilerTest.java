package city.auriga.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.EntityArbitraries;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.QParser;
import city.auriga.core.query.QueryArbitraries;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryCompilerTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a                                    -> true
                    !a{b.observedAt}                     -> true
                    a>5;b!="x"|!c                        -> true
                    a[k.l]==1..2                         -> true
                    a[en]~="^(Central|Sol)"              -> true
                    a.observedAt>2026-01-01T00:00:00Z    -> true
                    a.createdAt>2026-01-01T00:00:00Z     -> true
                    a.b.createdAt                        -> true
                    modifiedAt>2026-01-01T00:00:00Z      -> true
                    a{T:b}>5                             -> true
                    a~="\\d+"                            -> false
                    a>2026-01-01T00:00:00Z               -> false
                    a.b.createdAt>2026-01-01T00:00:00Z   -> false
                    """)
    void isExactWhereSqlCanBe(String q, boolean exact) {
        assertThat(compile(q).exact()).isEqualTo(exact);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "abc",
                "^a",
                "a$",
                "^a$",
                "a.b",
                "a*b+c?",
                "[abc]",
                "[a-z0-9]",
                "[^a]",
                "(a|b)",
                "^a|b$",
                "a\\.b",
                "\\(",
                "(a(b|c)d)+",
                "é",
                "urn:x-1",
                "[A-Z_ ]"
            })
    void asksPostgresForWhatMeansTheSame(String regex) {
        assertThat(PortableRegex.isPortable(regex)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\d",
                "\\w",
                "\\b",
                "a{2}",
                "a*?",
                "a**",
                "(?i)a",
                "[[:alpha:]]",
                "[a\\]]",
                "[]a]",
                "[a",
                "(a",
                "a)",
                "(a|)",
                "()",
                "a^b",
                "(^a)",
                "[z-a]",
                "[a-Z]",
                "***a",
                "\\a",
                "\\",
                "[a-]",
                "a\nb"
            })
    void keepsOtherExpressionsForTheEvaluator(String regex) {
        assertThat(PortableRegex.isPortable(regex)).isFalse();
    }

    /** Each call would unpack the document again. */
    @Test
    void looksIntoTheDocumentOnce() {
        var sql = compile("a>5;(b|!c);d.e~=\"f\"").where();
        assertThat(sql.text()).containsOnlyOnce("document");
        assertThat(sql.binds()).hasSize(1);
    }

    /** A text of a client is a value or a quoted key, never SQL. */
    @Test
    void bindsWhatClientsWrite() {
        var sql = compile("a[\u00e9]==\"') OR true --\"|<urn:x'y>==1").where();
        assertThat(sql.text()).doesNotContain("OR true").doesNotContain("urn:x");
    }

    private static Search compile(String q) {
        var parsed = QParser.parse(q, "q", QParser.Options.of(QueryArbitraries.TERMS));
        return QueryCompiler.compile(
                EntityQuery.ALL.withQ(parsed),
                selection -> List.of(1),
                Set.of(),
                EntityArbitraries.NOW);
    }
}
