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
                if (url.endsWith("scoped.jsonld")) {
                    return JSON.readTree(
                            "{'@context': [{'a': {'@id': 'x:a', '@context': {}}}, {'a': 'x:b'}]}"
                                    .replace('\'', '"'));
                }
                if (url.endsWith("outer.jsonld")) {
                    return JSON.readTree("{\"@context\": \"inner/remote.jsonld\"}");
                }
                if (url.equals("https://city.example/folder/inner/remote.jsonld")) {
                    return JSON.readTree("{\"@context\": {\"relative\": \"https://r.example/\"}}");
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
                    [{"a": {"@id": "x:a", "@context": {}}}, {"a": "x:b"}]        -> scoped
                    {"A": {"@id": "x:A", "@context": null}}                      -> scoped
                    "https://city.example/scoped.jsonld"                         -> scoped
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

    /** 5.5.5: whatever stands in the array, it is as if our core came last. */
    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {'location':'x:l'}                           -> location -> ngsi-ld/location
                    ['CORE',{'location':'x:l'}]                  -> location -> ngsi-ld/location
                    [{'location':'x:l'},'CORE']                  -> location -> ngsi-ld/location
                    [{'location':'x:l'},'CORE','CORE']           -> location -> ngsi-ld/location
                    {'Property':{'@id':'x:P','@type':'@id'}}     -> Property -> ngsi-ld/Property
                    {'location':null}                            -> location -> ngsi-ld/location
                    {'ngsi-ld':'x:other#'}                       -> ngsi-ld:a -> ngsi-ld/a
                    {'ngsildproof':'x:proof'}                    -> ngsildproof -> ngsi-ld/ngsildproof
                    {'@vocab':'https://ex.org/v#'}               -> anything -> ngsi-ld/default-context/anything
                    ['CORE',{'@vocab':'https://ex.org/v#'}]      -> anything -> ngsi-ld/default-context/anything
                    {'@vocab':'https://ex.org/v#','a':{'@type':'@id'}} -> a -> https://ex.org/v#a
                    ['CORE',{'a':'ngsi-ld:b'}]                   -> a -> ngsi-ld/b
                    ['CORE',{'a':'location'}]                    -> a -> ngsi-ld/location
                    ['CORE',{'a':{'@type':'DateTime'}}]          -> a -> ngsi-ld/default-context/a
                    {'@protected':true,'title':'x:title'}        -> title -> http://purl.org/dc/terms/title
                    [{'@protected':true,'title':'x:t','b':'x:b'},'CORE'] -> title -> http://purl.org/dc/terms/title
                    [{'@protected':true,'title':'x:t','b':'x:b'},'CORE'] -> b -> x:b
                    ['CORE',{'@protected':true,'title':'x:t'}]   -> title -> http://purl.org/dc/terms/title
                    'https://city.example/folder/outer.jsonld'   -> relative -> https://r.example/
                    {'a':null}                                   -> a -> ngsi-ld/default-context/a
                    {'kind':'@type'}                             -> kind -> ngsi-ld/default-context/kind
                    []                                           -> a -> ngsi-ld/default-context/a
                    {}                                           -> geojson:a -> https://purl.org/geojson/vocab#a
                    """)
    void theCoreWins(String context, String name, String iri) {
        var written =
                context.replace('\'', '"')
                        .replace(
                                "CORE", "https://uri.etsi.org/ngsi-ld/ngsi-ld-core-context.jsonld");
        var expected = iri.startsWith("ngsi-ld/") ? "https://uri.etsi.org/" + iri : iri;
        var parsed = parser.parse(JSON.readTree(written));
        assertThat(parsed.expand(name)).isEqualTo(expected);
        assertThat(parsed.expand(parsed.compact(expected))).isEqualTo(expected);
        assertThat(parsed.source()).isEqualTo(JSON.readTree(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    https://uri.etsi.org/ngsi-ld/ngsi-ld-core-context.jsonld          -> true
                    https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld       -> true
                    https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.3.jsonld  -> true
                    https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.10.1.jsonld -> true
                    http://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld   -> true
                    https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-test-context.jsonld       -> false
                    https://evil.example/ngsi-ld-core-context.jsonld                  -> false
                    urn:x:ngsi-ld-core-context.jsonld                                 -> false
                    """)
    void knowsTheCoreInAllItsVersions(String url, boolean core) {
        assertThat(CoreContext.isCore(url)).isEqualTo(core);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                            -> ok
                    []                                            -> ok
                    {"a": "https://ex.org/a"}                     -> ok
                    ["https://nowhere.example/c.jsonld", {"a": {"@type": "@id"}}] -> ok
                    "https://nowhere.example/c.jsonld"            -> ok
                    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld" -> ok
                    "relative"                                    -> expected an absolute URL
                    7                                             -> expected a URL
                    [null]                                        -> expected a URL
                    {"a": 1}                                      -> not a valid JSON-LD @context
                    {"a": {"@type": "@id"}}                       -> not a valid JSON-LD @context
                    {"a": {"@id": "x:a", "@context": {}}}         -> scoped
                    ["https://nowhere.example/c.jsonld", {"a": {"@id": "x:a", "@context": {}}}] -> scoped
                    """)
    void checksWithoutFetching(String value, String outcome) {
        if (outcome.equals("ok")) {
            ContextParser.check(JSON.readTree(value));
            return;
        }
        assertThatThrownBy(() -> ContextParser.check(JSON.readTree(value)))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST_DATA))
                .hasMessageContaining(outcome);
    }

    private Context user() {
        return parser.parse(JSON.readTree(USER).get("@context"));
    }

    @Test
    void remembersSoManyNamesAndNoMore() {
        var context = parser.parse(JSON.readTree("{\"ex\":\"https://ex.org/v#\"}"));
        for (int i = 0; i < 5_000; i++) {
            var name = "n" + i + "x".repeat(i % 400);
            assertThat(context.compact("https://ex.org/v#" + name)).isEqualTo("ex:" + name);
            assertThat(context.namesBytes()).isBetween(1L, (long) Context.NAMES_BYTES);
        }
        var huge = "y".repeat(Context.NAMES_BYTES);
        assertThat(context.compact("https://ex.org/v#" + huge)).isEqualTo("ex:" + huge);
        assertThat(context.namesBytes()).isBetween(1L, (long) Context.NAMES_BYTES);
    }
}
