package city.auriga.storage;

import city.auriga.storage.server.PrivatePostgres;
import city.auriga.storage.server.PrivatePostgresException;
import city.auriga.storage.server.PrivatePostgresSettings;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that all tests of this JVM share: the configured one ({@code
 * AURIGA_TEST_DATABASE_URL}, {@code _USER}, {@code _PASSWORD}), else a container where a Docker
 * engine answers, else a private PostgreSQL in {@code target/}.
 *
 * @param base the URL up to the name of the database
 * @param database one that exists, to give orders from
 * @param options what follows it in the URL
 * @param stop what ends it, after the tests of this JVM
 */
record TestServer(
        String base, String database, String options, String user, String password, Runnable stop) {

    static final String PREFIX = "auriga_test_";

    private static final Logger log = LoggerFactory.getLogger(TestServer.class);

    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/?]+/)(\\w+)(.*)");

    static TestServer running() {
        return Holder.SERVER;
    }

    private static final class Holder {
        private static final TestServer SERVER = start();
    }

    private static TestServer start() {
        var server = configured().or(TestContainer::start).orElseGet(TestServer::privateServer);
        server.dropDatabases(server.template() + "%");
        server.execute("CREATE DATABASE " + server.template());
        server.executeIn(server.template(), "CREATE EXTENSION IF NOT EXISTS postgis");
        Runtime.getRuntime().addShutdownHook(new Thread(server::end));
        return server;
    }

    /**
     * The database that others are copied from: much faster than to create the extension in each.
     */
    String template() {
        return PREFIX + ProcessHandle.current().pid();
    }

    String url(String name) {
        return base + name + options;
    }

    void execute(String sql) {
        executeIn(database, sql);
    }

    private void executeIn(String name, String sql) {
        try (var connection = DriverManager.getConnection(url(name), user, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("The test server refuses: " + sql, e);
        }
    }

    private void end() {
        dropDatabases(template() + "%");
        stop.run();
    }

    private void dropDatabases(String pattern) {
        var names = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(url(database), user, password);
                var query =
                        connection.prepareStatement(
                                "SELECT datname FROM pg_database WHERE datname LIKE ?")) {
            query.setString(1, pattern);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The test server does not list its databases", e);
        }
        names.forEach(name -> execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name)));
    }

    private static Optional<TestServer> configured() {
        return Optional.ofNullable(System.getenv("AURIGA_TEST_DATABASE_URL"))
                .map(url ->
                        at(
                                url,
                                environment("AURIGA_TEST_DATABASE_USER"),
                                environment("AURIGA_TEST_DATABASE_PASSWORD"),
                                () -> log.debug("The configured server is not ours to stop")));
    }

    private static String environment(String name) {
        return Optional.ofNullable(System.getenv(name)).orElse("");
    }

    static TestServer at(String url, String user, String password, Runnable stop) {
        var parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not jdbc:postgresql://host:port/database: " + url);
        }
        return new TestServer(parts.group(1), parts.group(2), parts.group(3), user, password, stop);
    }

    /**
     * One folder for all runs: what a killed run left behind is taken over, and stopped in the end.
     */
    private static TestServer privateServer() {
        var target = Path.of("target").toAbsolutePath();
        var shared = settings(target.resolve("test-postgres"));
        try {
            var server = of(PrivatePostgres.start(shared));
            server.dropDatabases(PREFIX + "%");
            return server;
        } catch (PrivatePostgresException e) {
            log.info("{} These tests get one of their own.", e.getMessage());
            var name = "test-postgres-" + ProcessHandle.current().pid();
            return of(PrivatePostgres.start(settings(target.resolve(name))));
        }
    }

    private static TestServer of(PrivatePostgres server) {
        return at(server.jdbcUrl(), server.user(), server.password(), server::stop);
    }

    private static PrivatePostgresSettings settings(Path folder) {
        return PrivatePostgresSettings.in(folder)
                .withServerSettings(Map.of("fsync", "off", "max_wal_size", "1GB"));
    }
}
