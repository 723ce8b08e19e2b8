package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.Names;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.ConfigurationRequest;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.retrieval.ConfigurationSending.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What devices ask of their Entities. Who asks once is answered in the background, as soon as it
 * listens, but not for long: it can ask again. Blocks while it stores what is wanted lastingly.
 */
public final class ConfigurationAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationAnswers.class);
    private static final int MOST_AT_ONCE = 1_000;
    private static final int TRIES = 7;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final EntityDevices devices;
    private final ConfigurationSubscriptions subscriptions;
    private final WatchedNames names;
    private final ConfigurationDispatch dispatch;
    private final ConfigurationSending sending;
    private final boolean hearsOfChanges;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    /**
     * @param hearsOfChanges whether the Entities are those of this process
     */
    public ConfigurationAnswers(
            EntityDevices devices,
            ConfigurationSubscriptions subscriptions,
            WatchedNames names,
            ConfigurationDispatch dispatch,
            ConfigurationSending sending,
            boolean hearsOfChanges) {
        this.devices = devices;
        this.subscriptions = subscriptions;
        this.names = names;
        this.dispatch = dispatch;
        this.sending = sending;
        this.hearsOfChanges = hearsOfChanges;
    }

    /** A device has sent something, whatever it is. */
    public void heard(Address device) {
        dispatch.heard(device);
    }

    /**
     * @param listens whether the device has just shown that it is at an MQTT broker
     * @return why the request cannot be served; empty if it is
     */
    public Optional<String> take(Sender heard, ConfigurationRequest request, boolean listens) {
        var device = devices.settled(heard);
        if (!device.isSettled()) {
            return Optional.of("which Entity is meant only a measure of this device tells");
        }
        if (device.commands().way() == Way.POLL && !listens) {
            return Optional.of("ENDPOINT_NOT_FOUND: the device has no endpoint to send values to");
        }
        var address = device.commands().address();
        if (!ConfigurationSending.isPushed(device)
                && !Topic.isPossible(address.apikey(), address.device())) {
            return Optional.of("the device has neither an endpoint nor a possible topic");
        }
        List<String> expanded;
        try {
            expanded = expanded(device, request.fields());
        } catch (NgsiLdException e) {
            return Optional.of(e.getMessage());
        }
        if (request.lasting()) {
            return subscribe(device, request.fields(), expanded);
        }
        answer(device, request.fields());
        return Optional.empty();
    }

    private static List<String> expanded(Sender device, List<String> fields) {
        return fields.stream()
                .map(field -> Names.expandAttribute(field, device.profile().context(), "fields"))
                .toList();
    }

    private Optional<String> subscribe(Sender device, List<String> fields, List<String> expanded) {
        if (!hearsOfChanges) {
            return Optional.of(
                    "subscription: an agent alone does not hear of changes at its broker; ask for"
                            + " 'configuration'");
        }
        var address = device.commands().address();
        var entity = device.profile().entity().id();
        if (fields.isEmpty()) {
            subscriptions.remove(address);
        } else if (!subscriptions.put(
                new ConfigurationSubscription(address, entity, fields, expanded))) {
            return Optional.of("the device is gone");
        }
        // What this process changes next counts; others hear of it.
        names.load(address.tenant(), entity);
        return Optional.empty();
    }

    private void answer(Sender device, List<String> fields) {
        if (!places.tryAcquire()) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE, "too many devices ask at once; try again");
        }
        threads.execute(() -> {
            try {
                answerSoon(device, fields);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // The device asks again; nobody else would hear of it.
                LOG.error("{} gets no answer", device.profile().device(), e);
            } finally {
                places.release();
            }
        });
    }

    private void answerSoon(Sender device, List<String> fields) throws InterruptedException {
        var pause = FIRST_PAUSE;
        for (int i = 1; ; i++) {
            var outcome = sending.send(device, fields);
            if (outcome instanceof Outcome.Sent) {
                return;
            }
            if (outcome instanceof Outcome.Refused || i == TRIES) {
                LOG.warn("{} gets no answer: {}", device.profile().device(), outcome);
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
