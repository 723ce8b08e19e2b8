package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.command.CommandWay.Outcome;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.reading.Readings;
import city.auriga.iot.reading.TestAgent;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.IntNode;

/** Faults that nobody foresees cost one command at most. */
class CommandFaultsTest {
    private static final String GATE = Gates.PREFIX + "g1";
    private static final Address ADDRESS = new Address(TestAgent.TENANT, "/", "gates", "g1");

    private final Gates gates = new Gates();

    @BeforeEach
    void provision() {
        gates.agent.group(
                "/iot/json",
                "gates",
                "{'entity_type':'Gate','cmdExpiry':3600,'commands':[{'name':'open'}]}");
        gates.device("gates", "g1", "{}");
    }

    @AfterEach
    void close() {
        gates.close();
    }

    @Test
    void aShortageOfMemoryLosesNoChange() throws Exception {
        gates.agent.commands.faults.put("known", new OutOfMemoryError("as if"));
        gates.send(GATE, "open", "1");
        gates.send(GATE, "open", "2");
    }

    @Test
    void aFaultOfOursHoldsUpNobody() throws Exception {
        gates.agent.commands.faults.put("known", new StackOverflowError("as if"));
        gates.ask(GATE, "open", "1");
        assertThat(gates.agent.commands.all).as("it would always be the same").isEmpty();
        gates.send(GATE, "open", "2");
    }

    @Test
    void aDeviceIsSentCommandsAgainAfterAnError() throws Exception {
        gates.agent.commands.faults.put("claim", new NoClassDefFoundError("as if"));
        gates.ask(GATE, "open", "1");
        await().until(() -> gates.agent.commands.faults.isEmpty());
        gates.agent.dispatch.stirred(ADDRESS, true);
        await().until(() -> gates.published.size() == 1);
    }

    @Test
    void commandsExpireAfterAnError() throws Exception {
        gates.agent.group(
                "/iot/json",
                "slow",
                "{'entity_type':'Gate','transport':'HTTP','cmdExpiry':1,'commands':[{'name':'open'}]}");
        gates.device("slow", "s1", "{}");
        gates.agent.commands.faults.put("stir", new NoClassDefFoundError("as if"));
        gates.ask(Gates.PREFIX + "s1", "open", "1");
        await().until(() -> gates.states().contains(State.EXPIRED));
        assertThat(gates.agent.commands.faults).isEmpty();
    }

    /** Without a word of the broker the device may have got it; without a subscriber it has not. */
    @ParameterizedTest
    @CsvSource({"AWAY, OK", "NOBODY, PENDING"})
    void anAnswerEndsWhatWasPerhapsDelivered(Fate fate, State state) throws Exception {
        gates.fate = fate;
        gates.ask(GATE, "open", "1");
        await().until(() -> gates.agent.commands.all.getFirst().attempts() == 1);
        gates.hear("/json/gates/g1/cmdexe", "{\"open\":\"done\"}");
        assertThat(gates.states()).containsExactly(state);
    }

