package city.auriga.iot.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.iot.mqtt.BrokerClient.Arrival;
import city.auriga.iot.reading.TestAgent;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveriesTest {
    private static final Instant FIRST = Instant.parse("2026-05-01T10:00:00Z");
    private static final String TOPIC = "/json/key/one/attrs";
    private static final byte[] PAYLOAD = "{}".getBytes(UTF_8);

    /** The broker sends it again, and does not say so (MQTT 5). */
    @Test
    void whatComesTooLateIsExpectedAgain() {
        var arrivals = new FirstArrivals(10);
        try (var agent = new TestAgent()) {
            var deliveries = closed(agent, arrivals);
            deliveries.arrived(new Arrival(TOPIC, PAYLOAD, null, 7, 1, false, false));
        }
        assertThat(arrivals.of(7, false, TOPIC, PAYLOAD, FIRST.plusSeconds(9))).isEqualTo(FIRST);
    }

    @ParameterizedTest
    @CsvSource({"0, /json/key/one/attrs, 1", "1, /json/key/one/attrs, 0", "0, /no/reading, 0"})
    void countsWhatComesTooLateAndNotAgain(int qos, String topic, int lost) {
        try (var agent = new TestAgent()) {
            var deliveries = closed(agent, new FirstArrivals(10));
            deliveries.arrived(new Arrival(topic, PAYLOAD, null, 7, qos, false, false));
            // Behind it one that counts, whatever becomes of the first.
            deliveries.arrived(new Arrival(TOPIC, PAYLOAD, null, 0, 0, false, false));
            var counter = agent.registry.counter("auriga.iot.readings.lost", "transport", "mqtt");
            await().untilAsserted(() -> assertThat(counter.count()).isEqualTo(lost + 1));
        }
    }

    /** Those of a connection that has ended. */
    private static Deliveries closed(TestAgent agent, FirstArrivals arrivals) {
        var deliveries =
                new Deliveries(
                        nobody(),
                        agent.readings,
                        Settings.of("window", "10"),
                        new MqttTopics(agent.topics, InstantSource.fixed(FIRST)),
                        arrivals,
                        _ -> {},
                        _ -> {});
        deliveries.close();
        return deliveries;
    }

    private static BrokerClient nobody() {
        return (BrokerClient)
                Proxy.newProxyInstance(
                        BrokerClient.class.getClassLoader(),
                        new Class<?>[] {BrokerClient.class},
                        (_, method, _) -> {
                            throw new UnsupportedOperationException(method.getName());
                        });
    }
}
