package city.auriga.iot.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Messages as devices send them: files of {@code src/test/resources/codec}, in a directory per
 * codec. The first line is the topic, the rest is the payload: text, or digits in files named
 * {@code .hex}.
 */
final class Samples {
    static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:30Z");

    private static final Path ROOT = Path.of("src/test/resources/codec");

    private Samples() {}

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares samples.
    record Sample(String title, String topic, byte[] payload) {
        /**
         * As it arrives for one of the codec's own topics; without captures if it is of another.
         */
        Incoming arriving(Codec codec) {
            return message(codec, topic, payload);
        }
    }

    /** All of a codec, by their titles. */
    static List<Sample> of(String codec) {
        try (var files = Files.list(ROOT.resolve(codec))) {
            return files.sorted().map(Samples::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no samples of codec " + codec, e);
        }
    }

    static Sample of(String codec, String title) {
        return of(codec).stream()
                .filter(sample -> sample.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample " + title + " of " + codec));
    }

    static Incoming message(Codec codec, String topic, byte[] payload) {
        var captures =
                codec.patterns().stream()
                        .flatMap(pattern -> TopicPattern.parse(pattern).match(topic).stream())
                        .findFirst()
                        .orElse(Map.of());
        return new Incoming(topic, captures, payload, RECEIVED);
    }

    static Incoming message(Codec codec, String topic, String payload) {
        return message(codec, topic, payload.getBytes(UTF_8));
    }

    /** What a codec says of a sample, printed. */
    static String decoded(Codec codec, String title) {
        return Printed.uplinks(codec.decode(of(codec.name(), title).arriving(codec)));
    }

    private static Sample read(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            int line = 0;
            while (bytes[line] != '\n') {
                line++;
            }
            var topic = new String(bytes, 0, line, UTF_8);
            int end = bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
            var payload = Arrays.copyOfRange(bytes, line + 1, Math.max(end, line + 1));
            var name = file.getFileName().toString();
            return new Sample(
                    name.substring(0, name.lastIndexOf('.')),
                    topic,
                    name.endsWith(".hex") ? digits(payload) : payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] digits(byte[] text) {
        return HexFormat.of().parseHex(new String(text, UTF_8).replaceAll("\\s", ""));
    }
}
