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
        "1026, /ngsi-ld/v1/entities, true",
        "1026, /iot/json, true",
        "4041, /iot/services, true",
        "4041, /iot/devices, true",
        "4041, /ngsi-ld/v1/entities, false",
        "4041, /%6Egsi-ld/v1/entities, false",
        "4041, /iot/json, false",
        "4041, /iot/%6Ason, false",
        "4041, /iot/d/attrs/t, false",
        "7896, /iot/json, true",
        "7896, /iot/d, true",
        "7896, /iot/d/attrs/t, true",
        "7896, /iot/devices, false",
        "7896, /ngsi-ld/v1/entities, false",
        "7896, /admin/tenants, false",
    })
    void areServed(int port, String path, boolean served) throws ServletException, IOException {
        var request = new MockHttpServletRequest("GET", path);
        request.setLocalPort(port);
        var chain = new MockFilterChain();
        ports.doFilter(request, new MockHttpServletResponse(), chain);
        assertThat(chain.getRequest() != null).isEqualTo(served);
    }
}
