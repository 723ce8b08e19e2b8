package city.auriga.api.entity;

import city.auriga.api.ApiTest;
import city.auriga.api.ContextServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Property ngsildproof and its sealed members (4.5.2.2). */
class SealedProofTest extends ApiTest {
    private static final String PROOF =
            "ngsildproof:{type:'Property',value:{type:'DataIntegrityProof',proofValue:'z1',n:null},"
                    + "entityIdSealed:'urn:e:1',entityTypeSealed:'T'}";

    @Test
    void comesBackAsItWas() {
        create("{id:'urn:e:1', type:'T', a:1, " + PROOF + "}");
        api.get("/entities/urn:e:1", "pick", "ngsildproof").hasBody("{" + PROOF + "}");
        api.get("/entities/urn:e:1", "pick", "ngsildproof", "format", "simplified")
                .hasBody("{ngsildproof:{type:'DataIntegrityProof',proofValue:'z1',n:null}}");
    }

    @Test
    void sealsATypeAndNotAText() {
        create("{id:'urn:e:1', type:'T', " + PROOF + "}");
        try (var contexts = new ContextServer()) {
            var url =
                    contexts.serve(
                            "{'@context':{'X':'https://uri.etsi.org/ngsi-ld/default-context/T',"
                                    + "'proofValue':'https://example.org/other'}}");
            api.withContext(url)
                    .get("/entities/urn:e:1", "pick", "ngsildproof")
                    .hasBody(
                            "{"
                                    + PROOF.replace("entityTypeSealed:'T'", "entityTypeSealed:'X'")
                                    + "}");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    a:{type:'Property',value:1,entityIdSealed:'urn:e:1'}                 -> $.a.entityIdSealed
                    a:{type:'Property',value:1,entityTypeSealed:'T'}                     -> $.a.entityTypeSealed
                    ngsildproof:{type:'Property',value:'text'}                           -> $.ngsildproof.value
                    ngsildproof:'text'                                                   -> $.ngsildproof
                    ngsildproof:{type:'Relationship',object:'urn:e:2'}                   -> $.ngsildproof.object
                    ngsildproof:{type:'Property',value:{},entityIdSealed:5}              -> $.ngsildproof.entityIdSealed
                    ngsildproof:{type:'Property',value:{},entityTypeSealed:{value:'T'}}  -> $.ngsildproof.entityTypeSealed
                    """)
    void isNothingElse(String member, String path) {
        api.post("/entities", "{id:'urn:e:1', type:'T', " + member + "}")
                .isProblem(400, "BadRequestData", path);
    }
}
