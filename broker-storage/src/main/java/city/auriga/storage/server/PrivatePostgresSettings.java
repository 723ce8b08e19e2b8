package city.auriga.storage.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to run the private PostgreSQL.
 *
 * @param dataFolder holds the cluster, the lock and the connection file ({@code
 *     AURIGA_DATA_FOLDER})
 * @param programFolder where {@code postgres} and {@code initdb} are ({@code AURIGA_POSTGRES_BIN});
 *     null searches the usual places
 * @param owner the user a new cluster belongs to when Auriga runs as root ({@code
 *     AURIGA_POSTGRES_USER})
 * @param serverSettings lines for postgresql.conf that replace Auriga's own
 * @param startTimeout includes the recovery after a crash
 * @param stopTimeout after it, connections are cut off the hard way
 */
public record PrivatePostgresSettings(
        Path dataFolder,
        @Nullable Path programFolder,
        String owner,
        Map<String, String> serverSettings,
        Duration startTimeout,
        Duration stopTimeout) {

    public PrivatePostgresSettings {
        dataFolder = dataFolder.toAbsolutePath().normalize();
        serverSettings = Map.copyOf(serverSettings);
        if (owner.isBlank() || owner.equals("root")) {
            throw new IllegalArgumentException(
                    "AURIGA_POSTGRES_USER must name a user other than root.");
        }
    }

    /** The defaults, for a cluster in {@code dataFolder}. */
    public static PrivatePostgresSettings in(Path dataFolder) {
        return new PrivatePostgresSettings(
                dataFolder,
                null,
                "postgres",
                Map.of(),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30));
    }

    public PrivatePostgresSettings withProgramFolder(@Nullable Path folder) {
        return new PrivatePostgresSettings(
                dataFolder, folder, owner, serverSettings, startTimeout, stopTimeout);
    }

    public PrivatePostgresSettings withOwner(String user) {
        return new PrivatePostgresSettings(
                dataFolder, programFolder, user, serverSettings, startTimeout, stopTimeout);
    }

    public PrivatePostgresSettings withServerSettings(Map<String, String> lines) {
        return new PrivatePostgresSettings(
                dataFolder, programFolder, owner, lines, startTimeout, stopTimeout);
    }
}
