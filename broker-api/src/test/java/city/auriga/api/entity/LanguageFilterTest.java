package city.auriga.api.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filter of languages beyond single Attributes (4.15). */
class LanguageFilterTest extends ApiTest {
    @BeforeEach
    void store() {
        create(
                """
                {id:'urn:e:1', type:'T',
                 a:{value:1,p:{languageMap:{en:'one',sk:'jeden'}}},
                 b:{languageMap:{'pt-BR':'um','zh-Hant-TW':'x'},p:{languageMap:{sk:'dva'}}},
                 c:[{languageMap:{sk:'tri'}},{languageMap:{sk:'päť',en:'five'},datasetId:'urn:d:1'}],
                 f:{languageMap:{'en-US':'color',en:'colour',de:'Farbe'}},
                 d:{json:{languageMap:{sk:'x'}}}, e:{value:{languageMap:{sk:'x'}}}}
                """);
    }

    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    sk -> a -> {value:1,p:{value:'jeden',lang:'sk'}}
                    pt -> b -> {value:'um',lang:'pt-BR',p:{value:'dva',lang:'sk'}}
                    PT-br -> b -> {value:'um',lang:'pt-BR',p:{value:'dva',lang:'sk'}}
                    zh-Hant -> b -> {value:'x',lang:'zh-Hant-TW',p:{value:'dva',lang:'sk'}}
                    pt-PT -> b -> {value:'um',lang:'pt-BR',p:{value:'dva',lang:'sk'}}
                    en -> c -> [{value:'tri',lang:'sk'},{value:'five',lang:'en',datasetId:'urn:d:1'}]
                    en -> f -> {value:'colour',lang:'en'}
                    EN-us -> f -> {value:'color',lang:'en-US'}
                    en-GB -> f -> {value:'colour',lang:'en'}
                    *,en;q=0 -> f -> {value:'Farbe',lang:'de'}
                    fr,en;q=0 -> f -> {value:'Farbe',lang:'de'}
                    *,en;q=0,en-US;q=0.5 -> f -> {value:'color',lang:'en-US'}
                    en;q=0,de;q=0 -> f -> {value:'color',lang:'en-US'}
                    sk -> d -> {json:{languageMap:{sk:'x'}}}
                    sk -> e -> {value:{languageMap:{sk:'x'}}}
                    """)
    void reachesEveryLanguagePropertyAndNothingElse(String lang, String name, String shown) {
        assertThat(api.get("/entities/urn:e:1", "lang", lang, "format", "concise").json().get(name))
                .isEqualTo(Json.of(shown));
    }

    /** It is about the answer: what a query asks is asked of all languages. */
    @Test
    void doesNotConcernTheQuery() {
        assertThat(api.get("/entities", "q", "c[en]==\"five\"", "lang", "sk").is(200).json())
                .hasSize(1);
    }
}
