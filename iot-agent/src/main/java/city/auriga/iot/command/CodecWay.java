package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.codec.Command;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.codec.UnheardException;
import city.auriga.iot.device.CommandProfile.Way;
import city.auriga.iot.device.CommandRule;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.GroupTopics.Listening;
import city.auriga.iot.device.Sender;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.Protocol;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Publishes commands as the codec of a group writes them, on the topics of its ecosystem. */
public final class CodecWay implements CommandWay {
    private static final Logger LOG = LoggerFactory.getLogger(CodecWay.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final GroupTopics topics;
    private final HeardTopics heard;
    private final Supplier<CommandPublisher> publisher;
    private final InstantSource clock;

    /**
     * @param publisher asked for late, because readings, which go the other way, need commands
     */
    public CodecWay(
            GroupTopics topics,
            HeardTopics heard,
            Supplier<CommandPublisher> publisher,
            InstantSource clock) {
        this.topics = topics;
        this.heard = heard;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** What speaks the agent's own languages takes commands on the agent's own topics. */
    @Override
    public boolean serves(Sender sender) {
        return sender.commands().way() == Way.MQTT
                && listening(sender).filter(listening -> !isOwnLanguage(listening)).isPresent();
    }

    private static boolean isOwnLanguage(Listening listening) {
        return Arrays.stream(Protocol.values())
                .anyMatch(protocol -> protocol.codec().equals(listening.codec().name()));
    }

    private Optional<Listening> listening(Sender sender) {
        return topics.of(sender);
    }

    /** Looks at the topic of one of its commands; that of another one is taken by the same. */
    @Override
    public boolean isOpen(Sender sender) throws InterruptedException {
        for (var rule : sender.commands().all()) {
            Optional<Downlink> probe;
            try {
                probe = downlink(sender, rule, JsonNodeFactory.instance.nullNode(), "");
            } catch (UnheardException unheard) {
                return false;
            } catch (RuntimeException unwritable) {
                // It is only known how to say others; why, is told when it is sent.
                continue;
            }
            return Boolean.TRUE.equals(rule.retain())
                    || probe.isEmpty()
                    || publisher.get().mayReach(probe.get().topic());
        }
        return true;
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public Outcome send(Sender sender, CommandRule rule, DeviceCommand command)
            throws InterruptedException {
        Optional<Downlink> downlink;
        try {
            var told = new CommandVariables(sender, command, clock).told(rule, command);
            downlink = downlink(sender, rule, told, command.id().toString());
        } catch (UnheardException unheard) {
            return new Outcome.NotNow("not heard yet: " + unheard.getMessage(), false);
        } catch (IllegalArgumentException | PayloadException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        } catch (RuntimeException fault) {
            if (isTransient(fault)) {
                return new Outcome.NotNow(String.valueOf(fault.getMessage()), false);
            }
            // A fault of a codec would be the same the next time, and hold up what is behind it.
            LOG.error("command {} cannot be written", command.id(), fault);
            return new Outcome.Refused(
                    "an error that we did not foresee; see the log of the broker");
        }
        return downlink.isEmpty()
                ? new Outcome.Refused(noCommands(sender))
                : publish(sender.commands().address().apikey(), rule, downlink.get());
    }

    /** A codec may have to ask the database. */
    private static boolean isTransient(RuntimeException fault) {
        return fault instanceof NgsiLdException e
                && (e.problem() == Problem.SERVICE_UNAVAILABLE
                        || e.problem() == Problem.TOO_COMPLEX_QUERY);
    }

    private String noCommands(Sender sender) {
        var codec = listening(sender).map(found -> found.codec().name()).orElse("");
        return "devices that speak '" + codec + "' take no commands over MQTT";
    }

    private Optional<Downlink> downlink(
            Sender sender, CommandRule rule, JsonNode value, String id) {
        var address = sender.commands().address();
        return listening(sender)
                .flatMap(listening ->
                        listening
                                .codec()
                                .command(
                                        new Command(
                                                address.device(),
                                                rule.wireName(),
                                                value,
                                                id,
                                                heard.captures(address, listening),
                                                clock.instant()))
                                .map(written -> own(listening, written)));
    }

    /** An id of a device may be chosen so that a topic becomes another one's. */
    private static Downlink own(Listening listening, Downlink written) {
        if (!listening.mayCommand(written.topic())) {
            throw new IllegalArgumentException(
                    "'" + written.topic() + "' is no topic of this group's commands");
        }
        return written;
    }

    private Outcome publish(String apikey, CommandRule rule, Downlink written)
            throws InterruptedException {
        boolean retain = Boolean.TRUE.equals(rule.retain()) || written.retain();
        int qos = Objects.requireNonNullElse(rule.qos(), written.qos());
        var downlink = new Downlink(written.topic(), written.payload(), qos, retain);
        return switch (publisher.get().publish(downlink, apikey)) {
            case TAKEN -> new Outcome.Sent();
            // Whoever subscribes later gets it from the broker.
            case NOBODY ->
                    retain
                            ? new Outcome.Sent()
                            : new Outcome.NotNow("nobody subscribes to " + downlink.topic(), false);
            case AWAY -> new Outcome.NotNow("the MQTT broker is away", true);
        };
    }
}
