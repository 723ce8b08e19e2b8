package city.auriga.api;

import city.auriga.storage.TestDatabase;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The real application on a fresh database: started once for all tests of this JVM, stopped after
 * the last one.
 */
public final class RunningAuriga implements BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(RunningAuriga.class);
    private static final AtomicInteger TENANTS = new AtomicInteger();

    private static volatile Server server;

    private record Server(TestDatabase database, ConfigurableApplicationContext application)
            implements AutoCloseable {
        static Server start() {
            var database = TestDatabase.create();
            return new Server(
                    database,
                    SpringApplication.run(
                            AurigaApplication.class,
                            "--auriga.database.url=" + database.url(),
                            "--auriga.database.user=" + database.user(),
                            "--auriga.database.password=" + database.password(),
                            "--auriga.http.port=0",
                            "--auriga.http.north-port=0",
                            "--auriga.http.south-port=0",
                            "--auriga.mqtt.port=0",
                            "--auriga.cors.origins=https://*.example.org",
                            "--auriga.limits.batch-size=100",
                            "--auriga.context.timeout=2s",
                            "--auriga.notify.timeout=3s",
                            "--auriga.notify.first-retry=50ms",
                            "--auriga.notify.last-retry=500ms",
                            "--auriga.notify.open-for=500ms",
                            "--auriga.notify.queue=30",
                            "--auriga.notify.periodic-entities=5",
                            "--auriga.expiry.interval=100ms",
                            "--auriga.iot.lazy.timeout=3s",
                            "--spring.lifecycle.timeout-per-shutdown-phase=2s"));
        }

        @Override
        public void close() {
            application.close();
            database.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server =
                context.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent(Server.class, key -> Server.start(), Server.class);
    }

    /** The root of the application's HTTP interface. */
    public static URI uri() {
        return URI.create(
                "http://localhost:"
                        + server.application.getEnvironment().getProperty("local.server.port"));
    }

    /** The database that the application writes to. */
    public static TestDatabase database() {
        return server.database;
    }

    /** A name that no test has used for a tenant yet. */
    public static String newTenant() {
        return "tenant" + TENANTS.incrementAndGet();
    }
}
