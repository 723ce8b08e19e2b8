package city.auriga.api.config;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executors;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The ports of the IoT agent: the same server, but each shows only its own resources. */
@Component
class ExtraPorts extends HttpFilter
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
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
        if (isServed(request.getLocalPort(), request.getRequestURI())) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private boolean isServed(int port, String path) {
        boolean readings =
                path.startsWith("/iot/json") || path.equals("/iot/d") || path.startsWith("/iot/d/");
        if (port == settings.southPort()) {
            return readings;
        }
        return port != settings.northPort() || (!readings && !path.startsWith("/ngsi-ld"));
    }
}
