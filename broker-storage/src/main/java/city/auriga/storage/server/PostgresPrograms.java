package city.auriga.storage.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One installation of PostgreSQL on this machine: the folder of its programs and its version. */
record PostgresPrograms(Path folder, int version) {

    private static final int OLDEST = 15;
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /** Parent folder and glob: Debian, RHEL, Homebrew on Intel and ARM, Postgres.app. */
    private static final List<List<String>> USUAL_PLACES =
            List.of(
                    List.of("/usr/lib/postgresql", "*/bin"),
                    List.of("/usr", "pgsql-*/bin"),
                    List.of("/usr/local/opt", "postgresql*/bin"),
                    List.of("/opt/homebrew/opt", "postgresql*/bin"),
                    List.of("/Applications/Postgres.app/Contents/Versions", "*/bin"));

    /**
     * Finds the programs to use.
     *
     * @param configured where to look, and nowhere else; null searches the machine
     * @param needed the version an existing cluster was made with
     * @throws PrivatePostgresException with the command to type, if there are none
     */
    static PostgresPrograms find(@Nullable Path configured, OptionalInt needed) {
        var installed =
                (configured == null ? searched() : Stream.of(configured))
                        .flatMap(folder -> at(folder).stream())
                        .filter(programs -> programs.version >= OLDEST)
                        .sorted(Comparator.comparingInt(PostgresPrograms::version).reversed())
                        .toList();
        if (configured != null && installed.isEmpty()) {
            throw new PrivatePostgresException(
                    "AURIGA_POSTGRES_BIN is %s, but there is no postgres and initdb of version %d or newer in it."
                            .formatted(configured, OLDEST));
        }
        return needed.isPresent() ? exactly(needed.getAsInt(), installed) : newest(installed);
    }

    private static PostgresPrograms newest(List<PostgresPrograms> installed) {
        return installed.stream()
                .filter(PostgresPrograms::hasPostgis)
                .findFirst()
                .orElseThrow(() ->
                        new PrivatePostgresException(
                                installed.isEmpty()
                                        ? "PostgreSQL %d or newer with PostGIS is not installed. %s"
                                                .formatted(OLDEST, InstallHint.any())
                                        : "PostgreSQL %d is installed, but PostGIS is not. %s"
                                                .formatted(
                                                        installed.getFirst().version,
                                                        InstallHint.of(
                                                                installed.getFirst().version))));
    }

    private static PostgresPrograms exactly(int needed, List<PostgresPrograms> installed) {
        var found = installed.stream().filter(programs -> programs.version == needed).findFirst();
        if (found.filter(PostgresPrograms::hasPostgis).isPresent()) {
            return found.get();
        }
        var others = installed.stream().map(programs -> String.valueOf(programs.version)).toList();
        throw new PrivatePostgresException(
                found.isPresent()
                        ? "PostgreSQL %d is installed, but PostGIS is not. %s"
                                .formatted(needed, InstallHint.of(needed))
                        : "The data folder was made by PostgreSQL %d, which is not installed (found: %s). %s"
                                .formatted(
                                        needed,
                                        others.isEmpty() ? "none" : String.join(", ", others),
                                        InstallHint.of(needed)));
    }

    private static Stream<Path> searched() {
        var folders = new LinkedHashSet<Path>();
        for (var folder :
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)) {
            realFolder(Path.of(folder, "postgres")).ifPresent(folders::add);
        }
        USUAL_PLACES.forEach(place -> folders.addAll(matches(place.getFirst(), place.getLast())));
        return folders.stream();
    }

    /** A link in the PATH would hide the programs and the extensions beside the real file. */
    private static Optional<Path> realFolder(Path program) {
        try {
            return Optional.ofNullable(program.toRealPath().getParent());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static List<Path> matches(String parent, String glob) {
        var slash = glob.indexOf('/');
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(Path.of(parent), glob.substring(0, slash))) {
            children.forEach(child ->
                    realFolder(child.resolve(glob.substring(slash + 1)).resolve("postgres"))
                            .ifPresent(found::add));
        } catch (IOException _) {
            return List.of();
        }
        return found;
    }

    private static Optional<PostgresPrograms> at(Path folder) {
        if (!Files.isExecutable(folder.resolve("postgres"))
                || !Files.isExecutable(folder.resolve("initdb"))) {
            return Optional.empty();
        }
        var answer = Command.run(List.of(folder.resolve("postgres").toString(), "--version"));
        var version = VERSION.matcher(answer.output());
        return version.find()
                ? Optional.of(new PostgresPrograms(folder, Integer.parseInt(version.group(1))))
                : Optional.empty();
    }

    Path program(String name) {
        return folder.resolve(name);
    }

    private boolean hasPostgis() {
        return shareFolders()
                .anyMatch(share -> Files.exists(share.resolve("extension/postgis.control")));
    }

    private Stream<Path> shareFolders() {
        var beside = folder.resolveSibling("share");
        var usual =
                Stream.of(
                        Path.of("/usr/share/postgresql", String.valueOf(version)),
                        beside,
                        beside.resolve("postgresql"),
                        beside.resolve("postgresql@" + version));
        var tool = program("pg_config");
        return Files.isExecutable(tool)
                ? Stream.concat(
                        usual,
                        Stream.of(
                                Path.of(
                                        Command.run(List.of(tool.toString(), "--sharedir"))
                                                .output()
                                                .strip())))
                : usual;
    }
}
