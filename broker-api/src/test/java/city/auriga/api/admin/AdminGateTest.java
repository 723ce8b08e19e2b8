package city.auriga.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Who may pass to {@code /admin}. */
class AdminGateTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            nullValues = "-",
            textBlock =
                    """
                    -   -> 127.0.0.1 -> /admin/tenants -> -               -> -               -> 200
                    -   -> 0:0:0:0:0:0:0:1 -> /admin/tenants -> -         -> -               -> 200
                    -   -> 10.0.0.1  -> /admin/tenants -> -               -> -               -> 403
                    -   -> 127.0.0.1 -> /admin/tenants -> Origin          -> http://x.org    -> 403
                    -   -> 127.0.0.1 -> /admin/tenants -> X-Forwarded-For -> 10.0.0.1        -> 403
                    -   -> 10.0.0.1  -> /ngsi-ld/v1/entities -> -         -> -               -> 200
                    -   -> 10.0.0.1  -> /administration -> -              -> -               -> 200
                    key -> 127.0.0.1 -> /admin/tenants -> -               -> -               -> 401
                    key -> 10.0.0.1  -> /admin/tenants -> Authorization   -> Bearer key      -> 200
                    key -> 10.0.0.1  -> /admin         -> Authorization   -> Bearer other    -> 401
                    key -> 10.0.0.1  -> /admin/tenants -> Authorization   -> Basic a2V5      -> 401
                    """)
    void letsPass(String key, String from, String path, String header, String value, int status)
            throws ServletException, IOException {
        var request = new MockHttpServletRequest("GET", path);
        request.setRemoteAddr(from);
        if (header != null) {
            request.addHeader(header, value);
        }
        var response = new MockHttpServletResponse();
        var chain = new MockFilterChain();
        new AdminGate(new AdminSettings(key == null ? "" : key)).doFilter(request, response, chain);
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(chain.getRequest() != null).isEqualTo(status == 200);
    }
}
