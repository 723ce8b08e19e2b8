package city.auriga.iot.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.AttributeValue.Relationship;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/**
 * What FIWARE documents does here what it says there. Each file of {@code
 * src/test/resources/fiware} tells in its first line which documentation it is from; its steps are
 * divided by empty lines:
 *
 * <ul>
 *   <li>{@code POST resource [service path]}, a body to provision
 *   <li>{@code SEND resource type}, a measure over HTTP
 *   <li>{@code PUBLISH topic}, a measure over MQTT
 *   <li>{@code EXPECT entity type [scope]}, all its attributes in alphabetical order: {@code name =
 *       value unit time}, the time only if it is not the one of arrival
 *   <li>{@code ABSENT entity}
 * </ul>
 */
class FiwareDocumentationTest {
    private static final Path CASES = Path.of("src/test/resources/fiware");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final String CORE = "https://uri.etsi.org/ngsi-ld/";

    private final TestAgent agent = new TestAgent();
    private final MockMvcTester mvc = AgentHttp.of(agent, InstantSource.fixed(NOW));
    private Tenant tenant = new Tenant("openiot");

    @AfterEach
    void close() {
        agent.close();
    }

    static Stream<String> cases() throws IOException {
        try (var files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void worksAsDocumented(String file) throws Exception {
        var text = Files.readString(CASES.resolve(file)).replaceAll("(?m)^#.*\n", "").strip();
        for (var step : text.split("\n\n")) {
            var parts = step.split("\n", 2);
            var words = List.of(parts[0].split(" "));
            var body = parts.length == 1 ? "" : parts[1].strip();
            switch (words.getFirst()) {
                case "POST" -> provision(words, body);
                case "SEND" -> send(words.get(1), words.get(2), body);
                case "PUBLISH" -> publish(words.get(1), body);
                case "EXPECT" -> assertThat(shown(words)).isEqualTo(body);
                case "ABSENT" -> assertThat(agent.writer.find(tenant, words.get(1))).isEmpty();
                default -> throw new AssertionError("no step: " + parts[0]);
            }
        }
        assertThat(agent.stores.letters.all).isEmpty();
    }

    private void provision(List<String> words, String body) {
        var service = words.size() > 2 ? words.get(2) : "openiot";
        tenant = new Tenant(service.toLowerCase(Locale.ROOT));
        assertThat(
                        mvc.post()
                                .uri(words.get(1))
                                .header("fiware-service", service)
                                .header("fiware-servicepath", words.size() > 2 ? words.get(3) : "/")
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(body)
                                .exchange())
                .hasStatus(201)
                .bodyJson()
                .isEqualTo("{}");
    }

    private void send(String uri, String type, String body) {
        assertThat(
                        mvc.post()
                                .uri(uri)
                                .contentType(MediaType.parseMediaType(type))
                                .content(body)
                                .exchange())
                .hasStatusOk();
    }

    private void publish(String topic, String payload) throws Exception {
        var reading =
                Reading.of(
                        Topic.parse(topic).orElseThrow(),
                        topic,
                        payload.getBytes(UTF_8),
                        NOW,
                        null);
        var outcome = agent.readings.accept(reading).get(10, TimeUnit.SECONDS);
        assertThat(outcome.refusals()).isEmpty();
    }

    private String shown(List<String> words) {
        var entity = agent.writer.find(tenant, words.get(1)).orElseThrow();
        assertThat(entity.types()).containsExactly(VOCABULARY + words.get(2));
        assertThat(entity.scopes()).isEqualTo(words.subList(3, words.size()));
        return shown(entity);
    }

    private static String shown(Entity entity) {
        var lines = new ArrayList<String>();
        add("", entity.attributes(), lines);
        return String.join("\n", lines.stream().sorted().toList());
    }

    private static void add(
            String prefix, Map<String, List<Attribute>> attributes, List<String> lines) {
        attributes.forEach((iri, instances) -> {
            var name = prefix + iri.replace(VOCABULARY, "").replace(CORE, "");
            for (var attribute : instances) {
                lines.add(name + shown(attribute));
                add(name + ".", attribute.attributes(), lines);
            }
        });
    }

    private static String shown(Attribute attribute) {
        var value =
                switch (attribute.value()) {
                    case Property property -> " = " + property.value();
                    case GeoProperty geometry -> " = " + geometry.value();
                    case Relationship relationship ->
                            " -> " + String.join(" ", relationship.objects());
                    default -> throw new AssertionError(attribute.type());
                };
        var unit = Optional.ofNullable(attribute.unitCode()).map(code -> " " + code).orElse("");
        var time =
                Optional.ofNullable(attribute.observedAt())
                        .filter(instant -> !instant.truncatedTo(ChronoUnit.MILLIS).equals(NOW))
                        .map(instant -> " " + instant)
                        .orElse("");
        return value.replace(VOCABULARY, "").replace(CORE + "hasValue", "value") + unit + time;
    }
}
