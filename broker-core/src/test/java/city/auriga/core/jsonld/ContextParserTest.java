package city.auriga.core.jsonld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ContextParserTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String USER =
            """
            {"@context": [
              "https://city.example/remote.jsonld",
              "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld",
              {"ex": "https://ex.org/v#",
               "schema": "https://schema.org/",
               "speed": "ex:speed",
               "velocity": "ex:velocity",
               "v": "ex:velocity",
               "name": {"@id": "schema:name", "@type": "@id"},
               "location": "https://evil.example/location",
               "almostFull": "https://ex.org/almostFull",
               "id": "@id"}]}
            """;

    private final ContextParser parser =
            new ContextParser(url -> {
                if (url.equals("https://city.example/remote.jsonld")) {
                    return JSON.readTree(
                            "{\"@context\": {\"remote\": \"https://remote.example/r\"}}");
                }
                if (url.endsWith("empty.jsonld")) {
                    return JSON.readTree("{}");
                }
                throw new NgsiLdException(Problem.LD_CONTEXT_NOT_AVAILABLE, "cannot reach " + url);
            });

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    speed                   -> https://ex.org/v#speed
                    ex:other                -> https://ex.org/v#other
                    schema:address          -> https://schema.org/address
                    remote                  -> https://remote.example/r
                    location                -> https://uri.etsi.org/ngsi-ld/location
                    unknown                 -> https://uri.etsi.org/ngsi-ld/default-context/unknown
                    urn:ngsi-ld:X           -> urn:ngsi-ld:X
                    https://ex.org/v#speed  -> https://ex.org/v#speed
                    ngsi-ld:thing           -> https://uri.etsi.org/ngsi-ld/thing
                    description             -> http://purl.org/dc/terms/description
                    """)
    void expands(String name, String iri) {
        assertThat(user().expand(name)).isEqualTo(iri);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    https://ex.org/v#speed                                  -> speed
                    https://ex.org/v#velocity                               -> v
                    https://ex.org/v#other                                  -> ex:other
                    https://nobody.example/x                                -> https://nobody.example/x
                    https://uri.etsi.org/ngsi-ld/location                   -> location
                    https://uri.etsi.org/ngsi-ld/default-context/unknown    -> unknown
                    https://uri.etsi.org/ngsi-ld/default-context/almostFull -> ngsi-ld:default-context/almostFull
                    """)
    void compacts(String iri, String name) {
        assertThat(user().compact(iri)).isEqualTo(name);
    }

    @Test
    void servesEveryVersionOfTheCoreContextWithoutLoadingIt() {
        var context =
                parser.parse(
                        JSON.readTree(
                                "\"https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld\""));
        assertThat(context).isSameAs(ContextParser.core());
        assertThat(context.url()).contains(CoreContext.URL);
    }

    @Test
    void reportsAnUnreachableContextAsSuch() {
        assertThatThrownBy(
                        () -> parser.parse(JSON.readTree("[\"https://nowhere.example/c.jsonld\"]")))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.LD_CONTEXT_NOT_AVAILABLE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    42                                                           -> expected a URL
                    "relative.jsonld"                                            -> expected an absolute URL
                    "https://city.example/empty.jsonld"                          -> has no @context member
                    {"a": {"@id": "https://ex.org/a", "@context": {"b": "ex:b"}}} -> scoped
                    {"a": 1}                                                     -> not a valid JSON-LD @context
                    """)
    void refuses(String value, String reason) {
        assertThatThrownBy(() -> parser.parse(JSON.readTree(value)))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST_DATA))
                .hasMessageContaining(reason);
    }

    @Test
    void compactsWhatItExpandsForEveryTermOfTheCoreContext() {
        CoreContext.expansions().entrySet().stream()
                .filter(e -> !e.getValue().startsWith("@"))
                .map(Map.Entry::getKey)
                .forEach(term ->
                        assertThat(ContextParser.core().compact(ContextParser.core().expand(term)))
                                .isEqualTo(term));
    }

    private Context user() {
        return parser.parse(JSON.readTree(USER).get("@context"));
    }
}
