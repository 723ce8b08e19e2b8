package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a body is expanded by the @context of the writer, and what is left as it is (5.5.7). */
class ExpansionTest extends ApiTest {
    private static final String ID = "/entities/urn:e:1";
    private static ContextServer server;
    private static String writer;
    private static String reader;

    @BeforeAll
    static void serve() {
        server = new ContextServer();
        writer =
                server.serve(
                        "{'@context':{A:'https://ex.org/v#A', k:'https://ex.org/v#k',"
                                + " en:'https://ex.org/v#en', BAR:'https://ex.org/v#BAR'}}");
        reader = server.serve("{'@context':{B:'https://ex.org/v#A', l:'https://ex.org/v#k'}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Sent in the words of the writer, and shown in those of a reader. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    k:{value:1}                           -> l:1
                    p:{value:1,k:2}                       -> p:{value:1,l:2}
                    p:{vocab:['A','k']}                   -> p:{vocab:['B','l']}
                    p:{object:'urn:A',objectType:['A','k']} -> p:{object:'urn:A',objectType:['B','l']}
                    p:{value:1,valueType:'A'}             -> p:{value:1,valueType:'B'}
                    p:{value:{k:[{k:'k'}]}}               -> p:{l:[{l:'k'}]}
                    p:{valueList:[{k:'A'}]}               -> p:{valueList:[{l:'A'}]}
                    p:'A'                                 -> p:'A'
                    p:{json:{k:{A:'k'}}}                  -> p:{json:{k:{A:'k'}}}
                    p:{value:1,unitCode:'BAR'}            -> p:{value:1,unitCode:'BAR'}
                    p:{languageMap:{en:'A'}}              -> p:{languageMap:{en:'A'}}
                    scope:'/A/k'                          -> scope:'/A/k'
                    """)
    void namesAreAndValuesAreNot(String sent, String shown) {
        api.withContext(writer).post("/entities", "{id:'urn:e:1', type:'A', " + sent + "}").is(201);
        api.withContext(reader)
                .get(ID, "format", "concise")
                .hasBody("{id:'urn:e:1', type:'B', " + shown + "}");
    }

    /** 3.2 of the digest: the core is understood, and not written beside it. */
    @Test
    void linkedDataNamesTheContextOfTheReaderAlone() {
        create("{id:'urn:e:1', type:'T'}");
        var client = api.withContext(reader).accepting("application/ld+json");
        assertThat(client.get(ID).is(200).json().get("@context").asString()).isEqualTo(reader);
        var all = client.get("/entities", "type", "https://ex.org/v#A", "count", "true").is(200);
        assertThat(all.json()).isEmpty();
        var one = client.get("/entities", "local", "true").is(200).json();
        assertThat(one.get(0).get("@context").asString()).isEqualTo(reader);
    }

    @Test
    void aMergePatchIsPlainJson() {
        create("{id:'urn:e:1', type:'T'}");
        var patch = api.with("Content-Type", "application/merge-patch+json");
        patch.patch(ID, "{a:1,'@context':{}}").isProblem(400, "BadRequestData", "$.@context");
        patch.withContext(writer).patch(ID, "{k:1}").isEmpty(204);
        api.get(ID, "format", "simplified")
                .hasBody("{id:'urn:e:1', type:'T', 'https://ex.org/v#k':1}");
    }
}
