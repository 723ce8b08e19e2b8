package city.auriga.storage.server;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of Auriga's own, with its files in the data folder, that listens to this machine
 * only. While this object is open the server is started again whenever it ends. Thread-safe.
 */
public final class PrivatePostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PrivatePostgres.class);

    private static final String DATABASE = "auriga";

    private final PrivatePostgresSettings settings;
    private final DataFolderLock lock;
    private final Postmaster postmaster;
    private final Watchdog watchdog;
    private final int port;
    private final String password;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private PrivatePostgres(
            PrivatePostgresSettings settings,
            DataFolderLock lock,
            Postmaster postmaster,
            Watchdog watchdog,
            int port,
            String password) {
        this.settings = settings;
        this.lock = lock;
        this.postmaster = postmaster;
        this.watchdog = watchdog;
        this.port = port;
        this.password = password;
    }

    /**
     * Locks the data folder, makes the cluster if there is none, and starts the server, or takes
     * over the one that a killed Auriga left running. Returns when the database {@code auriga}
     * accepts connections.
     *
     * @throws PrivatePostgresException whose message is one line that says what to do
     */
    public static PrivatePostgres start(PrivatePostgresSettings settings) {
        var lock = DataFolderLock.acquire(settings.dataFolder());
        try {
            return start(settings, lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static PrivatePostgres start(PrivatePostgresSettings settings, DataFolderLock lock) {
        var cluster = new Cluster(settings.dataFolder());
        var programs = PostgresPrograms.find(settings.programFolder(), cluster.version());
        var user = ServerUser.choose(settings.owner(), cluster.folder());
        if (!cluster.exists()) {
            log.info("Making a PostgreSQL {} cluster in {}", programs.version(), cluster.folder());
            cluster.create(programs, user, !"off".equals(settings.serverSettings().get("fsync")));
        }
        var password = cluster.password();
        var postmaster = new Postmaster(cluster, programs, user, password, settings.startTimeout());
        var running = postmaster.findRunning();
        var connection = ConnectionFile.in(settings.dataFolder());
        int port =
                running.isPresent()
                        ? cluster.postmasterPid().orElseThrow().port()
                        : connection.freePort();
        cluster.writeSettings(user, port, settings.serverSettings());
        connection.write(port, DATABASE, Cluster.SUPERUSER, password);
        var server = running.orElseGet(() -> startGuarded(postmaster, settings));
        var admin = new AdminConnection(port, password);
        if (running.isPresent()) {
            log.info("Taking over the PostgreSQL that is running (process {})", server.pid());
            admin.reloadSettings();
        }
        admin.createDatabaseIfMissing(DATABASE);
        var watchdog = new Watchdog(postmaster, server);
        watchdog.start();
        return new PrivatePostgres(settings, lock, postmaster, watchdog, port, password);
    }

    /** Ctrl-C during the start must not leave the server behind. */
    private static ProcessHandle startGuarded(
            Postmaster postmaster, PrivatePostgresSettings settings) {
        var guard = new Thread(() -> postmaster.stop(settings.stopTimeout()));
        Runtime.getRuntime().addShutdownHook(guard);
        var server = postmaster.start();
        Runtime.getRuntime().removeShutdownHook(guard);
        return server;
    }

    /**
     * Where {@link #user} and {@link #password} are to be used. Stays the same across restarts of
     * the server.
     */
    public String jdbcUrl() {
        return AdminConnection.url(port, DATABASE);
    }

    /** The superuser of this server. */
    public String user() {
        return Cluster.SUPERUSER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /**
     * Ends the server after its running statements are cut off and its data is on disk, and frees
     * the data folder.
     */
    public void stop() {
        if (stopped.compareAndSet(false, true)) {
            watchdog.stop();
            postmaster.stop(settings.stopTimeout());
            lock.close();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
