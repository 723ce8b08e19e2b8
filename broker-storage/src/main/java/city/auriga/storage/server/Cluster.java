package city.auriga.storage.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The files of the private PostgreSQL: {@code postgres/} in the data folder. */
final class Cluster {

    static final String SUPERUSER = "auriga";

    private static final String PASSWORD_FILE = "auriga.password";
    private static final String UNFINISHED = "postgres.unfinished-";

    private final Path dataFolder;
    private final Path folder;

    Cluster(Path dataFolder) {
        this.dataFolder = dataFolder;
        this.folder = dataFolder.resolve("postgres");
    }

    Path folder() {
        return folder;
    }

    boolean exists() {
        return Files.exists(folder);
    }

    ServerLog log() {
        return new ServerLog(dataFolder.resolve("postgres-start.log"), folder.resolve("log"));
    }

    /**
     * The version of PostgreSQL that made this cluster; empty if there is none yet.
     *
     * @throws PrivatePostgresException if what is there cannot be a cluster
     */
    OptionalInt version() {
        if (!exists()) {
            return OptionalInt.empty();
        }
        var version = read("PG_VERSION").map(String::strip).orElse("");
        if (!version.matches("\\d{2}") || !Files.exists(folder.resolve("global/pg_control"))) {
            throw new PrivatePostgresException(
                    "%s is not a complete PostgreSQL data folder: restore it from a backup, or move it away to start empty."
                            .formatted(folder));
        }
        return OptionalInt.of(Integer.parseInt(version));
    }

    String password() {
        return read(PASSWORD_FILE)
                .map(String::strip)
                .orElseThrow(() ->
                        new PrivatePostgresException(
                                "%s is missing: restore it from a backup of the data folder."
                                        .formatted(folder.resolve(PASSWORD_FILE))));
    }

    Optional<PostmasterPid> postmasterPid() {
        return read("postmaster.pid").flatMap(PostmasterPid::parse);
    }

    /** For a server that was killed, when its number has gone to another program since. */
    void removePostmasterPid() {
        try {
            Files.deleteIfExists(folder.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw StartFailure.writing(folder, e);
        }
    }

    void writeSettings(ServerUser user, int port, Map<String, String> replaced) {
        try {
            user.write(folder.resolve("postgresql.conf"), ServerSettingsFile.text(port, replaced));
        } catch (IOException e) {
            throw StartFailure.writing(folder, e);
        }
    }

    /**
     * Makes the cluster. It takes its name when it is complete: a start that was killed half-way
     * leaves nothing that the next one would trip over.
     */
    void create(PostgresPrograms programs, ServerUser user, boolean durable) {
        removeUnfinished();
        var unfinished = dataFolder.resolve(UNFINISHED + ProcessHandle.current().pid());
        var fresh = unfinished.resolve("cluster");
        try {
            user.createFolder(unfinished);
            user.createFolder(fresh);
            user.write(unfinished.resolve(PASSWORD_FILE), newPassword());
            initialize(programs, user, unfinished, durable);
            Files.move(unfinished.resolve(PASSWORD_FILE), fresh.resolve(PASSWORD_FILE));
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw StartFailure.writing(dataFolder, e);
        } finally {
            removeUnfinished();
        }
    }

    private void initialize(
            PostgresPrograms programs, ServerUser user, Path unfinished, boolean durable) {
        var result = initdb(programs, user, unfinished, durable, "C.UTF-8");
        if (!result.succeeded() && result.output().contains("invalid locale name")) {
            result = initdb(programs, user, unfinished, durable, "C");
        }
        if (!result.succeeded()) {
            throw StartFailure.explain(result.output(), folder, dataFolder);
        }
    }

    /** Text is ordered by code point, the same on every machine, and LIKE can use an index. */
    private static Command initdb(
            PostgresPrograms programs,
            ServerUser user,
            Path unfinished,
            boolean durable,
            String characterType) {
        var seen = user.path(unfinished);
        var words =
                List.of(
                        programs.program("initdb").toString(),
                        "--pgdata=" + seen + "/cluster",
                        "--username=" + SUPERUSER,
                        "--pwfile=" + seen + "/" + PASSWORD_FILE,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--lc-ctype=" + characterType,
                        "--data-checksums",
                        durable ? "--no-instructions" : "--no-sync");
        return Command.run(user.command(unfinished, words));
    }

    private void removeUnfinished() {
        try (var left = Files.newDirectoryStream(dataFolder, UNFINISHED + "*")) {
            for (var path : left) {
                removeTree(path);
            }
        } catch (IOException e) {
            throw StartFailure.writing(dataFolder, e);
        }
    }

    private static void removeTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (var path : paths.toList().reversed()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static String newPassword() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(folder.resolve(name)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw new PrivatePostgresException(
                    "%s belongs to another user: start Auriga as that user or as root."
                            .formatted(folder),
                    e);
        } catch (IOException e) {
            throw new PrivatePostgresException(
                    "%s cannot be read: %s".formatted(folder.resolve(name), e.getMessage()), e);
        }
    }
}
