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
                    ngsildproof:{type:'Property',value:{},entityTypeSealed:'not a name'} -> $.ngsildproof.entityTypeSealed
                    ngsildproof:{type:'Property',value:{},entityIdSealed:'urn:ngsi-ld:null'} -> $.ngsildproof.entityIdSealed
                    a:{type:'Property',value:1,'ngsi-ld:entityIdSealed':{value:5}}       -> $.a.ngsi-ld:entityIdSealed
                    a:{value:1,'https://uri.etsi.org/ngsi-ld/entityTypeSealed':{object:'urn:e:2'}} -> $.a.https://uri.etsi.org/ngsi-ld/entityTypeSealed
                    a:{value:1,'ngsi-ld:observedAt':{value:5}}                           -> $.a.ngsi-ld:observedAt
                    a:{value:1,'ngsi-ld:unitCode':5}                                     -> $.a.ngsi-ld:unitCode
                    'ngsi-ld:scope':5                                                    -> $.ngsi-ld:scope
                    'ngsi-ld:createdAt':5                                                -> $.ngsi-ld:createdAt
                    'https://uri.etsi.org/ngsi-ld/hasValue':5                            -> $.https://uri.etsi.org/ngsi-ld/hasValue
                    """)
    void isNothingElse(String member, String path) {
        api.post("/entities", "{id:'urn:e:1', type:'T', " + member + "}")
                .isProblem(400, "BadRequestData", path);
    }

    @Test
    void isNoPlainTextInSimplifiedMergesEither() {
        create("{id:'urn:e:1', type:'T', " + PROOF + "}");
        api.patch("/entities/urn:e:1", "{ngsildproof:5}", "format", "simplified")
                .isProblem(400, "BadRequestData", "$.ngsildproof");
    }

    @Test
    void losesASealByAMerge() {
        create("{id:'urn:e:1', type:'T', " + PROOF + "}");
        api.patch(
                        "/entities/urn:e:1",
                        "{ngsildproof:{type:'Property',entityIdSealed:'urn:ngsi-ld:null'}}")
                .isEmpty(204);
        api.get("/entities/urn:e:1", "pick", "ngsildproof")
                .hasBody("{" + PROOF.replace("entityIdSealed:'urn:e:1',", "") + "}");
    }
}
