package city.auriga.storage;

import city.auriga.core.model.Tenant;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An empty database with PostGIS, for one test class: make it in {@code @BeforeAll}, close it in
 * {@code @AfterAll}. Which server it is on is decided by {@link TestServer}; there always is one.
 */
public record TestDatabase(String name, String url, String user, String password)
        implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Makes a database of its own for the caller. */
    public static TestDatabase create() {
        var server = TestServer.running();
        var name =
                TestServer.PREFIX + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
        server.execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, server.template()));
        return new TestDatabase(name, server.url(name), server.user(), server.password());
    }

    /** Opens a connection of the caller's own. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** A tenant that exists. */
    public Tenant tenant(String name) {
        try (var connection = connect();
                var insert =
                        connection.prepareStatement(
                                "INSERT INTO tenant (name) VALUES (?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, name);
            insert.executeUpdate();
            return new Tenant(name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each connection is a new one: a pool is for the test to add. */
    public DataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /** Drops the database, whoever is still connected. */
    @Override
    public void close() {
        TestServer.running().execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
    }
}
