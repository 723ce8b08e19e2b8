package city.auriga.iot.http;

import city.auriga.iot.device.Resources;
import city.auriga.iot.payload.Protocol;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Leads measures on the resources of groups to the resources that everybody knows. Only on the port
 * for devices: elsewhere the paths belong to the broker.
 */
public final class ResourceFilter extends HttpFilter {
    private static final String RESOURCE = "city.auriga.iot.resource";

    private final transient Resources resources;
    private final int port;

    /**
     * @param port for devices
     */
    public ResourceFilter(Resources resources, int port) {
        this.resources = resources;
        this.port = port;
    }

    /** The resource that a request came to. */
    static String resource(HttpServletRequest request, Protocol protocol) {
        return request.getAttribute(RESOURCE) instanceof String resource
                ? resource
                : protocol.resource();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var path = request.getRequestURI();
        var resource =
                request.getLocalPort() == port && !isUsual(path)
                        ? resources.find(path).orElse(null)
                        : null;
        if (resource == null) {
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(RESOURCE, resource);
        request.getRequestDispatcher(
                        protocol(request).resource() + path.substring(resource.length()))
                .forward(request, response);
    }

    private static boolean isUsual(String path) {
        return Arrays.stream(Protocol.values())
                .map(Protocol::resource)
                .anyMatch(usual -> path.equals(usual) || path.startsWith(usual + "/"));
    }

    /** By what is sent: the resource does not say it. */
    private static Protocol protocol(HttpServletRequest request) {
        var type = request.getContentType();
        if (type != null) {
            return type.toLowerCase(Locale.ROOT).startsWith("text/plain")
                    ? Protocol.ULTRALIGHT
                    : Protocol.JSON;
        }
        return isJson(request.getParameter("d")) ? Protocol.JSON : Protocol.ULTRALIGHT;
    }

    private static boolean isJson(@Nullable String data) {
        return data == null || data.strip().startsWith("{") || data.strip().startsWith("[");
    }
}
