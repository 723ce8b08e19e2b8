package city.auriga.api.standalone;

import city.auriga.api.problem.ProblemDetails;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.config.BrokerProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * An agent that stands alone has no Entities: it says so, lest somebody reads what is not there.
 */
@Component
@StandaloneAgent
@Order(Ordered.LOWEST_PRECEDENCE - 1) // before a port says where else the Entities are
class NoEntities extends HttpFilter {
    private static final PathPattern NGSI_LD =
            PathPatternParser.defaultInstance.parse("/ngsi-ld/**");
    private static final JsonMapper JSON = new JsonMapper();

    private final BrokerProperties broker;

    NoEntities(BrokerProperties broker) {
        this.broker = broker;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!NGSI_LD.matches(PathContainer.parsePath(request.getRequestURI()))) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("application/json");
        try (var out = JSON.createGenerator(response.getOutputStream())) {
            ProblemDetails.write(
                    out,
                    NgsiLdException.notFound(
                            "this is an IoT agent alone (AURIGA_IOT_BROKER_URL); its Entities are"
                                    + " at "
                                    + broker.url()));
        }
    }
}
