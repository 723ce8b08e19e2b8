package city.auriga.iot.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.codec.Samples.Sample;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * All codecs, on noise and on broken samples: a {@link PayloadException} or a sound result, and no
 * memory without end. A new codec is among them as soon as it is registered and has a sample.
 */
class CodecFuzzTest {
    private static final ToldInMemory TOLD = new ToldInMemory();
    private static final Map<String, Codec> CODECS =
            Codecs.names().stream()
                    .collect(
                            Collectors.toMap(
                                    name -> name,
                                    name -> Codecs.create(name, parameters(name), TOLD)));
    private static final Map<String, List<Sample>> SAMPLES =
            Codecs.names().stream().collect(Collectors.toMap(name -> name, Samples::of));
    private static final List<String> LITERALS =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "\"\"",
                    "\"x\"",
                    "[]",
                    "{}",
                    "1e999999999",
                    "-1e-999999999",
                    "1" + "0".repeat(60),
                    "1e400",
                    "[[{}]]",
                    "{\"a\":{\"b\":[1]}}",
                    "\"" + "y".repeat(300) + "\"",
                    "{\"" + "n".repeat(200) + "\":{\"m\":1}}",
                    "[".repeat(60) + "]".repeat(60),
                    "{\"k\":".repeat(60) + "1" + "}".repeat(60),
                    "[".repeat(500) + "]".repeat(500),
                    "{\"type\":\"Point\",\"coordinates\":0}");

    private static Map<String, String> parameters(String name) {
        if (name.equals(HomeAssistant.NAME)) {
            return Map.of("states", "home/{topic+}");
        }
        return name.equals(TheThingsStack.NAME) || name.equals(ChirpStack.NAME)
                ? Map.of("cayenneLpp", "all")
                : Map.of();
    }

    @Test
    void everySampleIsUnderstood() {
        SAMPLES.forEach((name, samples) -> {
            assertThat(samples).as("samples of " + name).isNotEmpty();
            var codec = CODECS.get(name);
            for (var sample : samples) {
                TOLD.take(codec.decode(sample.arriving(codec)))
                        .forEach(uplink -> requireSound(name, uplink));
            }
        });
    }

    @Property(tries = 10_000)
    void breaksWithAPayloadExceptionOrNotAtAll(@ForAll("codecs") String name, @ForAll long seed) {
        var random = new Random(seed);
        var codec = CODECS.get(name);
        var samples = SAMPLES.get(name);
        var sample = samples.get(random.nextInt(samples.size()));
        var payload =
                switch (random.nextInt(4)) {
                    case 0 -> noise(random);
                    case 1 -> flipped(sample.payload(), random);
                    case 2 -> spliced(sample.payload(), random);
                    default -> rewritten(sample.payload(), random);
                };
        var topic = topic(samples, random);
        var message =
                random.nextInt(20) == 0
                        ? new Incoming(topic, Map.of(), payload, Samples.RECEIVED)
                        : Samples.message(codec, topic, payload);
        try {
            TOLD.take(codec.decode(message)).forEach(uplink -> requireSound(name, uplink));
        } catch (PayloadException expected) {
            assertThat(expected.getMessage()).isNotBlank().hasSizeLessThan(600);
        }
        assertThat(codec.order(message)).isNotNull();
        assertThat(codec.remembered()).isLessThan(2_000);
    }

    private static void requireSound(String codec, Uplink uplink) {
        if (!(uplink instanceof Reading reading)) {
            return;
        }
        assertThat(reading.device()).isNotEmpty();
        assertThat(reading.measure().values().toString()).isNotEmpty();
        if (List.of("json", "ultralight", "cbor").contains(codec)) {
            return;
        }
        assertThat(reading.measure().values()).hasSizeLessThanOrEqualTo(1_000);
        for (var name : reading.measure().values().keySet()) {
            assertThat(name).isEqualTo(AttributeNames.of(name)).hasSizeLessThan(300);
        }
    }

    /** Mostly of a sample, at times with another level in it. */
    private static String topic(List<Sample> samples, Random random) {
        var topic = samples.get(random.nextInt(samples.size())).topic();
        if (random.nextInt(5) > 0) {
            return topic;
        }
        var levels = topic.split("/");
        levels[random.nextInt(levels.length)] =
                List.of("x", "", "bridge", "set", "RESULT", "NBIRTH", "up", "%")
                        .get(random.nextInt(8));
        return String.join("/", levels);
    }

    private static byte[] noise(Random random) {
        var bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] flipped(byte[] payload, Random random) {
        var bytes = payload.clone();
        for (int i = 0; bytes.length > 0 && i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    /** A piece left out, or repeated. */
    private static byte[] spliced(byte[] payload, Random random) {
        int from = random.nextInt(payload.length + 1);
        int to = random.nextInt(payload.length + 1);
        var bytes = new byte[from + payload.length - to];
        System.arraycopy(payload, 0, bytes, 0, from);
        System.arraycopy(payload, to, bytes, from, payload.length - to);
        return bytes;
    }

    /** JSON with one value replaced by another kind of value, or dropped. */
    private static byte[] rewritten(byte[] payload, Random random) {
        var text = new String(payload, UTF_8);
        var root = JsonTree.find(text);
        if (root.isEmpty() || !root.get().isContainer()) {
            return flipped(payload, random);
        }
        int values = text.split("[:,\\[]").length;
        int target = random.nextInt(values);
        var replacement =
                random.nextInt(6) == 0 ? null : LITERALS.get(random.nextInt(LITERALS.size()));
        return new Rewriter(target, replacement).write(root.get()).getBytes(UTF_8);
    }

    @Provide
    static Arbitrary<String> codecs() {
        return Arbitraries.of(Codecs.names());
    }
}
