package city.auriga.storage.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The few statements that the private PostgreSQL itself needs, before there is any pool. */
record AdminConnection(int port, String password) {

    private static final String CONNECT_SECONDS = "5";

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /**
     * Whether the server behind this port runs the cluster whose {@code postmaster.pid} we read: it
     * shows the same file when asked for its own.
     */
    boolean serves(PostmasterPid pid) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_read_file('postmaster.pid')")) {
            return rows.next()
                    && PostmasterPid.parse(rows.getString(1))
                            .filter(served -> served.text().equals(pid.text()))
                            .isPresent();
        } catch (SQLException _) {
            return false;
        }
    }

    void reloadSettings() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void createDatabaseIfMissing(String name) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            try (var rows =
                    statement.executeQuery(
                            "SELECT 1 FROM pg_database WHERE datname = '%s'".formatted(name))) {
                if (rows.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE \"%s\"".formatted(name));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", Cluster.SUPERUSER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(url(port, "postgres"), properties);
    }

    private static PrivatePostgresException failed(SQLException e) {
        return new PrivatePostgresException(
                "The private PostgreSQL runs but refuses Auriga: " + e.getMessage(), e);
    }
}
