package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.storage.server.PrivatePostgres;
import city.auriga.storage.server.PrivatePostgresSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

            Kept.assertEverythingStored(load, folder.resolve("data"));
            Kept.assertEverythingTold(load, receiver);
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
            Kept.assertEverythingStored(load, folder.resolve("server"));
            Kept.assertEverythingTold(load, receiver);
        } finally {
            server.close();
        }
    }
}
