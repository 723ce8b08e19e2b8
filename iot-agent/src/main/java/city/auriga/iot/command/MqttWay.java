package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.CommandRule;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;

/** Publishes commands on the topics of devices. */
public final class MqttWay implements CommandWay {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String TOPIC = "/cmd";

    private final Supplier<CommandPublisher> publisher;
    private final DeviceTopics topics;
    private final CommandSettings settings;
    private final InstantSource clock;

    /**
     * @param publisher asked for late, because readings, which go the other way, need commands
     */
    public MqttWay(
            Supplier<CommandPublisher> publisher,
            DeviceTopics topics,
            CommandSettings settings,
            InstantSource clock) {
        this.publisher = publisher;
        this.topics = topics;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean serves(Sender sender) {
        return sender.commands().way() == Way.MQTT;
    }

    @Override
    public boolean isOpen(Sender sender) throws InterruptedException {
        var commands = sender.commands();
        var address = commands.address();
        return Topic.isPossible(address.apikey(), address.device())
                && (commands.rules().stream().anyMatch(this::retains)
                        || topics.mayReach(sender, TOPIC));
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public Outcome send(Sender sender, CommandRule rule, DeviceCommand command)
            throws InterruptedException {
        try {
            var payload =
                    new CommandVariables(sender, command, clock).payload(sender, rule, command);
            var fate =
                    topics.publish(
                            sender,
                            TOPIC,
                            place ->
                                    publisher
                                            .get()
                                            .publish(
                                                    message(
                                                            sender, rule, command, payload,
                                                            place)));
            return switch (fate) {
                case TAKEN -> new Outcome.Sent();
                // Whoever subscribes later gets it from the broker.
                case NOBODY ->
                        retains(rule)
                                ? new Outcome.Sent()
                                : new Outcome.NotNow(
                                        "nobody subscribes to " + topics.topic(sender, TOPIC),
                                        false);
                case AWAY -> new Outcome.NotNow("the MQTT broker is away", true);
            };
        } catch (PayloadException e) {
            return new Outcome.Refused(e.getMessage());
        }
    }

    private boolean retains(CommandRule rule) {
        return Objects.requireNonNullElse(rule.retain(), settings.retain());
    }

    private CommandPublisher.Message message(
            Sender sender,
            CommandRule rule,
            DeviceCommand command,
            byte[] payload,
            DeviceTopics.Place place) {
        return new CommandPublisher.Message(
                place.topic(),
                payload,
                Objects.requireNonNullElse(rule.qos(), settings.qos()),
                retains(rule),
                Topic.ofAnswers(sender.protocol(), place.apikey(), command.address().device()),
                command.id(),
                Duration.between(clock.instant(), command.expiresAt()));
    }
}
