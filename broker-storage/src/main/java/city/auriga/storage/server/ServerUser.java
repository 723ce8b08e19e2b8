package city.auriga.storage.server;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the server runs as. PostgreSQL refuses to run as root, so root hands over to an unprivileged
 * user; everybody else runs it as themselves.
 */
final class ServerUser {

    /**
     * The folder as an open file of the process. Reached this way it may lie below a folder that
     * the user must not enter, such as a project in the home of root.
     */
    private static final String OPENED_FOLDER = "/proc/self/fd/9";

    private static final String OPEN_FOLDER = "exec 9< \"$1\" && shift && cd / && exec \"$@\"";

    private final @Nullable UserPrincipal principal;

    private ServerUser(@Nullable UserPrincipal principal) {
        this.principal = principal;
    }

    /**
     * Decides.
     *
     * @param owner the user of a new cluster, where this process runs as root
     * @param cluster if it exists, its owner goes on running it
     */
    static ServerUser choose(String owner, Path cluster) {
        if (new UnixSystem().getUid() != 0) {
            return new ServerUser(null);
        }
        try {
            var current = Files.exists(cluster) ? Files.getOwner(cluster).getName() : owner;
            var name = current.equals("root") ? owner : current;
            var users = cluster.getFileSystem().getUserPrincipalLookupService();
            return new ServerUser(users.lookupPrincipalByName(name));
        } catch (UserPrincipalNotFoundException e) {
            throw new PrivatePostgresException(
                    ("PostgreSQL does not run as root, and there is no user %s: make one with"
                         + " useradd --system %s, or name another in AURIGA_POSTGRES_USER.")
                            .formatted(e.getName(), e.getName()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path under which programs started by {@link #command} see the folder. */
    String path(Path folder) {
        return opensFolder() ? OPENED_FOLDER : folder.toString();
    }

    /**
     * A command that runs as this user, in a session of its own: Ctrl-C in the terminal must reach
     * Auriga only, which then stops the server after its last write.
     */
    List<String> command(Path folder, List<String> program) {
        var words = new ArrayList<String>();
        if (opensFolder()) {
            words.addAll(List.of("/bin/sh", "-c", OPEN_FOLDER, "sh", folder.toString()));
        }
        if (isLinux()) {
            words.add("setsid");
        }
        if (principal != null) {
            var name = principal.getName();
            words.addAll(
                    isLinux()
                            ? List.of(
                                    "setpriv",
                                    "--reuid=" + name,
                                    "--regid=" + group(name),
                                    "--init-groups",
                                    "--")
                            : List.of("sudo", "-n", "-u", name, "--"));
        }
        words.addAll(program);
        return words;
    }

    private boolean opensFolder() {
        return principal != null && isLinux();
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    private static String group(String name) {
        return Command.run(List.of("id", "-g", name)).output().strip();
    }

    /** Replaces a file of the cluster. */
    void write(Path file, String text) throws IOException {
        PrivateFile.replace(file, text, principal);
    }

    /** Makes a folder that only this user may enter. */
    void createFolder(Path folder) throws IOException {
        PrivateFile.createFolder(folder, principal);
    }
}
