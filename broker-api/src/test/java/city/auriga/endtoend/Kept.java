package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** What became of the changes that were acknowledged. */
final class Kept {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Kept() {}

    /** Whether each acknowledged value is in the history, in the PostgreSQL of a data folder. */
    static void assertEverythingStored(Load load, Path dataFolder)
            throws IOException, SQLException {
        var database = properties(dataFolder);
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

    /** Whether each acknowledged value was notified, or is before long. */
    static void assertEverythingTold(Load load, Receiver receiver) {
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
