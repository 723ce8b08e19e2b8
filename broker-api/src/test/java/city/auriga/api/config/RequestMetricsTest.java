package city.auriga.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.ApiTest;
import city.auriga.api.RawRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestMetricsTest extends ApiTest {
    @Test
    void requestsAreTimedByMethodPathAndStatus() {
        create("{id:'urn:e:1', type:'T'}");
        api.get("/entities/urn:e:404").is(404);

        // The reply may arrive before its request is counted.
        await().untilAsserted(() ->
                assertThat(metrics())
                        .contains("method=\"POST\",status=\"201\",uri=\"/ngsi-ld/v1/entities\"")
                        .contains(
                                "method=\"GET\",status=\"404\",uri=\"/ngsi-ld/v1/entities/{id}\""));
    }

    @Test
    void whatAClientInventsMakesNoTimerOfItsOwn() {
        for (var path : List.of("/ngsi-ld/v1/types", "/invented/path", "/ngsi-ld/v1/entities")) {
            send("INVENTED", path);
        }

        await().untilAsserted(() -> assertThat(metrics()).contains("method=\"other\""));
        assertThat(metrics()).doesNotContain("INVENTED").doesNotContain("/invented");
    }

    private static String metrics() {
        return send("GET", "/metrics");
    }

    private static String send(String method, String path) {
        return RawRequest.send(method, path, List.of("Host: auriga"), new byte[0]).text();
    }
}
