package city.auriga.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void isEmptyAndHasPostgis() throws SQLException {
        try (var database = TestDatabase.create();
                var other = TestDatabase.create()) {
            execute(database, "CREATE TABLE reading (value int)");
            execute(other, "CREATE TABLE reading (place geometry(Point, 4326))");
        }
    }

    @Test
    void isGoneWhenClosed() {
        var database = TestDatabase.create();
        database.close();
        assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
    }

    @Test
    void understandsTheUrlOfAConfiguredServer() {
        var server = TestServer.at("jdbc:postgresql://host:5433/city?ssl=true", "u", "p", () -> {});
        assertThat(server.url("other")).isEqualTo("jdbc:postgresql://host:5433/other?ssl=true");
        assertThat(server.database()).isEqualTo("city");
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
