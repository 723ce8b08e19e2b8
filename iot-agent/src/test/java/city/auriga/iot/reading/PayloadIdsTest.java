package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.codec.Incoming;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups whose messages, not their topics, say which device it is. */
class PayloadIdsTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** Declaration and topic of the group, a message, and of whom {@code t} is; else a letter. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'deviceIdExp': 'sn'               -> plant/{line} -> plant/3 -> {"sn":"a7","t":1}         -> a7=1
                    'deviceIdExp': 'sn'               -> plant        -> plant   -> {"sn":42,"t":1}           -> 42=1
                    'deviceIdExp': 'line+\\"-\\"+meta.id' -> plant/{line} -> plant/3 -> {"meta":{"id":"x"},"t":1} -> 3-x=1
                    'deviceIdExp': 'sn|tolowercase'   -> plant        -> plant   -> {"sn":"A7","t":1}         -> a7=1
                    'deviceIdExp': 'sn'               -> plant        -> plant   -> [{"sn":"a","t":1},{"sn":"b","t":2}] -> a=1 b=2
                    'deviceIdExp': 'sn'               -> plant        -> plant   -> [{"sn":"a","t":1},{"t":2}] -> a=1 deviceIdExp: no value for this measure
                    'deviceIdExp': 'sn'               -> plant        -> plant   -> {"sn":["a"],"t":1}        -> deviceIdExp: no value for this measure
                    'deviceIdExp': 'sn'               -> plant        -> plant   -> {"sn":" ","t":1}          -> deviceIdExp: no value for this measure
                    'deviceIdExp': 'sn'               -> plant        -> plant   -> broken                    -> not JSON
                    'deviceIdExp': 'device+\\".\\"+port' -> plant/{device} -> plant/d -> {"port":2,"t":1}      -> d.2=1
                    'deviceIdExp': 'sn', 'template': 'csv', 'templateParams': {'columns': 'sn,t'} -> plant -> plant -> a7,1 -> a7=1
                    """)
    void findsTheDevice(
            String declared, String topics, String topic, String payload, String expected)
            throws Exception {
        agent.group(
                "",
                "plant",
                "{'entity_type': 'Sensor', 'topics': ['%s'], %s}".formatted(topics, declared));
        var route = agent.topics.find(topic).orElseThrow();
        var message =
                new Incoming(
                        topic, route.captures(), payload.getBytes(StandardCharsets.UTF_8), NOW);
        agent.readings.accept(Reading.of(route.value(), message)).get();
        var values =
                agent.stores.devices.all.stream()
                        .map(device ->
                                device.id() + "=" + agent.value(device.id(), "t").orElse(null))
                        .sorted();
        var letters =
                agent.stores.letters.all.stream()
                        .map(letter -> letter.detail().replaceFirst("^device '[^']*': ", ""));
        assertThat(Stream.concat(values, letters).collect(Collectors.joining(" ")))
                .startsWith(expected);
    }
}
