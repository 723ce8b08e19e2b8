package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.iot.mqtt.SparkplugHost.Form;
import city.auriga.iot.mqtt.SparkplugHost.Heard;
import city.auriga.iot.reading.TestAgent;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkplugHostTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    @TempDir Path folder;
    private final TestAgent agent = new TestAgent();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> states = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (var closed : open.reversed()) {
            closed.close();
        }
        agent.close();
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    spBv1.0/STATE/town  ; {"online":false,"timestamp":999999}    ; STALE_DEATH ; 1000000
                    spBv1.0/STATE/town  ; {"online":false}                       ; STALE_DEATH ; 1000000
                    spBv1.0/STATE/town  ; {"online":false,"timestamp":1000000}   ; LATER_DEATH ; 1000001
                    spBv1.0/STATE/town  ; {"online":false,"timestamp":1500000}   ; LATER_DEATH ; 1500001
                    spBv1.0/STATE/town  ; {"online":false,"timestamp":99999999}  ; STALE_DEATH ; 1000000
                    spBv1.0/STATE/town  ; {"online":true,"timestamp":1500000}    ; NOTHING     ; 1000000
                    spBv1.0/STATE/town  ; OFFLINE                                ; NOTHING     ; 1000000
                    spBv1.0/STATE/town  ; 7                                      ; NOTHING     ; 1000000
                    spBv1.0/STATE/other ; {"online":false,"timestamp":1500000}   ; NOTHING     ; 1000000
                    """)
    void isBelievedAgain(String topic, String payload, Heard heard, long next) {
        var host = new SparkplugHost("town", Form.WITH_TIME, InstantSource.fixed(NOW));
        host.begin();
        assertThat(host.hear(topic, payload.getBytes(UTF_8))).isEqualTo(heard);
        assertThat(text(host.begin().payload()))
                .isEqualTo("{\"online\":false,\"timestamp\":" + next + "}");
    }

    @Test
    void saysAWordInTheOlderForm() {
        var host = new SparkplugHost("town", Form.WORD, InstantSource.fixed(NOW));
        assertThat(text(host.begin().payload())).isEqualTo("OFFLINE");
        assertThat(text(host.birth().payload())).isEqualTo("ONLINE");
        assertThat(host.hear("STATE/town", "OFFLINE".getBytes(UTF_8))).isEqualTo(Heard.STALE_DEATH);
        assertThat(host.hear("STATE/town", "ONLINE".getBytes(UTF_8))).isEqualTo(Heard.NOTHING);
    }

    /** Also after another replica has died, which began later. */
    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void isOnlineWhileItIsConnected(String version) throws Exception {
        var mosquitto = open(new Mosquitto(folder));
        listen(mosquitto.port);
        var settings =
                Settings.of("url", mosquitto.url(), "version", version, "sparkplug-host", "town");
        var broker =
                new ExternalBrokers(
                        settings,
                        folder,
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()));
        broker.start();
        await(() -> isLast("\"online\":true"));
        long later = System.currentTimeMillis() + 60_000;
        mosquitto.publish(
                "spBv1.0/STATE/town",
                "{\"online\":false,\"timestamp\":" + later + "}",
                List.of("-q", "1", "-r"));
        await(() -> isLast("{\"online\":true,\"timestamp\":" + (later + 1) + "}"));
        assertThat(states.stream().filter(state -> state.contains("false")))
                .as("it left without its last will")
                .hasSize(1);
        int before = states.size();
        mosquitto.publish("spBv1.0/STATE/town", "{\"online\":false,\"timestamp\":5}");
        await(() -> states.size() >= before + 2 && isLast("\"online\":true"));
        mosquitto.publish("/json/key/one/attrs", "{\"t\":1}");
        await(() -> agent.value("one", "t").isPresent());
        broker.close();
        await(() -> isLast("{\"online\":false,\"timestamp\":" + (later + 1) + "}"));
    }

    @Test
    void isOnlineAtTheEmbeddedBroker() throws Exception {
        int port = EmbeddedBrokerTest.freePort();
        var settings =
                Settings.of(
                        "port",
                        String.valueOf(port),
                        "bind",
                        "127.0.0.1",
                        "apikeys",
                        "true",
                        "sparkplug-host",
                        "town");
        var broker =
                open(
                        new EmbeddedBroker(
                                settings,
                                folder,
                                agent.readings,
                                new MqttTopics(agent.topics, InstantSource.system()),
                                agent.senders::isKnown,
                                agent.dispatch::heard));
        broker.start();
        var node = new Client(port, "node");
        var options = new MqttConnectionOptions();
        options.setUserName("key");
        options.setPassword(new byte[0]);
        node.paho.setCallback((Silent) (_, message) -> states.add(text(message.getPayload())));
        open(node).connect(options);
        node.paho.subscribe("spBv1.0/STATE/town", 1).waitForCompletion(20_000);
        await(() -> isLast("\"online\":true"));
        var lie = new MqttMessage("{}".getBytes(UTF_8), 1, true, null);
        var told = node.paho.publish("spBv1.0/STATE/town", lie);
        told.waitForCompletion(20_000);
        assertThat(told.getReasonCodes())
                .containsExactly(MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED);
    }

    @ParameterizedTest
    @CsvSource({
        "sparkplug-host, a/b, one level of a topic",
        "sparkplug-version, 4, 3.0 or 2.2",
    })
    void refusesWhatCannotBe(String setting, String value, String why) {
        assertThatThrownBy(() -> Settings.of(setting, value)).rootCause().hasMessageContaining(why);
    }

    private void listen(int port) throws Exception {
        var node = open(new Client(port, "node"));
        node.paho.setCallback((Silent) (_, message) -> states.add(text(message.getPayload())));
        await(() -> {
            try {
                node.connect();
                return true;
            } catch (Exception notYet) {
                return false;
            }
        });
        node.paho.subscribe("spBv1.0/STATE/town", 1).waitForCompletion(20_000);
    }

    private boolean isLast(String part) {
        return !states.isEmpty() && states.getLast().contains(part);
    }

    private static String text(byte[] payload) {
        return new String(payload, UTF_8);
    }

    private <T extends AutoCloseable> T open(T closed) {
        open.add(closed);
        return closed;
    }
}
