package city.auriga.storage.server;

import java.util.List;
import java.util.Optional;

/**
 * What a running server says about itself in {@code postmaster.pid}: line 1 its process, line 4 its
 * port, line 8 its state. The last lines are missing for a moment while it starts.
 */
record PostmasterPid(long pid, int port, String state, String text) {

    static Optional<PostmasterPid> parse(String text) {
        var lines = text.lines().map(String::strip).toList();
        if (lines.isEmpty() || !lines.getFirst().matches("\\d{1,10}")) {
            return Optional.empty();
        }
        var port = line(lines, 4);
        return Optional.of(
                new PostmasterPid(
                        Long.parseLong(lines.getFirst()),
                        port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0,
                        line(lines, 8),
                        text));
    }

    private static String line(List<String> lines, int number) {
        return lines.size() < number ? "" : lines.get(number - 1);
    }

    boolean isReady() {
        return port > 0 && state.equals("ready");
    }

    /** The process, unless it is gone or its number now belongs to another program. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        process.info().command().orElse("postgres").endsWith("postgres"));
    }
}
