package city.auriga.storage.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the server again when it ends on its own: killed, out of memory, out of disk. */
final class Watchdog {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    /** The end of a server we did not start is not reported: it has to be looked for. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Postmaster postmaster;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    Watchdog(Postmaster postmaster, ProcessHandle server) {
        this.postmaster = postmaster;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("postgres-watchdog")
                        .unstarted(() -> watch(server));
    }

    void start() {
        thread.start();
    }

    /** Returns when no further server will be started. */
    void stop() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(ProcessHandle first) {
        var server = first;
        try {
            while (true) {
                awaitEnd(server);
                server = startAgain();
            }
        } catch (InterruptedException _) {
            log.debug("The watchdog ends");
        }
    }

    private static void awaitEnd(ProcessHandle server) throws InterruptedException {
        while (server.isAlive()) {
            try {
                server.onExit().get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                log.trace("PostgreSQL is alive");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private ProcessHandle startAgain() throws InterruptedException {
        var pause = LOOK_AGAIN;
        while (true) {
            if (stopped.getCount() == 0) {
                throw new InterruptedException();
            }
            try {
                log.warn("PostgreSQL has ended unexpectedly, it is started again");
                var server = postmaster.start();
                log.info("PostgreSQL runs again");
                return server;
            } catch (PrivatePostgresException e) {
                log.error("{} Next attempt in {} ms.", e.getMessage(), pause.toMillis());
            }
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException();
            }
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }
}
