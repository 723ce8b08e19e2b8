package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.device.ConfigurationSubscriptions.WatchedType;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Names;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.payload.ConfigurationRequest;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.retrieval.ConfigurationSending.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private final int mostWatched;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** What those want to know who are being answered; the last that a device has asked. */
    private final Map<Address, Question> asked = new ConcurrentHashMap<>();

    /** Two with the same words are two. */
    private static final class Question {
        final Sender device;
        final List<String> fields;

        Question(Sender device, List<String> fields) {
            this.device = device;
            this.fields = fields;
        }
    }

    /**
     * @param mostWatched Attributes of types that devices of a tenant may watch, as far as this
     *     process learns of their changes; 0 for none
     */
    public ConfigurationAnswers(
            EntityDevices devices,
            ConfigurationSubscriptions subscriptions,
            WatchedNames names,
            ConfigurationDispatch dispatch,
            ConfigurationSending sending,
            int mostWatched) {
        this.devices = devices;
        this.subscriptions = subscriptions;
        this.names = names;
        this.dispatch = dispatch;
        this.sending = sending;
        this.mostWatched = mostWatched;
    }

    /** A device has sent something, whatever it is. */
    public void heard(Address device) {
        dispatch.heard(device);
    }

    /**
     * @param listens whether the device has just shown that it is at an MQTT broker
     * @param held whether a broker has kept the request, for whoever subscribes next
     * @return why the request cannot be served; empty if it is
     */
    public Optional<String> take(
            Sender heard, ConfigurationRequest request, boolean listens, boolean held) {
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
        if (held && !(request.lasting() && subscriptions.isWithout(address))) {
            return Optional.empty(); // Nobody waits for it, or there is a newer one.
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
        return ask(address, new Question(device, request.fields()));
    }

    private static List<String> expanded(Sender device, List<String> fields) {
        return fields.stream()
                .map(field -> Names.expandAttribute(field, device.profile().context(), "fields"))
                .toList();
    }

    private Optional<String> subscribe(Sender device, List<String> fields, List<String> expanded) {
        if (mostWatched == 0) {
            return Optional.of(
                    "subscription: an agent alone hears of changes at its broker only with"
                            + " AURIGA_IOT_BROKER_NOTIFY_URL; ask for 'configuration'");
        }
        var address = device.commands().address();
        var profile = device.profile();
        var entity = profile.entity().id();
        if (areTooMany(address.tenant(), type(profile), expanded)) {
            return Optional.of(
                    "subscription: devices of this tenant watch "
                            + mostWatched
                            + " Attributes already, as many as they may"
                            + " (AURIGA_IOT_BROKER_MAX_WATCHED)");
        }
        if (fields.isEmpty()) {
            subscriptions.remove(address);
        } else if (!subscriptions.put(
                new ConfigurationSubscription(address, entity, type(profile), fields, expanded))) {
            return Optional.of("the device is gone");
        }
        // What this process changes next counts; others hear of it.
        names.load(address.tenant(), entity);
        return Optional.empty();
    }

    /** Each is a subscription at another broker. */
    private boolean areTooMany(Tenant tenant, String type, List<String> names) {
        if (mostWatched == Integer.MAX_VALUE || names.isEmpty()) {
            return false;
        }
        var watched = new HashSet<WatchedType>();
        subscriptions.watchedTypes().stream()
                .filter(one -> one.tenant().equals(tenant))
                .forEach(watched::add);
        boolean isMore = false;
        for (var name : names) {
            isMore |= watched.add(new WatchedType(tenant, type, name));
        }
        return isMore && watched.size() > mostWatched;
    }

    private static String type(DeviceProfile profile) {
        return profile.context().expand(profile.entity().types().getFirst());
    }

    /** Of one device one question is worked on: a newer one takes the place of what waits. */
    private Optional<String> ask(Address device, Question question) {
        if (asked.size() >= MOST_AT_ONCE && !asked.containsKey(device)) {
            // Readings do not wait for those whom nobody reaches.
            return Optional.of("too many devices wait for values; ask again");
        }
        if (asked.put(device, question) == null) {
            threads.execute(() -> answer(device));
        }
        return Optional.empty();
    }

    private void answer(Address device) {
        try {
            var question = asked.get(device);
            while (question != null) {
                answerSafely(device, question);
                // Gone, unless something else was asked meanwhile.
                question = asked.remove(device, question) ? null : asked.get(device);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void answerSafely(Address device, Question question) throws InterruptedException {
        try {
            answerSoon(device, question);
        } catch (RuntimeException | Error e) {
            // The device asks again; nobody else would hear of it.
            LOG.error("{} gets no answer", device.device(), e);
        }
    }

    private void answerSoon(Address device, Question question) throws InterruptedException {
        var pause = FIRST_PAUSE;
        for (int i = 1; question.equals(asked.get(device)); i++) {
            var outcome = sending.send(question.device, question.fields);
            if (outcome instanceof Outcome.Sent) {
                return;
            }
            if (outcome instanceof Outcome.Refused || i == TRIES) {
                LOG.warn("{} gets no answer: {}", device.device(), outcome);
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
