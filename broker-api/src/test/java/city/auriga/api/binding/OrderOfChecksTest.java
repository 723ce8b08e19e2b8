package city.auriga.api.binding;

import city.auriga.api.Api;
import city.auriga.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several faults of a request is answered: one order for all operations. */
class OrderOfChecksTest extends ApiTest {
    @BeforeEach
    void store() {
        create("{id:'urn:e:1', type:'T', a:1}");
    }

    /** Each request has two faults: those of neighbours in the order of checks. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    PATCH  -> /subscriptions               -> Content-Type: text/plain -> {}    -> 405
                    GET    -> /entityOperations/create     -> Accept: image/png        ->       -> 405
                    POST   -> /entityOperations/query      -> Content-Type: text/plain, Accept: image/png -> {} -> 415
                    PATCH  -> /entities/                   -> Content-Type: text/plain -> {}    -> 415
                    PUT    -> /entities                    -> Content-Type: text/plain -> {}    -> 415
                    POST   -> /entities//attrs             -> Content-Type: text/plain -> {}    -> 415
                    PATCH  -> /entities//attrs/a           -> Content-Type: text/plain -> {}    -> 415
                    PATCH  -> /entities//attrs/a           ->                          -> {     -> 400 BadRequestData
                    GET    -> /entities?type=T             -> Accept: image/png, NGSILD-Tenant: nobody ->  -> 406
                    GET    -> /entities?type=T&x=1         -> NGSILD-Tenant: nobody    ->       -> 404 NonexistentTenant
                    DELETE -> /entities/e1?x=1             ->                          ->       -> 400 InvalidRequest
                    GET    -> /entities/e1?options=x       ->                          ->       -> 400 InvalidRequest
                    PATCH  -> /entities/urn:e:1?x=1        ->                          -> [     -> 400 InvalidRequest
                    PATCH  -> /entities/urn:e:9            ->                          -> {a:null} -> 400 BadRequestData
                    PATCH  -> /entities/urn:e:9/attrs      ->                          -> []    -> 400 InvalidRequest
                    PATCH  -> /entities/urn:e:9/attrs/a    ->                          -> {}    -> 400 BadRequestData
                    PUT    -> /entities/urn:e:9/attrs/a    ->                          -> {}    -> 400 BadRequestData
                    PUT    -> /entities/urn:e:9            ->                          -> {a:null} -> 400 BadRequestData
                    POST   -> /entities/urn:e:9/attrs      ->                          -> {a:null} -> 400 BadRequestData
                    DELETE -> /entities/urn:e:9/attrs/a-b  ->                          ->       -> 400 BadRequestData
                    GET    -> /entities/urn:e:9?type=T%3B  ->                          ->       -> 400 BadRequestData
                    GET    -> /entities/urn:e:9?pick=a,,b  ->                          ->       -> 400 BadRequestData
                    POST   -> /entities                    ->                          -> {id:'urn:e:1',type:'T',a:null} -> 400 BadRequestData
                    GET    -> /entities?q=a                -> Link: nonsense           ->       -> 400 BadRequestData
                    GET    -> /entities?id=urn:e:1&q=a==   ->                          ->       -> 400 BadRequestData
                    GET    -> /entities?id=urn:e:1&x=1     ->                          ->       -> 400 InvalidRequest
                    """)
    void theFirstFaultCounts(
            String method, String path, String headers, String body, String expected) {
        var client = headers != null && headers.contains("NGSILD-Tenant") ? none() : api;
        for (var header : headers == null ? new String[0] : headers.split(", ")) {
            var parts = header.split(": ");
            client = client.with(parts[0], parts[1]);
        }
        var answer =
                client.send(
                        method,
                        path,
                        body == null
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString(
                                        body.replace('\'', '"')
                                                .replaceAll("([{,])(\\w+):", "$1\"$2\":")));
        var parts = expected.split(" ");
        if (parts.length == 1) {
            answer.is(Integer.parseInt(parts[0]));
        } else {
            answer.isProblem(Integer.parseInt(parts[0]), parts[1]);
        }
    }

    private static Api none() {
        return Api.ofDefaultTenant();
    }
}
