package city.auriga.iot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.IntNode;

/** What an edge node kept while it was away, flag {@code is_historical}, is history. */
class HistoricalMetricsTest {
    private static final int INT32 = 3;

    @Test
    void historicalMetricReplacesNoNewerValue() throws Exception {
        try (var agent = new TestAgent()) {
            agent.group("", "plant", "{'entity_type':'Gate','template':'sparkplug-b'}");
            hearSample(agent, "1-nbirth");
            hearSample(agent, "2-dbirth");
            var newer = Instant.parse("2026-03-01T10:00:10Z");
            hear(
                    agent,
                    "spBv1.0/plant/DDATA/edge:1/press",
                    SparkplugWriter.command("Inputs/Level", INT32, IntNode.valueOf(9), newer));
            assertThat(entity(agent)).contains("9");
            // Of 10:00:04, and historical; Inputs/Temperature of it is news.
            hearSample(agent, "3-ddata");
            assertThat(entity(agent)).contains("21.25").doesNotContain("-6");
        }
    }

    private static String entity(TestAgent agent) {
        return agent.writer
                .find(TestAgent.TENANT, "urn:ngsi-ld:Gate:edge%3A1:press")
                .orElseThrow()
                .toString();
    }

    private static void hearSample(TestAgent agent, String title) throws Exception {
        var sample = Samples.of(SparkplugB.NAME, title);
        hear(agent, sample.topic(), sample.payload());
    }

    private static void hear(TestAgent agent, String topic, byte[] payload) throws Exception {
        var route = agent.topics.find(topic).orElseThrow();
        var message = new Incoming(topic, route.captures(), payload, Samples.RECEIVED);
        agent.readings.accept(Reading.of(route.value(), message)).get(10, TimeUnit.SECONDS);
    }
}
