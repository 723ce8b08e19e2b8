package city.auriga.api.delivery;

import city.auriga.core.subscription.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends a message by the notifier of its endpoint. */
@Component
class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final EndpointGuard guard;
    private final List<Notifier> notifiers;
    private final DeliverySettings settings;

    Sender(EndpointGuard guard, List<Notifier> notifiers, DeliverySettings settings) {
        this.guard = guard;
        this.notifiers = notifiers;
        this.settings = settings;
    }

    Outcome send(Message message) throws InterruptedException {
        var endpoint = message.endpoint();
        var timeout = timeout(endpoint);
        try {
            guard.check(endpoint);
            return notifier(endpoint.uri().getScheme()).send(message, timeout);
        } catch (IOException e) {
            return Outcome.failed(
                    Outcome.Kind.UNREACHABLE,
                    e.getClass().getSimpleName()
                            + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        } catch (RuntimeException unforeseen) {
            LOG.error("cannot send to {}", endpoint.uri().getHost(), unforeseen);
            return Outcome.failed(
                    Outcome.Kind.REFUSED, "an error that we did not foresee: " + unforeseen);
        }
    }

    private Duration timeout(Endpoint endpoint) {
        var wanted = endpoint.timeout() == null ? settings.timeout() : endpoint.timeout();
        return wanted.compareTo(settings.maxTimeout()) > 0 ? settings.maxTimeout() : wanted;
    }

    private Notifier notifier(String scheme) {
        return notifiers.stream().filter(t -> t.serves(scheme)).findFirst().orElseThrow();
    }
}
