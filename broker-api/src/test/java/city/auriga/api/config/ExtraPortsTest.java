package city.auriga.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What each port shows. */
class ExtraPortsTest {
    private final ExtraPorts ports =
            new ExtraPorts(new HttpSettings(1026, null, 4041, 7896, null), new MockEnvironment());

    @ParameterizedTest
    @CsvSource({
        "GET, 1026, /ngsi-ld/v1/entities, true",
        "GET, 1026, /iot/json, true",
        "GET, 4041, /iot/services, true",
        "GET, 4041, /iot/devices, true",
        "GET, 4041, /ngsi-ld/v1/entities, false",
        "GET, 4041, /%6Egsi-ld/v1/entities, false",
        "PATCH, 4041, /ngsi-ld/v1/entities/urn:a:b/attrs/on, true",
        "GET, 4041, /ngsi-ld/v1/entities/urn:a:b/attrs/on, false",
        "DELETE, 4041, /ngsi-ld/v1/entities/urn:a:b/attrs/on, false",
        "PATCH, 4041, /ngsi-ld/v1/entities/urn:a:b, false",
        "PATCH, 7896, /ngsi-ld/v1/entities/urn:a:b/attrs/on, false",
        "GET, 4041, /iot/json, false",
        "GET, 4041, /iot/%6Ason, false",
        "GET, 4041, /iot/d/attrs/t, false",
        "GET, 7896, /iot/json, true",
        "GET, 7896, /iot/d, true",
        "GET, 7896, /iot/d/attrs/t, true",
        "GET, 7896, /iot/devices, false",
        "GET, 7896, /ngsi-ld/v1/entities, false",
        "GET, 7896, /admin/tenants, false",
    })
    void areServed(String method, int port, String path, boolean served)
            throws ServletException, IOException {
        var request = new MockHttpServletRequest(method, path);
        request.setLocalPort(port);
        var chain = new MockFilterChain();
        ports.doFilter(request, new MockHttpServletResponse(), chain);
        assertThat(chain.getRequest() != null).isEqualTo(served);
    }

    /** The updates and questions with which a broker forwards to an agent, and others. */
    @ParameterizedTest
    @CsvSource({
        "PATCH, 4041, /ngsi-ld/v1/entities/urn:a:b/attrs, 501",
        "PATCH, 4041, /ngsi-ld/v1/entities/urn:a:b, 501",
        "PUT, 4041, /ngsi-ld/v1/entities/urn:a:b/attrs/on, 501",
        "POST, 4041, /ngsi-ld/v1/entityOperations/update, 501",
        "GET, 4041, /ngsi-ld/v1/entities/urn:a:b, 501",
        "GET, 4041, /%6Egsi-ld/v1/entities, 501",
        "GET, 4041, /ngsi-ld/, 501",
        "GET, 4041, /iot/json, 404",
        "GET, 7896, /ngsi-ld/v1/entities/urn:a:b, 404",
        "GET, 7896, /iot/devices, 404",
    })
    void tellWhatTheyTake(String method, int port, String path, int status) throws Exception {
        var request = new MockHttpServletRequest(method, path);
        request.setLocalPort(port);
        var response = new MockHttpServletResponse();
        ports.doFilter(request, response, new MockFilterChain());
        assertThat(response.getStatus()).isEqualTo(status);
        if (status == 501) {
            assertThat(response.getContentAsString())
                    .contains("/NotImplemented", "PATCH /ngsi-ld/v1/entities/{id}/attrs/{command}")
                    .contains("port 1026");
        }
    }
}
