package city.auriga.storage.writer;

import static city.auriga.storage.writer.WriterBench.change;
import static city.auriga.storage.writer.WriterBench.newLamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.mutation.DeleteAttribute;
import city.auriga.core.mutation.DeleteEntity;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.Purpose;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.outbox.JdbcOutbox;
import city.auriga.storage.sql.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchWriterTest {
    private static final int CLIENTS = 32;
    private static final int UPDATES = 25;

    private static TestDatabase database;

    @BeforeAll
    static void makeDatabase() {
        database = TestDatabase.create();
        WriterBench.migrate(database);
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @Test
    void storesAnEntityWithItsHistoryAndItsGeometry() {
        try (var bench = WriterBench.on(database)) {
            var result =
                    bench.write(
                                    "urn:lamp:1",
                                    newLamp(
                                            "urn:lamp:1",
                                            "\"level\":5,\"location\":{\"type\":\"Point\",\"coordinates\":[-3.8,43.4]}"))
                            .join();

            assertThat(result.created()).isTrue();
            assertThat(bench.find("urn:lamp:1").orElseThrow().attributes()).hasSize(2);
            assertThat(bench.historyOf("urn:lamp:1")).isEqualTo(2);
            assertThat(geometries(bench, "urn:lamp:1")).containsExactly("POINT(-3.8 43.4)");
        }
    }

    @Test
    void keepsTheGeometryTrueToTheAttribute() {
        try (var bench = WriterBench.on(database)) {
            bench.write(
                            "urn:lamp:2",
                            newLamp(
                                    "urn:lamp:2",
                                    "\"place\":{\"type\":\"Point\",\"coordinates\":[1,2]}"))
                    .join();
            bench.write(
                            "urn:lamp:2",
                            change(
                                    "urn:lamp:2",
                                    "\"place\":{\"type\":\"Point\",\"coordinates\":[3,4]}"))
                    .join();
            assertThat(geometries(bench, "urn:lamp:2")).containsExactly("POINT(3 4)");

            bench.write("urn:lamp:2", change("urn:lamp:2", "\"place\":7")).join();
            assertThat(geometries(bench, "urn:lamp:2")).isEmpty();
        }
    }

    @Test
    void writesATombstoneForEveryDeletedInstance() {
        try (var bench = WriterBench.on(database)) {
            bench.write("urn:lamp:3", newLamp("urn:lamp:3", "\"a\":1,\"b\":2")).join();
            bench.write(
                            "urn:lamp:3",
                            new DeleteAttribute(
                                    new EntityId("urn:lamp:3"),
                                    WriterBench.VOCABULARY + "a",
                                    null,
                                    false))
                    .join();
            bench.write("urn:lamp:3", new DeleteEntity(new EntityId("urn:lamp:3"))).join();

            assertThat(bench.find("urn:lamp:3")).isEmpty();
            assertThat(
                            bench.jdbc
                                    .sql(
                                            "SELECT count(*) FROM attribute_history WHERE entity_id"
                                                    + " = 'urn:lamp:3' AND deleted")
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(2);
        }
    }

    private static int waitForLocks(WriterBench bench) {
        return bench.jdbc
                .sql(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                                + " datname = current_database()")
                .query(Integer.class)
                .single();
    }

    /** The lane's first batch is held up by somebody else. */
    @Test
    void writesAWholeBatchBesideOneThatWaits() throws SQLException {
        try (var bench = WriterBench.withOneLane(database);
                var holder = database.connect()) {
            bench.write("urn:lamp:kept", newLamp("urn:lamp:kept", "")).join();
            holder.setAutoCommit(false);
            try (var statement = holder.createStatement()) {
                statement.execute("SELECT FROM entity WHERE id = 'urn:lamp:kept' FOR UPDATE");
            }
            var kept = bench.write("urn:lamp:kept", change("urn:lamp:kept", "\"a\":1"));
            await().until(() -> waitForLocks(bench) == 1);
            var others =
                    IntStream.range(0, 200)
                            .mapToObj(n -> "urn:lamp:beside:" + n)
                            .map(id -> bench.write(id, newLamp(id, "\"a\":1")))
                            .toList();
            await().until(() -> others.stream().filter(CompletableFuture::isDone).count() >= 100);
            assertThat(kept).isNotDone();
            holder.rollback();
            kept.join();
            others.forEach(CompletableFuture::join);
            assertThat(bench.find("urn:lamp:beside:199")).isPresent();
        }
    }

    /** The one lane is held up by a third, so that it finds both together. */
    @Test
    void refusesOnlyWhatIsWrittenToATenantThatIsBeingRemoved() throws SQLException {
        try (var bench = WriterBench.withOneLane(database);
                var holder = database.connect()) {
            bench.write("urn:lamp:held", newLamp("urn:lamp:held", "")).join();
            bench.jdbc
                    .sql("INSERT INTO tenant (name, removed_at) VALUES ('leaving', now())")
                    .update();
            holder.setAutoCommit(false);
            try (var statement = holder.createStatement()) {
                statement.execute("SELECT FROM entity WHERE id = 'urn:lamp:held' FOR UPDATE");
            }
            var first = bench.write("urn:lamp:held", change("urn:lamp:held", "\"a\":1"));
            var leaving =
                    bench.writer.write(
                            new Tenant("leaving"),
                            new EntityId("urn:lamp:staying"),
                            newLamp("urn:lamp:staying", ""),
                            WriterBench.NOW);
            var staying = bench.write("urn:lamp:staying", newLamp("urn:lamp:11", ""));
            holder.rollback();

            assertThat(first.join().created()).isFalse();
            assertThat(staying.join().created()).isTrue();
            assertThatThrownBy(leaving::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            NgsiLdException.class,
                            e -> assertThat(e.problem()).isEqualTo(Problem.NONEXISTENT_TENANT));
            assertThat(bench.find("urn:lamp:staying")).isPresent();
        }
    }

    @Test
    void createsNoTenant() {
        try (var bench = WriterBench.on(database)) {
            var reply =
                    bench.writer.write(
                            new Tenant("gone"),
                            new EntityId("urn:lamp:1"),
                            newLamp("urn:lamp:1", ""),
                            WriterBench.NOW);
            assertThatThrownBy(reply::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            NgsiLdException.class,
                            e -> assertThat(e.problem()).isEqualTo(Problem.NONEXISTENT_TENANT));
            assertThat(
                            bench.jdbc
                                    .sql("SELECT count(*) FROM tenant WHERE name = 'gone'")
                                    .query(Long.class)
                                    .single())
                    .isZero();
        }
    }

    /** Though nothing but the history is written then. */
    @Test
    void recordsAReadingThatIsOlderThanWhatIsShown() {
        try (var bench = WriterBench.on(database)) {
            for (var step : List.of("10 1", "30 3", "20 2", "30 3", "20 2")) {
                bench.write("urn:lamp:late", reading("urn:lamp:late", step)).join();
            }
            assertThat(
                            bench.find("urn:lamp:late").orElseThrow().attributes().values().stream()
                                    .map(instances -> instances.getFirst().value().toString()))
                    .containsExactly("Property[value=3]");
            // What comes late a second time cannot be told from the first without a look at the
            // past.
            assertThat(bench.historyOf("urn:lamp:late")).isEqualTo(4);
        }
    }

    private static ApplyReading reading(String id, String secondAndValue) {
        var parts = secondAndValue.split(" ");
        var json =
                """
                {"level":{"type":"Property","value":%s,"observedAt":"2026-05-01T00:00:%sZ"}}
                """
                        .formatted(parts[1], parts[0]);
        var fragment = WriterBench.fragment(json, Purpose.CREATE);
        var entity =
                new EntityFragment(
                        new EntityId(id),
                        List.of("Lamp"),
                        fragment.scopes(),
                        fragment.expiresAt(),
                        fragment.attributes());
        return new ApplyReading(new EntityId(id), entity, ApplyReading.Late.TO_HISTORY, 100);
    }

    @Test
    void losesNoneOfManyConcurrentUpdatesOfOneEntity() {
        try (var bench = WriterBench.on(database)) {
            bench.write("urn:lamp:4", newLamp("urn:lamp:4", "")).join();
            var replies = new ArrayList<CompletableFuture<MutationResult>>();
            for (int client = 0; client < CLIENTS; client++) {
                for (int i = 0; i < UPDATES; i++) {
                    var attribute = "\"c%dn%d\":%d".formatted(client, i, i);
                    replies.add(bench.write("urn:lamp:4", change("urn:lamp:4", attribute)));
                }
            }
            replies.forEach(CompletableFuture::join);

            assertThat(bench.find("urn:lamp:4").orElseThrow().attributes())
                    .hasSize(CLIENTS * UPDATES);
            assertThat(bench.historyOf("urn:lamp:4")).isEqualTo(CLIENTS * UPDATES);
        }
    }

    @Test
    void losesNoneWhenTwoProcessesWriteOneEntity() {
        try (var one = WriterBench.on(database);
                var other = WriterBench.on(database)) {
            var replies = new ArrayList<CompletableFuture<MutationResult>>();
            one.write("urn:lamp:5", newLamp("urn:lamp:5", "")).join();
            for (int i = 0; i < CLIENTS * UPDATES; i++) {
                var writer = i % 2 == 0 ? one : other;
                replies.add(
                        writer.write(
                                "urn:lamp:5", change("urn:lamp:5", "\"n%d\":%d".formatted(i, i))));
            }
            replies.forEach(CompletableFuture::join);

            assertThat(one.find("urn:lamp:5").orElseThrow().attributes())
                    .hasSize(CLIENTS * UPDATES);
        }
    }

    @Test
    void seesWhatAnotherProcessWroteMeanwhile() {
        try (var one = WriterBench.on(database);
                var other = WriterBench.on(database)) {
            one.write("urn:lamp:10", newLamp("urn:lamp:10", "\"a\":1")).join();
            other.find("urn:lamp:10");
            one.write("urn:lamp:10", change("urn:lamp:10", "\"b\":2")).join();

            assertThat(other.find("urn:lamp:10").orElseThrow().attributes()).hasSize(2);
        }
    }

    @Test
    void seesWhatSomebodyChangedByHand() {
        try (var bench = WriterBench.on(database)) {
            bench.write("urn:lamp:11", newLamp("urn:lamp:11", "\"a\":1,\"b\":2")).join();
            bench.jdbc
                    .sql("UPDATE entity SET document = document - ? WHERE id = 'urn:lamp:11'")
                    .param(WriterBench.VOCABULARY + "a")
                    .update();
            assertThat(bench.find("urn:lamp:11").orElseThrow().attributes()).hasSize(1);

            bench.write("urn:lamp:11", change("urn:lamp:11", "\"c\":3")).join();
            assertThat(bench.find("urn:lamp:11").orElseThrow().attributes())
                    .containsOnlyKeys(WriterBench.VOCABULARY + "b", WriterBench.VOCABULARY + "c");
        }
    }

    @Test
    void aRowThatNobodyCanReadFailsOnlyWhoWantsIt() {
        try (var bench = WriterBench.on(database);
                var reader = WriterBench.on(database)) {
            var ids = IntStream.range(0, 20).mapToObj(i -> "urn:lamp:slip:" + i).toList();
            ids.forEach(id -> bench.write(id, newLamp(id, "\"a\":1")).join());
            execute("UPDATE entity SET document = '{\"x\":{}}' WHERE id = 'urn:lamp:slip:7'");

            var found = ids.parallelStream().filter(id -> isReadable(reader, id)).count();
            assertThat(found).isEqualTo(19);
        }
    }

    private static boolean isReadable(WriterBench bench, String id) {
        try {
            return bench.find(id).isPresent();
        } catch (NgsiLdException unreadable) {
            assertThat(unreadable.problem()).isEqualTo(Problem.INTERNAL_ERROR);
            return false;
        }
    }

    @Test
    void letsExactlyOneOfManyCreatorsWinEvenInTwoProcesses() {
        try (var one = WriterBench.on(database);
                var other = WriterBench.on(database)) {
            for (int round = 0; round < 20; round++) {
                var id = "urn:lamp:race:" + round;
                var outcomes =
                        IntStream.range(0, 10)
                                .mapToObj(i ->
                                        (i % 2 == 0 ? one : other)
                                                .write(id, newLamp(id, "\"by\":" + i)))
                                .toList()
                                .stream()
                                .map(BatchWriterTest::outcome)
                                .toList();
                assertThat(outcomes).filteredOn("created"::equals).hasSize(1);
                assertThat(outcomes).filteredOn(Problem.ALREADY_EXISTS::equals).hasSize(9);
            }
        }
    }

    @Test
    void failsOnlyTheChangeThatTheDatabaseRefuses() {
        try (var bench = WriterBench.on(database)) {
            bench.jdbc
                    .sql(
                            """
                            CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                            $$ BEGIN RAISE EXCEPTION 'no room for this lamp'; END $$;
                            CREATE TRIGGER refuse BEFORE INSERT ON entity
                            FOR EACH ROW WHEN (NEW.id = 'urn:lamp:refused') EXECUTE FUNCTION refuse()\
                            """)
                    .update();
            var ids = List.of("urn:lamp:6", "urn:lamp:refused", "urn:lamp:7", "urn:lamp:8");
            var outcomes =
                    ids.stream()
                            .map(id -> bench.write(id, newLamp(id, "\"a\":1")))
                            .toList()
                            .stream()
                            .map(BatchWriterTest::outcome)
                            .toList();

            assertThat(outcomes)
                    .isEqualTo(List.of("created", Problem.INTERNAL_ERROR, "created", "created"));
        }
    }

    @Test
    void tellsOfAMatchedChangeAndKeepsItInTheOutboxUntilItIsServed() {
        try (var bench = WriterBench.on(database, change -> List.of("urn:sub:1", "urn:sub:2"))) {
            bench.write("urn:lamp:9", newLamp("urn:lamp:9", "\"a\":1")).join();

            assertThat(bench.told).hasSize(1);
            var pending = bench.told.element();
            assertThat(pending.subscriptionIds()).containsExactly("urn:sub:1", "urn:sub:2");
            var outbox = new JdbcOutbox(new Database(database.dataSource()), 99);
            // Nobody holds the lock of process 1, so its row is taken over at once.
            assertThat(outbox.adopt(id -> false, 10)).containsExactly(pending);
            // Now it is one of our own, which may be on its way.
            assertThat(outbox.adopt(id -> false, 10)).isEmpty();
            bench.jdbc
                    .sql("UPDATE outbox SET created_at = created_at - interval '1 year'")
                    .update();
            assertThat(outbox.adopt(id -> false, 10)).containsExactly(pending);
            assertThat(outbox.adopt(id -> id == pending.outboxId(), 10)).isEmpty();
            outbox.served(List.of(pending.outboxId()));
            assertThat(outbox.adopt(id -> false, 10)).isEmpty();
        }
    }

    @Test
    void answersThatTheDatabaseCannotBeReachedAndGoesOnWhenItIsBack() {
        var own = TestDatabase.create();
        WriterBench.migrate(own);
        try (var bench = WriterBench.on(own)) {
            bench.write("urn:lamp:1", newLamp("urn:lamp:1", "")).join();
            execute("ALTER DATABASE " + own.name() + " ALLOW_CONNECTIONS false");
            execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                            + own.name()
                            + "'");

            var refused = bench.write("urn:lamp:2", newLamp("urn:lamp:2", ""));
            assertThatThrownBy(refused::join)
                    .hasCauseInstanceOf(NgsiLdException.class)
                    .hasMessageContaining("cannot be reached");

            execute("ALTER DATABASE " + own.name() + " ALLOW_CONNECTIONS true");
            await().ignoreExceptions()
                    .until(() ->
                            bench.write("urn:lamp:3", newLamp("urn:lamp:3", "")).join().created());
        } finally {
            own.close();
        }
    }

    private static void execute(String sql) {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object outcome(CompletableFuture<MutationResult> reply) {
        try {
            return reply.join().created() ? "created" : "updated";
        } catch (CompletionException e) {
            return ((NgsiLdException) e.getCause()).problem();
        }
    }

    private static List<String> geometries(WriterBench bench, String id) {
        return bench.jdbc
                .sql("SELECT ST_AsText(geom) FROM entity_geo WHERE entity_id = ?")
                .param(id)
                .query(String.class)
                .list();
    }
}
