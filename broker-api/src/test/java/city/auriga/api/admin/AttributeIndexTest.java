package city.auriga.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.ApiTest;
import city.auriga.api.Json;
import city.auriga.api.RunningAuriga;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Indexes on Attributes, for operators. */
class AttributeIndexTest extends ApiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static HttpResponse<String> send(String method, String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create(RunningAuriga.uri() + path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isMadeWhileItsStateTellsAndIsDroppedAgain() {
        create("{id:'urn:e:1', type:'T', level:1}");
        create("{id:'urn:e:2', type:'T', level:[5, 20]}");

        var declared = send("POST", "/admin/indexes", "{'attribute':'level'}");
        assertThat(declared.statusCode()).isEqualTo(201);
        var path = declared.headers().firstValue("Location").orElseThrow();
        var body = Json.of(declared.body());
        assertThat(body.get("state").stringValue()).isEqualTo("building");
        assertThat(body.get("attribute").stringValue())
                .isEqualTo("https://uri.etsi.org/ngsi-ld/default-context/level");
        assertThat(send("POST", "/admin/indexes", "{'attribute':'level'}").statusCode())
                .isEqualTo(409);

        await().atMost(PATIENCE)
                .until(() -> send("GET", path, "").body().contains("\"state\":\"valid\""));
        assertThat(send("GET", "/admin/indexes", "").body())
                .contains(body.get("name").stringValue());
        api.get("/entities", "q", "level==20", "format", "simplified")
                .hasBody("[{id:'urn:e:2', type:'T', level:[5, 20]}]");

        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(204);
        await().atMost(PATIENCE).until(() -> send("GET", path, "").statusCode() == 404);
        api.get("/entities", "q", "level==1", "format", "simplified")
                .hasBody("[{id:'urn:e:1', type:'T', level:1}]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    []                       -> $
                    {}                       -> $.attribute
                    {'attribute':7}          -> $.attribute
                    {'attribute':'a b'}      -> $.attribute
                    {'attribute':'type'}     -> $.attribute
                    {'attribute':'ngsi-ld:hasValue'} -> $.attribute
                    {'attribute':'https://uri.etsi.org/ngsi-ld/createdAt'} -> $.attribute
                    {'attribute':'a','x':1}  -> $.x
                    """,
            quoteCharacter = '`')
    void isRefusedByTheMemberThatIsWrong(String body, String member) {
        var refused = send("POST", "/admin/indexes", body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"" + member + "\"");
    }

    @Test
    void needsNameThatExists() {
        assertThat(send("GET", "/admin/indexes/entity_attribute_0", "").statusCode())
                .isEqualTo(404);
        assertThat(send("DELETE", "/admin/indexes/entity", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"a, 1025", "é, 515", "水, 1020"})
    void isOfANameThatTheDatabaseCanHold(String character, int length) {
        var name = "urn:" + character.repeat(length - 4);
        var answer = send("POST", "/admin/indexes", "{'attribute':'" + name + "'}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.of(answer.body()).path("member").asString()).isEqualTo("$.attribute");
    }
}
