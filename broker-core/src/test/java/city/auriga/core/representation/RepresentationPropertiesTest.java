package city.auriga.core.representation;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.CreateEntity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Projection;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Laws of reading and writing Entities. */
class RepresentationPropertiesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Set<String> SYSTEM_TIMES = Set.of("createdAt", "modifiedAt", "expiresAt");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final Context CONTEXT =
            new ContextParser(
                            url -> {
                                throw new IllegalStateException(url);
                            })
                    .parse(
                            JSON.readTree(
                                    """
                                    {"ex": "https://ex.org/v#", "a": "https://ex.org/v#a",
                                     "k": "https://ex.org/v#k", "W": "https://ex.org/v#W"}
                                    """));

    @Property
    void whatIsWrittenNormalizedIsReadAsTheSame(
            @ForAll("documents") ObjectNode document, @ForAll("contexts") Context context) {
        var entity = read(document, context);
        assertThat(read(written(entity, context, Format.NORMALIZED), context)).isEqualTo(entity);
    }

    @Property
    void whatIsWrittenConciselyIsReadAsTheSame(
            @ForAll("documents") ObjectNode document, @ForAll("contexts") Context context) {
        var entity = read(document, context);
        assertThat(read(written(entity, context, Format.CONCISE), context)).isEqualTo(entity);
    }

    /** Names are stored expanded: who reads with another context reads the same Entity. */
    @Property
    void theContextOfTheReaderDoesNotMatter(@ForAll("documents") ObjectNode document) {
        var entity = read(document, CONTEXT);
        var core = ContextParser.core();
        assertThat(read(written(entity, core, Format.NORMALIZED), core)).isEqualTo(entity);
    }

    @Property
    void normalizedFormIsTheSameHoweverItWasSent(@ForAll("documents") ObjectNode document) {
        var once = written(read(document, CONTEXT), CONTEXT, Format.NORMALIZED);
        var twice = written(read(once, CONTEXT), CONTEXT, Format.NORMALIZED);
        assertThat(twice).isEqualTo(once);
    }

    @Property
    void simplifiedFormKeepsIdTypesScopesAndNames(@ForAll("documents") ObjectNode document) {
        var entity = read(document, CONTEXT);
        var normalized = written(entity, CONTEXT, Format.NORMALIZED);
        var simplified = written(entity, CONTEXT, Format.SIMPLIFIED);
        assertThat(simplified.propertyNames())
                .containsExactlyElementsOf(
                        normalized.propertyNames().stream()
                                .filter(name -> !SYSTEM_TIMES.contains(name))
                                .toList());
        for (var member : List.of("id", "type", "scope")) {
            assertThat(simplified.get(member)).isEqualTo(normalized.get(member));
        }
    }

    @Property
    void systemTimesAreShownOnlyOnDemand(@ForAll("documents") ObjectNode document) {
        var entity = read(document, CONTEXT);
        var shown = new StringWriter();
        try (var out = JSON.createGenerator(shown)) {
            new EntityWriter(Rendering.normalized(CONTEXT)).write(out, entity);
        }
        assertThat(shown.toString())
                .doesNotContain("\"createdAt\"")
                .doesNotContain("\"modifiedAt\"")
                .doesNotContain("\"expiresAt\"");
    }

    /** Anything is read or refused, for whatever purpose, and never in another way. */
    @Property(tries = 2000)
    void anyJsonIsReadOrRefused(@ForAll("broken") JsonNode document, @ForAll Purpose purpose) {
        var reader = new EntityReader(CONTEXT, purpose);
        readOrRefused(() -> reader.entity(document));
        readOrRefused(() -> reader.fragment(document));
        readOrRefused(() -> reader.attribute("a", document));
    }

    private static void readOrRefused(Runnable read) {
        try {
            read.run();
        } catch (NgsiLdException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThat(refused.member()).startsWith("$");
        }
    }

    private static Entity read(JsonNode document, Context context) {
        var fragment = new EntityReader(context, Purpose.CREATE).entity(document);
        var id = new EntityId(DocumentArbitraries.ID);
        var entity = new CreateEntity(id, fragment).apply(null, NOW).entity();
        assertThat(entity).isNotNull();
        return entity;
    }

    /** With system times if that is needed to show the end that the client set. */
    private static JsonNode written(Entity entity, Context context, Format format) {
        boolean sysAttrs =
                format == Format.NORMALIZED || (format == Format.CONCISE && hasEnd(entity));
        var rendering =
                new Rendering(context, format, sysAttrs, Projection.ALL, Set.of(), null, false);
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            new EntityWriter(rendering).write(out, entity);
        }
        return JSON.readTree(text.toString());
    }

    private static boolean hasEnd(Entity entity) {
        return entity.toString().replace("expiresAt=null", "").contains("expiresAt=");
    }

    /** As a client sends them: through text. */
    @Provide
    Arbitrary<ObjectNode> documents() {
        return DocumentArbitraries.entities()
                .map(document -> (ObjectNode) JSON.readTree(document.toString()));
    }

    @Provide
    Arbitrary<Context> contexts() {
        return Arbitraries.of(CONTEXT, ContextParser.core());
    }

    /** Entities in which one node, at any place, is replaced by something else. */
    @Provide
    Arbitrary<JsonNode> broken() {
        return Arbitraries.oneOf(DocumentArbitraries.entities(), DocumentArbitraries.mergePatches())
                .flatMap(document ->
                        Arbitraries.longs().map(seed -> broken(document, new Random(seed))));
    }

    private static JsonNode broken(JsonNode document, Random random) {
        var copy = document.deepCopy();
        JsonNode place = copy;
        while (true) {
            var children = List.copyOf(place.values());
            if (children.isEmpty()) {
                return junk(random);
            }
            int index = random.nextInt(children.size());
            if (random.nextInt(3) == 0 || !children.get(index).isContainer()) {
                if (place instanceof ObjectNode object) {
                    object.set(List.copyOf(object.propertyNames()).get(index), junk(random));
                } else {
                    ((ArrayNode) place).set(index, junk(random));
                }
                return copy;
            }
            place = children.get(index);
        }
    }

    private static JsonNode junk(Random random) {
        var texts =
                List.of(
                        "null",
                        "1",
                        "-1e300",
                        "1e999",
                        "true",
                        "\"\"",
                        "\"x\"",
                        "[]",
                        "[[]]",
                        "{}",
                        "{\"type\":1}",
                        "{\"value\":null}",
                        "\"urn:ngsi-ld:null\"",
                        "\"\\u0000\"",
                        "\"\\ud800\"",
                        "[\"urn:ngsi-ld:null\"]",
                        "{\"@none\":\"urn:ngsi-ld:null\"}",
                        "{\"@value\":null}",
                        "{\"@context\":{}}",
                        "{\"type\":\"Point\"}",
                        "{\"type\":\"Point\",\"coordinates\":[1]}",
                        "[{\"value\":1},{\"value\":1}]",
                        "{\"datasetId\":\"urn:d:1\"}",
                        "{\"unitCode\":\"C\"}",
                        "{\"object\":1}");
        return JSON.readTree(texts.get(random.nextInt(texts.size())));
    }
}
