package city.auriga.storage.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, finds and stops the server process of one cluster. */
final class Postmaster {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final PostgresPrograms programs;
    private final ServerUser user;
    private final String password;
    private final Duration timeout;

    Postmaster(
            Cluster cluster,
            PostgresPrograms programs,
            ServerUser user,
            String password,
            Duration timeout) {
        this.cluster = cluster;
        this.programs = programs;
        this.user = user;
        this.password = password;
        this.timeout = timeout;
    }

    /**
     * The server that an earlier Auriga left behind when it was killed, once it answers. A server
     * that is just starting or stopping is waited for.
     */
    Optional<ProcessHandle> findRunning() {
        var deadline = Instant.now().plus(timeout);
        while (true) {
            var pid = cluster.postmasterPid();
            var process = pid.flatMap(PostmasterPid::process);
            if (process.isEmpty()) {
                if (pid.isPresent()) {
                    cluster.removePostmasterPid();
                }
                return Optional.empty();
            }
            if (pid.filter(this::serves).isPresent()) {
                return process;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new PrivatePostgresException(
                        "PostgreSQL (process %d) holds %s but does not answer: end it with kill -INT %1$d."
                                .formatted(process.get().pid(), cluster.folder()));
            }
            pause();
        }
    }

    private boolean serves(PostmasterPid pid) {
        return pid.isReady() && new AdminConnection(pid.port(), password).serves(pid);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @throws PrivatePostgresException that explains why it does not
     */
    ProcessHandle start() {
        var deadline = Instant.now().plus(timeout);
        while (true) {
            var started = Instant.now();
            var process = launch();
            if (becomesReady(process, deadline)) {
                cluster.log().removeOldFiles();
                return process.toHandle();
            }
            var output = cluster.log().since(started);
            // the children of a killed server may take a moment to notice
            if (!output.contains("is still in use") || Instant.now().isAfter(deadline)) {
                throw StartFailure.explain(output, cluster.folder(), cluster.log().startLog());
            }
            pause();
        }
    }

    private Process launch() {
        var words =
                List.of(programs.program("postgres").toString(), "-D", user.path(cluster.folder()));
        try {
            return Command.builder(user.command(cluster.folder(), words))
                    .redirectErrorStream(true)
                    .redirectOutput(cluster.log().startLog().toFile())
                    .start();
        } catch (IOException e) {
            throw StartFailure.writing(cluster.folder(), e);
        }
    }

    private boolean becomesReady(Process process, Instant deadline) {
        try {
            while (!process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                var pid = cluster.postmasterPid().filter(found -> found.pid() == process.pid());
                if (pid.filter(this::serves).isPresent()) {
                    return true;
                }
                if (Instant.now().isAfter(deadline)) {
                    process.destroy();
                    throw new PrivatePostgresException(
                            "PostgreSQL did not start within %d s; %s has the details."
                                    .formatted(timeout.toSeconds(), cluster.log().startLog()));
                }
            }
            return false;
        } catch (InterruptedException e) {
            process.destroy();
            throw PrivatePostgresException.interrupted(e);
        }
    }

    /** Ends the server of this cluster, if one runs: open transactions are rolled back. */
    void stop(Duration limit) {
        var process = cluster.postmasterPid().flatMap(PostmasterPid::process);
        if (process.isEmpty()) {
            return;
        }
        signal("INT", process.get());
        if (!ends(process.get(), limit)) {
            log.warn("PostgreSQL did not stop within {} s, it is cut off", limit.toSeconds());
            signal("QUIT", process.get());
            ends(process.get(), IMMEDIATE_STOP);
        }
    }

    /** Java can only send TERM, on which PostgreSQL waits for its clients. */
    private static void signal(String name, ProcessHandle process) {
        Command.run(List.of("/bin/sh", "-c", "kill -%s %d".formatted(name, process.pid())));
    }

    private static boolean ends(ProcessHandle process, Duration limit) {
        var deadline = Instant.now().plus(limit);
        while (process.isAlive()) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            throw PrivatePostgresException.interrupted(e);
        }
    }
}
