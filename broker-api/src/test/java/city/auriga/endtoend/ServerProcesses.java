package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of a PostgreSQL, which can be frozen: it then neither answers nor hangs up, as when
 * its disk or its network hangs.
 */
final class ServerProcesses {
    private final ProcessHandle postmaster;

    private ServerProcesses(ProcessHandle postmaster) {
        this.postmaster = postmaster;
    }

    /** The server whose files are in a data folder. */
    static ServerProcesses in(Path dataFolder) throws IOException {
        var lines = Files.readAllLines(dataFolder.resolve("postgres/postmaster.pid"));
        return new ServerProcesses(
                ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow());
    }

    /** The postmaster first, so that it cannot start another one meanwhile. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP", Stream.of(postmaster));
        signal("STOP", postmaster.children());
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT", Stream.concat(postmaster.children(), Stream.of(postmaster)));
    }

    private static void signal(String name, Stream<ProcessHandle> processes)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.map(process -> Long.toString(process.pid())).forEach(command::add);
        var kill = new ProcessBuilder(command).inheritIO().start();
        assertThat(kill.waitFor()).as("%s", command).isZero();
    }
}
