package city.auriga.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged application as {@code ./auriga run} starts it: unpacked, and with an AOT cache of
 * what the Java machine loads. It is started some forty times, so that is made once for each build.
 */
final class FastStart {
    private static final Path JAR = Path.of("target/auriga.jar").toAbsolutePath();
    private static final Path FOLDER = Path.of("target/fast-start").toAbsolutePath();
    private static final Path UNPACKED = FOLDER.resolve("unpacked");
    private static final Path CACHE = FOLDER.resolve("auriga.aot");
    private static final Path STAMP = FOLDER.resolve("stamp");

    private FastStart() {}

    /**
     * With its options; made by the first who asks, while the others wait, also in another process.
     */
    static synchronized List<String> command() {
        try {
            Files.createDirectories(FOLDER);
            try (var channel =
                            FileChannel.open(
                                    FOLDER.resolve("lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!Files.exists(STAMP) || !Files.readString(STAMP).equals(stamp())) {
                    prepare();
                }
            }
            return java("-XX:AOTCache=" + CACHE, "-Xlog:aot=off", "-Xlog:cds=off", "-jar", jar());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void prepare() throws IOException {
        FileSystemUtils.deleteRecursively(UNPACKED);
        run(
                java(
                        "-Djarmode=tools",
                        "-jar",
                        JAR.toString(),
                        "extract",
                        "--destination",
                        UNPACKED.toString()));
        // The context is built, but nothing begins to listen.
        run(java("-XX:AOTCacheOutput=" + CACHE, "-Dspring.context.exit=onRefresh", "-jar", jar()));
        Files.writeString(STAMP, stamp());
    }

    private static String stamp() throws IOException {
        return Files.size(JAR) + " " + Files.getLastModifiedTime(JAR);
    }

    private static String jar() {
        return UNPACKED.resolve("auriga.jar").toString();
    }

    private static List<String> java(String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx384m",
                                // It does not live long.
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command) throws IOException {
        var log = FOLDER.resolve("log");
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AURIGA_"));
        builder.environment()
                .putAll(Map.of("AURIGA_DATA_FOLDER", FOLDER.resolve("data").toString()));
        try {
            int status = builder.start().waitFor();
            if (status != 0) {
                throw new IOException("it ended with " + status + ":\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
