package city.auriga.storage.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Turns what PostgreSQL says when it does not start into one line that says what to do. */
final class StartFailure {

    private static final Pattern FATAL =
            Pattern.compile("(?m)^.*(?:FATAL|PANIC|initdb: error):\\s*(.*)$");

    /** Ordered: the first that matches explains the failure. */
    private static final List<Cause> CAUSES =
            List.of(
                    cause(
                            "No space left on device|Disk quota exceeded|There is not enough space",
                            "The disk that holds %s is full: free some space and start again."),
                    cause(
                            "could not (?:create|resize|map|attach to).{0,20} shared memory"
                                    + "|could not create semaphores",
                            "The system refuses PostgreSQL the shared memory it asks for (data in"
                                    + " %s): raise the limit (in Docker: --shm-size=256m), or end"
                                    + " other programs."),
                    cause(
                            "has wrong ownership|has invalid permissions|Permission denied"
                                    + "|Operation not permitted|Read-only file system",
                            "PostgreSQL may not read or write %s: the folder must belong to the"
                                    + " user that runs it, with mode 0700."),
                    cause(
                            "Address already in use|could not bind",
                            "The port of the private PostgreSQL (data in %s) was taken this moment:"
                                    + " start again, and another one is chosen."),
                    cause(
                            "incompatible with (?:this )?(?:version|server)",
                            "%s is damaged, or was made by another build of PostgreSQL: restore it"
                                    + " from a backup, or move it away to start empty."),
                    cause(
                            "valid checkpoint record|pg_control|control file|is not a database"
                                    + " cluster|not a valid data directory|invalid page in block"
                                    + "|could not (?:open|read) (?:file|directory) \"",
                            "%s is damaged: restore it from a backup, or move it away to start"
                                    + " empty."));

    private StartFailure() {}

    /**
     * Explains.
     *
     * @param output what initdb or postgres wrote
     * @param folder the cluster
     * @param log where more can be read
     */
    static PrivatePostgresException explain(String output, Path folder, Path log) {
        for (var cause : CAUSES) {
            if (cause.pattern().matcher(output).find()) {
                return new PrivatePostgresException(
                        cause.message().formatted(folder) + detail(output));
            }
        }
        return new PrivatePostgresException(
                "PostgreSQL did not start; %s has the details.%s".formatted(log, detail(output)));
    }

    /** Explains why Auriga itself could not write below {@code folder}. */
    static PrivatePostgresException writing(Path folder, IOException e) {
        var message = String.valueOf(e.getMessage());
        if (CAUSES.getFirst().pattern().matcher(message).find()) {
            return new PrivatePostgresException(CAUSES.getFirst().message().formatted(folder), e);
        }
        return new PrivatePostgresException(
                "Cannot write in %s: %s".formatted(folder, describe(e)), e);
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + " " + String.valueOf(e.getMessage()).strip();
    }

    private static String detail(String output) {
        return FATAL.matcher(output)
                .results()
                .findFirst()
                .map(words -> " (PostgreSQL: " + words.group(1).strip() + ")")
                .orElse("");
    }

    private static Cause cause(String pattern, String message) {
        return new Cause(Pattern.compile(pattern), message);
    }

    private record Cause(Pattern pattern, String message) {}
}
