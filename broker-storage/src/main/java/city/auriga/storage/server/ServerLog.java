package city.auriga.storage.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What the server writes: first to the start log, then, once its collector runs, to numbered files
 * in the cluster. PostgreSQL limits the size of each file, this class their number.
 */
record ServerLog(Path startLog, Path folder) {

    private static final int FILES_KEPT = 10;
    private static final int BYTES_READ = 64 * 1024;

    void removeOldFiles() {
        try {
            var files = files();
            for (var file : files.subList(0, Math.max(0, files.size() - FILES_KEPT))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new PrivatePostgresException(
                    "Old logs in %s cannot be removed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Everything written since {@code start}, the end of it at least. */
    String since(Instant start) {
        var text = new StringBuilder();
        try {
            text.append(end(startLog));
            for (var file : files()) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(start.minusSeconds(1))) {
                    text.append(end(file));
                }
            }
        } catch (IOException e) {
            text.append(e.getMessage());
        }
        return text.toString();
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            // the names hold the time, so the order of names is the order of age
            return files.sorted(Comparator.naturalOrder()).toList();
        }
    }

    private static String end(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file);
                var stream = Channels.newInputStream(channel)) {
            channel.position(Math.max(0, channel.size() - BYTES_READ));
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
