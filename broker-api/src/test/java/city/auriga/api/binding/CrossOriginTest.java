package city.auriga.api.binding;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ApiTest;
import org.junit.jupiter.api.Test;

/** Web pages that call the broker from a browser. */
class CrossOriginTest extends ApiTest {
    private static final String PAGE = "https://map.example.org";

    @Test
    void mayReadAnswersIfTheyAreAllowedTo() {
        var allowed = api.with("Origin", PAGE).get("/entities", "local", "true");
        assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(allowed.header("Access-Control-Expose-Headers"))
                .contains("Link", "NGSILD-Results-Count");
        api.with("Origin", "https://evil.example.com").get("/entities", "local", "true").is(403);
    }

    @Test
    void askFirst() {
        var preflight =
                api.with("Origin", PAGE)
                        .with("Access-Control-Request-Method", "PATCH")
                        .with("Access-Control-Request-Headers", "content-type,link")
                        .exchange("OPTIONS", "/entities/urn:e:1/attrs/speed", null)
                        .is(200);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PATCH");
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("link");
    }

    @Test
    void areNotMeantByOtherClients() {
        create("{id:'urn:e:1', type:'T'}");
        var answer = api.get("/entities/urn:e:1").is(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
}
