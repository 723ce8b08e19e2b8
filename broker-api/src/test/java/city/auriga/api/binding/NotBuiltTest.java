package city.auriga.api.binding;

import city.auriga.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the standard has and this version does not answers 501, never a wrong 200. */
class NotBuiltTest extends ApiTest {
    @BeforeEach
    void store() {
        create("{id:'urn:e:1', type:'T', a:1, label:{languageMap:{en:'a'}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '`',
            textBlock =
                    """
                    POST   -> /temporal/entities -> {id:'urn:e:1',type:'T',a:[{type:'Property',value:1}]}
                    GET    -> /temporal/entities?type=T&timerel=before&timeAt=2026-01-01T00:00:00Z ->
                    GET    -> /temporal/entities/urn:e:1 ->
                    DELETE -> /temporal/entities/urn:e:1 ->
                    POST   -> /temporal/entities/urn:e:1/attrs -> {a:[{type:'Property',value:1}]}
                    DELETE -> /temporal/entities/urn:e:1/attrs/a ->
                    PATCH  -> /temporal/entities/urn:e:1/attrs/a/urn:i:1 -> {a:{type:'Property',value:1}}
                    POST   -> /temporal/entityOperations/query -> {type:'Query'}
                    POST   -> /csourceRegistrations -> {}
                    GET    -> /csourceRegistrations ->
                    GET    -> /csourceRegistrations/urn:r:1 ->
                    PATCH  -> /csourceRegistrations/urn:r:1 -> {}
                    DELETE -> /csourceRegistrations/urn:r:1 ->
                    POST   -> /csourceSubscriptions -> {}
                    GET    -> /csourceSubscriptions ->
                    GET    -> /temporal/entityMaps ->
                    POST   -> /snapshots -> {}
                    DELETE -> /snapshots ->
                    GET    -> /snapshots/urn:s:1 ->
                    POST   -> /snapshots/urn:s:1/clone -> {}
                    """)
    void saysSo(String method, String path, String body) {
        api.exchange(method, path, body).isProblem(501, "NotImplemented");
        api.get("/entities/urn:e:1", "format", "concise")
                .hasBody("{id:'urn:e:1', type:'T', a:1, label:{languageMap:{en:'a'}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = "NGSILD-Snapshot")
    void headersThatWouldChangeTheAnswerAreNotPassedOver(String header) {
        var client = api.with(header, "urn:ngsi-ld:x:1");
        client.get("/entities/urn:e:1").isProblem(501, "NotImplemented", header);
        client.get("/entities", "type", "T").isProblem(501, "NotImplemented", header);
    }
}
