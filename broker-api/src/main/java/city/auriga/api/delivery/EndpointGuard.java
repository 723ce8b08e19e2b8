package city.auriga.api.delivery;

import city.auriga.api.config.HttpSettings;
import city.auriga.api.egress.AddressGuard;
import city.auriga.api.egress.GuardedSockets;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.SocketFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Where notifications may go. */
@Component
public class EndpointGuard {
    private final AddressGuard guard;
    private final HttpSettings http;
    private final Environment environment;

    EndpointGuard(DeliverySettings settings, HttpSettings http, Environment environment) {
        this.http = http;
        this.environment = environment;
        this.guard =
                new AddressGuard(settings.allowed(http.isLocalOnly()), "AURIGA_NOTIFY_ADDRESSES");
    }

    /**
     * Checks what the name of a host means now.
     *
     * @throws IOException if the host is unknown, or one of its addresses is not allowed
     */
    void check(Endpoint endpoint) throws IOException {
        var uri = endpoint.uri();
        for (var address : InetAddress.getAllByName(uri.getHost())) {
            if (uri.getScheme().startsWith("http")) {
                check(new InetSocketAddress(address, port(uri)));
            } else {
                guard.check(address);
            }
        }
    }

    /** Checks what is connected to, at the moment when it is. */
    SocketFactory sockets() {
        return new GuardedSockets(this::check);
    }

    private void check(InetSocketAddress target) throws IOException {
        guard.check(target.getAddress());
        if (target.getAddress().isLoopbackAddress() && ownPorts().contains(target.getPort())) {
            // Requests from this machine may do what only operators may.
            throw new IOException("the broker sends nothing to itself");
        }
    }

    private static int port(URI uri) {
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getPort() < 0 ? usual : uri.getPort();
    }

    private List<Integer> ownPorts() {
        return List.of(
                environment.getProperty("local.server.port", Integer.class, http.port()),
                http.northPort(),
                http.southPort());
    }

    /**
     * Checks the endpoint of a new subscription; a host that is not known yet may become so.
     *
     * @throws NgsiLdException BadRequestData if the endpoint's address is not allowed
     */
    public void require(Endpoint endpoint) {
        try {
            check(endpoint);
        } catch (UnknownHostException later) {
            // It is looked up with each notification.
        } catch (IOException refused) {
            throw NgsiLdException.badData(
                    "$.notification.endpoint.uri",
                    "notifications may not go there: " + refused.getMessage());
        }
    }
}
