package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.device.Resources;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.reading.TestAgent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ResourceFilterTest {
    private static final int SOUTH = 7896;

    /** Port, path, content type, data in the query; where it goes, and as which resource. */
    @ParameterizedTest
    @CsvSource({
        "7896, /json,            application/json,  ,            /iot/json,          /json",
        "7896, /plant/a,         text/plain,        ,            /iot/d,             /plant/a",
        "7896, /plant/a/attrs/t, application/json,  ,            /iot/json/attrs/t,  /plant/a",
        "7896, /json/commands,   application/json,  ,            /iot/json/commands, /json",
        "7896, /json,            ,                  '{\"t\":1}', /iot/json,          /json",
        "7896, /json,            ,                  t|1,         /iot/d,             /json",
        "7896, /jsonx,           application/json,  ,            ,                   /iot/json",
        "7896, /plant,           application/json,  ,            ,                   /iot/json",
        "7896, /iot/json,        application/json,  ,            ,                   /iot/json",
        "1026, /json,            application/json,  ,            ,                   /iot/json",
    })
    void leadsToTheResourcesThatEverybodyKnows(
            int port, String path, String type, String data, String target, String resource)
            throws Exception {
        try (var agent = new TestAgent()) {
            agent.group("/json", "a", "{'entity_type':'T'}");
            agent.group("/plant/a", "b", "{'entity_type':'T'}");
            var resources = new Resources(agent.stores.groups);
            resources.reload();
            var request = new MockHttpServletRequest("POST", path);
            request.setLocalPort(port);
            request.setContentType(type);
            if (data != null) {
                request.setParameter("d", data);
            }
            var response = new MockHttpServletResponse();
            var chain = new MockFilterChain();
            new ResourceFilter(resources, SOUTH).doFilter(request, response, chain);
            assertThat(response.getForwardedUrl()).isEqualTo(target);
            assertThat(chain.getRequest() == null).isEqualTo(target != null);
            assertThat(ResourceFilter.resource(request, Protocol.JSON)).isEqualTo(resource);
        }
    }
}