    /**
     * What was fetched is the device's, whatever its Entity shows; and a fault of ours is told of.
     */
    @Test
    void aFaultOfOursKeepsNothingFromTheDevice() throws Exception {
        gates.fate = Fate.NOBODY;
        gates.ask(GATE, "open", "1");
        await().until(() -> gates.agent.commands.all.getFirst().attempts() == 1);
        var states =
                new CommandStates(
                        (_, _, _, _) -> {
                            throw new IllegalStateException("as if");
                        },
                        gates.agent.commands,
                        gates.agent.shells,
                        gates.agent.commandMetrics,
                        State.EXPIRED);
        var answers =
                new CommandAnswers(
                        gates.agent.commands,
                        states,
                        gates.agent.dispatch,
                        gates.agent.entityDevices);
        var sender = gates.agent.entityDevices.find(ADDRESS).orElseThrow();
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(CommandStates.class);
        logger.addAppender(log);
        try {
            var fetched = answers.fetch(sender, Gates.now());
            assertThat(fetched).extracting(DeviceCommand::name).containsExactly("open");
            states.show(sender, fetched.getFirst());
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().equals(Level.WARN))
                .as("once, however many there are")
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "1 states of commands are shown later; more faults like this are told of"
                                + " once in a minute");
    }

    /** It was given another apikey meanwhile: who looks for it again finds it. */
    @Test
    void whatACodecHearsOfADeviceThatHasMovedIsTriedAgain() throws Exception {
        gates.send(GATE, "open", "1");
        var codecs =
                new CodecAnswers(
                        gates.agent.commands,
                        gates.agent.states,
                        new IdleDevices(),
                        new HeardTopics(),
                        () -> gates.agent.publisher);
        var sender = gates.agent.entityDevices.find(ADDRESS).orElseThrow();
        var measure = Measure.of(Map.of("open", IntNode.valueOf(1)), null);
        var part = new MessagePart(UUID.randomUUID(), 0, Gates.now());
        gates.agent.commands.moved.add(ADDRESS);
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> codecs.measured(sender, measure, part))
                .matches(Readings::isTransient);
        gates.agent.commands.moved.clear();
        codecs.measured(sender, measure, part);
        assertThat(gates.states()).containsExactly(State.OK);
    }

    /** It was removed, or was given another apikey, while the command was made. */
    @Test
    void theEntitySaysSoIfTheDeviceIsGone() throws Exception {
        gates.agent.commands.gone.add(ADDRESS);
        gates.ask(GATE, "open", "1");
        assertThat(gates.agent.commands.all).isEmpty();
        assertThat(gates.value(GATE, "open_status")).isEqualTo("ERROR");
        assertThat(gates.value(GATE, "open_info")).isEqualTo("the device is gone");
    }

    /** It was removed while the command waited for its answer. */
    @Test
    void theEntitySaysSoIfTheDeviceGoes() throws Exception {
        gates.device("gates", "g2", "{'commands':[{'name':'shut'}]}");
        gates.send(Gates.PREFIX + "g2", "shut", "1");
        gates.agent.stores.devices.all.removeIf(d -> d.id().equals("g2"));
        gates.agent.dispatch.stirred(new Address(TestAgent.TENANT, "/", "gates", "g2"), true);
        await().until(() -> gates.value(Gates.PREFIX + "g2", "shut_status").equals("ERROR"));
        assertThat(gates.value(Gates.PREFIX + "g2", "shut_info")).isEqualTo("the device is gone");
    }

    @Test
    void anEntityThatGoesWithItsDeviceIsNotMadeAnew() throws Exception {
        var command = gates.send(GATE, "open", "1");
        gates.agent.writer.clear();
        gates.agent.stores.devices.all.removeIf(d -> d.id().equals("g1"));
        gates.agent.dispatch.stirred(ADDRESS, true);
        await().until(() -> gates.agent.commands.told.get(command.id()) == State.ERROR);
        assertThat(gates.agent.writer.find(TestAgent.TENANT, GATE)).isEmpty();
    }

    @Test
    void whatACodecCannotWriteIsRefused() throws Exception {
        gates.agent.group(
                "",
                "zigbee",
                "{'entity_type':'Gate','template':'zigbee2mqtt','commands':[{'name':'open'}]}");
        gates.device("zigbee", "z1", "{}");
        var command = gates.send(Gates.PREFIX + "z1", "open", "1");
        var sender = gates.agent.entityDevices.find(command.address()).orElseThrow();
        var way =
                new CodecWay(
                        gates.agent.topics,
                        new HeardTopics(),
                        () -> gates.agent.publisher,
                        () -> {
                            throw new IllegalStateException("as if");
                        });
        assertThat(way.isOpen(sender)).as("it will be refused").isTrue();
        assertThat(way.send(sender, sender.commands().rules().getFirst(), command))
                .isInstanceOf(Outcome.Refused.class);
    }
}
