package city.auriga.api.config;

import city.auriga.api.problem.ProblemDetails;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.databind.json.JsonMapper;

/** The ports of the IoT agent: the same server, but each shows only its own resources. */
@Component
class ExtraPorts extends HttpFilter
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final List<PathPattern> READINGS =
            List.of(pattern("/iot/json/**"), pattern("/iot/d/**"), pattern("/iot/webhook"));
    private static final PathPattern NGSI_LD = pattern("/ngsi-ld/**");

    /** FIWARE's agents are asked for commands by the broker, and by who tries them. */
    private static final PathPattern COMMAND =
            pattern("/ngsi-ld/v1/entities/{entity}/attrs/{command}");

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpSettings settings;

    private final boolean portIsGiven;

    /**
     * @param environment in which {@code server.port}, as tests set it, goes before our setting
     */
    ExtraPorts(HttpSettings settings, Environment environment) {
        this.settings = settings;
        this.portIsGiven = environment.containsProperty("server.port");
    }

    HttpSettings settings() {
        return settings;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (!portIsGiven) {
            factory.setPort(settings.port());
        }
        // An id may be a URL: its slashes come encoded and belong to one segment of the path.
        factory.addConnectorCustomizers(
                connector -> connector.setEncodedSolidusHandling("passthrough"));
        for (int port : new int[] {settings.northPort(), settings.southPort()}) {
            if (port > 0) {
                factory.addAdditionalConnectors(connector(port));
            }
        }
    }

    private Connector connector(int port) {
        var connector = new Connector();
        connector.setPort(port);
        connector.getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        if (settings.address() != null
                && connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setAddress(address(settings.address()));
        }
        return connector;
    }

    private static InetAddress address(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new StartFailure("AURIGA_HTTP_ADDRESS: unknown host " + name);
        }
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int port = request.getLocalPort();
        if (isServed(port, request.getMethod(), request.getRequestURI())) {
            chain.doFilter(request, response);
        } else if (port == settings.northPort() && isNgsiLd(request.getRequestURI())) {
            refuse(response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static boolean isNgsiLd(String path) {
        return NGSI_LD.matches(PathContainer.parsePath(path));
    }

    /** As if the agent stood alone, with another broker beside it. */
    private void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_IMPLEMENTED);
        response.setContentType("application/json");
        try (var out = JSON.createGenerator(response.getOutputStream())) {
            ProblemDetails.write(
                    out,
                    new NgsiLdException(
                            Problem.NOT_IMPLEMENTED,
                            "of NGSI-LD this port takes commands only, as PATCH"
                                    + " /ngsi-ld/v1/entities/{id}/attrs/{command}; all else is at"
                                    + " port "
                                    + settings.port()));
        }
    }

    /** Reads the path as the choice of the controller does, however it is spelled. */
    private boolean isServed(int port, String method, String path) {
        if (port != settings.southPort() && port != settings.northPort()) {
            return true;
        }
        var segments = PathContainer.parsePath(path);
        boolean readings = READINGS.stream().anyMatch(pattern -> pattern.matches(segments));
        return port == settings.southPort()
                ? readings
                : !readings && (!NGSI_LD.matches(segments) || isCommand(method, segments));
    }

    private static boolean isCommand(String method, PathContainer path) {
        return method.equals("PATCH") && COMMAND.matches(path);
    }

    private static PathPattern pattern(String text) {
        return PathPatternParser.defaultInstance.parse(text);
    }
}
