package city.auriga.api.delivery;

import city.auriga.api.config.HttpSettings;
import city.auriga.api.egress.AddressGuard;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Endpoint;
import java.io.IOException;
import java.net.UnknownHostException;
import org.springframework.stereotype.Component;

/** Where notifications may go. */
@Component
public class EndpointGuard {
    private final AddressGuard guard;

    EndpointGuard(DeliverySettings settings, HttpSettings http) {
        this.guard =
                new AddressGuard(settings.allowed(http.isLocalOnly()), "AURIGA_NOTIFY_ADDRESSES");
    }

    /**
     * @throws IOException if the host is unknown, or one of its addresses is not allowed
     */
    void check(Endpoint endpoint) throws IOException {
        guard.check(endpoint.uri().getHost());
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
