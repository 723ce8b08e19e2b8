package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.storage.server.PrivatePostgres;
import city.auriga.storage.server.PrivatePostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was acknowledged is stored and told, whatever dies meanwhile. */
class NothingIsLostIT {
    private static final int APPS = 24;
    private static final int SENSORS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> SETTINGS =
            Map.of("AURIGA_IOT_REQUIRE_TENANT", "false");

    @Test
    void afterAurigaIsKilledInTheMiddleOfItsWork() throws Exception {
        var folder = AurigaProcess.folder("killed").toPath();
        try (var receiver = new Receiver();
                var auriga = AurigaProcess.start(folder, SETTINGS);
                var load = new Load(auriga)) {
            load.prepare(receiver, APPS);
            load.start(APPS, SENSORS);
            for (int kills = 1; kills <= 2; kills++) {
                int enough = 2000 * kills;
                await().atMost(PATIENCE).until(() -> load.count() >= enough);
                auriga.kill();
                auriga.start();
            }
            load.stop();

            assertEverythingStored(load, properties(folder.resolve("data")));
            assertEverythingTold(load, receiver);
        }
    }

    @Test
    void afterPostgreSqlWasAwayUnderLoad() throws Exception {
        var folder = AurigaProcess.folder("database").toPath();
        var database = PrivatePostgresSettings.in(folder.resolve("server"));
        var server = PrivatePostgres.start(database);
        var settings = new HashMap<>(SETTINGS);
        settings.put("AURIGA_DATABASE_URL", server.jdbcUrl());
        settings.put("AURIGA_DATABASE_USER", server.user());
        settings.put("AURIGA_DATABASE_PASSWORD", server.password());
        settings.put("AURIGA_DATABASE_CONNECT_TIMEOUT", "500ms");
        try (var receiver = new Receiver();
                var auriga = AurigaProcess.start(folder, settings);
                var load = new Load(auriga)) {
            load.prepare(receiver, APPS);
            load.start(APPS, SENSORS);
            await().atMost(PATIENCE).until(() -> load.count() >= 2000);

            server.close();
            await().atMost(PATIENCE).until(() -> load.failures().contains(503));
            assertThat(auriga.send("GET", "/health/live", "")).isEqualTo(200);
            assertThat(auriga.send("GET", "/health/ready", "")).isEqualTo(503);
            int before = load.count();
            server = PrivatePostgres.start(database);
            await().atMost(PATIENCE).until(() -> load.count() >= before + 2000);
            load.stop();

            assertThat(load.failures()).containsExactly(503);
            assertEverythingStored(load, properties(folder.resolve("server")));
            assertEverythingTold(load, receiver);
        } finally {
            server.close();
        }
    }

    private static void assertEverythingStored(Load load, Map<String, String> database)
            throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:" + database.get("PGPORT") + "/auriga";
        var stored = new HashMap<String, Set<Integer>>();
        try (var connection =
                        DriverManager.getConnection(
                                url, database.get("PGUSER"), database.get("PGPASSWORD"));
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT entity_id, (instance->'value')::text::numeric FROM attribute_history
                                WHERE attribute = 'https://uri.etsi.org/ngsi-ld/default-context/n'\
                                """)) {
            while (rows.next()) {
                stored.computeIfAbsent(rows.getString(1), id -> new HashSet<>())
                        .add(rows.getInt(2));
            }
        }
        load.acknowledged()
                .forEach((entity, values) ->
                        assertThat(stored.get(entity)).as(entity).containsAll(values));
    }

    private static void assertEverythingTold(Load load, Receiver receiver) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(untold(load, receiver)).isEmpty());
    }

    private static List<String> untold(Load load, Receiver receiver) {
        return load.acknowledged().entrySet().stream()
                .flatMap(e ->
                        e.getValue().stream()
                                .filter(value -> receiver.idsOf(e.getKey(), value).isEmpty())
                                .map(value -> e.getKey() + " = " + value))
                .toList();
    }

    private static Map<String, String> properties(Path dataFolder) throws IOException {
        var properties = new HashMap<String, String>();
        for (var line : Files.readAllLines(dataFolder.resolve("postgres.env"))) {
            var parts = line.split("=", 2);
            if (parts.length == 2) {
                properties.put(parts[0].replace("export ", ""), parts[1].replace("'", ""));
            }
        }
        return properties;
    }
}
