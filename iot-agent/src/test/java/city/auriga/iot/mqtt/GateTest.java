package city.auriga.iot.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.reading.TestAgent;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.InstantSource;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** Nor does it keep its memory: it has not even logged in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000",
                "1002ffff",
                "100affff0000000000000000",
                "100c00044d5154540402003cffff",
                "100c00044d5154540582003cff7f",
                "100e00044d5154540480003c0000ffff"
            })
    void closesOnWhomItDoesNotUnderstand(String connect) {
        var settings = Settings.of();
        var topics = new MqttTopics(agent.topics, InstantSource.system());
        var channel =
                new EmbeddedChannel(
                        new Gate(
                                agent.readings,
                                settings,
                                topics,
                                new Logins(settings, topics, agent.senders::isKnown),
                                new WaitingRoom(10, 1_000),
                                new Sessions()));
        var packet = Unpooled.copiedBuffer(HexFormat.of().parseHex(connect));
        channel.writeInbound(packet);
        assertThat(packet.refCnt()).isZero();
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.<Object>readInbound()).isNull();
    }
}
