package city.auriga.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Answer;
import city.auriga.api.ApiTest;
import city.auriga.api.RawRequest;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Who may pass to {@code /admin}, and by which paths. */
class AdminGateTest extends ApiTest {
    private static final int NOT_FOUND = 404;

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            nullValues = "-",
            textBlock =
                    """
                    -   -> 127.0.0.1 -> -               -> -               -> 200
                    -   -> 0:0:0:0:0:0:0:1 -> -         -> -               -> 200
                    -   -> 10.0.0.1  -> -               -> -               -> 403
                    -   -> 127.0.0.1 -> Origin          -> http://x.org    -> 403
                    -   -> 127.0.0.1 -> X-Forwarded-For -> 10.0.0.1        -> 403
                    -   -> 127.0.0.1 -> Forwarded       -> for=10.0.0.1    -> 403
                    key -> 127.0.0.1 -> -               -> -               -> 401
                    key -> 10.0.0.1  -> Authorization   -> Bearer key      -> 200
                    key -> 10.0.0.1  -> Authorization   -> Bearer other    -> 401
                    key -> 10.0.0.1  -> Authorization   -> Basic a2V5      -> 401
                    """)
    void letsPass(String key, String from, String header, String value, int status)
            throws UnknownHostException {
        var request = new MockHttpServletRequest("GET", "/admin/tenants");
        request.setRemoteAddr(from);
        if (header != null) {
            request.addHeader(header, value);
        }
        var response = new MockHttpServletResponse();
        var gate = new AdminGate(new AdminSettings(key == null ? "" : key));
        assertThat(gate.preHandle(request, response, this)).isEqualTo(status == 200);
        assertThat(response.getStatus()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/tenants/%s",
                "/%%61dmin/tenants/%s",
                "/%%61%%64%%6D%%69%%6e/%%74enants/%s",
                "//admin/tenants/%s",
                "/admin//tenants/%s",
                "/./admin/tenants/%s",
                "/x/../admin/tenants/%s",
                "/ngsi-ld/%%2e%%2e/admin/tenants/%s",
                "/admin;x=1/tenants/%s",
                "/;x/admin/tenants/%s",
                "/%%3Bx/admin/tenants/%s",
                "/admin%%2Ftenants/%s",
                "/admin%%5Ctenants/%s",
                "/ADMIN/tenants/%s",
                "http://localhost/%%61dmin/tenants/%s"
            })
    void noSpellingOfThePathGoesAroundIt(String path) {
        create("{id:'urn:e:1', type:'T'}");
        var answer = stranger("DELETE", path.formatted(tenant));
        assertThat(answer.status()).isIn(400, 403, NOT_FOUND);
        api.get("/entities/urn:e:1").is(200);
    }

    @Test
    void standsBeforeWhatIsNotThereToo() {
        assertThat(stranger("GET", "/%61dmin/indexes/none").status()).isEqualTo(403);
        assertThat(stranger("GET", "/administration").status()).isEqualTo(NOT_FOUND);
        assertThat(stranger("GET", "/ngsi-ld/v1/entities?local=true").status()).isEqualTo(200);
    }

    private static Answer stranger(String method, String target) {
        return RawRequest.send(
                method,
                target,
                List.of("Host: localhost", "X-Forwarded-For: 10.0.0.1"),
                new byte[0]);
    }
}
