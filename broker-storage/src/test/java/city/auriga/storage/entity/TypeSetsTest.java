package city.auriga.storage.entity;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class TypeSetsTest {
    private static final int WRITERS = 8;

    @Test
    void giveOneNumberToAllWhoAddTheSameTypesAtOnce() throws Exception {
        try (var database = TestDatabase.create()) {
            makeTable(database);
            for (int round = 0; round < 20; round++) {
                assertThat(idsOf(database, List.of("Type" + round))).hasSize(1);
            }
        }
    }

    /** Each writer with a memory of its own, as in brokers that share a database. */
    private static Set<Integer> idsOf(TestDatabase database, List<String> types) throws Exception {
        var together = new CyclicBarrier(WRITERS);
        Callable<Integer> writer =
                () -> {
                    // connected before they start, or they would not meet
                    try (var connection = database.connect()) {
                        var source = new SingleConnectionDataSource(connection, true);
                        var typeSets = new TypeSets(new Database(source));
                        together.await();
                        return typeSets.idOf(types);
                    }
                };
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            var ids = new HashSet<Integer>();
            var writers = IntStream.range(0, WRITERS).mapToObj(n -> writer).toList();
            for (var id : threads.invokeAll(writers)) {
                ids.add(id.get());
            }
            return ids;
        }
    }

    private static void makeTable(TestDatabase database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE type_set (
                        id    int PRIMARY KEY,
                        types text[] NOT NULL UNIQUE
                    )
                    """);
        }
    }
}
