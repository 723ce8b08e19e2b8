package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.reading.TestAgent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class MqttWayTest {
    private final TestAgent agent = new TestAgent();
    private final List<Boolean> retained = new ArrayList<>();

    @AfterEach
    void close() {
        agent.close();
    }

    /** Nobody subscribes: only what the broker keeps is on its way. */
    private final class Nobody implements CommandPublisher {
        @Override
        public boolean mayReach(String topic) {
            return false;
        }

        @Override
        public Fate publish(Message message) {
            retained.add(message.retain());
            return Fate.NOBODY;
        }

        @Override
        public Fate publish(Downlink downlink, String apikey) {
            return Fate.NOBODY;
        }
    }

    private MqttWay way(boolean retain) {
        var settings =
                new CommandSettings(
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        1,
                        retain,
                        true,
                        Duration.ofSeconds(2),
                        Duration.ofDays(1));
        var nobody = new Nobody();
        return new MqttWay(
                () -> nobody,
                new DeviceTopics(() -> nobody, agent.apikeys, settings),
                settings,
                InstantSource.system());
    }

    @ParameterizedTest
    @CsvSource({
        "{}, false, false",
        "{}, true, true",
        "{'retain':true}, false, true",
        "{'retain':false}, true, false",
        "{'retain':null}, true, true"
    })
    void keepsWhatTheCommandOrElseTheSettingsSay(String mqtt, boolean setting, boolean kept)
            throws Exception {
        agent.group(
                "",
                "gates",
                "{'entity_type':'Gate','commands':[{'name':'open','type':'command','mqtt':%s}]}"
                        .formatted(mqtt));
        var sender = ((Answer.Found) agent.senders.find("", "gates", "g1")).sender();
        var command =
                DeviceCommand.pending(
                        UUID.randomUUID(),
                        sender.commands().address(),
                        "urn:ngsi-ld:Gate:g1",
                        "open",
                        null,
                        JsonNodeFactory.instance.numberNode(1),
                        Instant.now(),
                        Instant.now().plusSeconds(60),
                        null);
        var way = way(setting);
        assertThat(way.isOpen(sender)).isEqualTo(kept);
        var outcome = way.send(sender, sender.commands().rules().iterator().next(), command);
        assertThat(retained).isNotEmpty().containsOnly(kept);
        assertThat(outcome instanceof CommandWay.Outcome.Sent).isEqualTo(kept);
    }
}
