package city.auriga.storage.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the machine to its end and keeps what it wrote. */
record Command(int exitCode, String output) {

    private static final long TIME_LIMIT_SECONDS = 300;

    static Command run(Path... program) {
        return run(List.of(program).stream().map(Path::toString).toList());
    }

    static Command run(List<String> words) {
        try {
            var process = builder(words).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new PrivatePostgresException(words.getFirst() + " does not come to an end.");
            }
            return new Command(process.exitValue(), output);
        } catch (IOException e) {
            throw new PrivatePostgresException(
                    "Cannot run %s: %s".formatted(words.getFirst(), e.getMessage()), e);
        } catch (InterruptedException e) {
            throw PrivatePostgresException.interrupted(e);
        }
    }

    /**
     * A process that is not led astray by the caller's PostgreSQL variables, folder or language.
     */
    static ProcessBuilder builder(List<String> words) {
        var builder = new ProcessBuilder(words).directory(new File("/"));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        environment.put("LC_ALL", "C");
        return builder;
    }

    boolean succeeded() {
        return exitCode == 0;
    }
}
