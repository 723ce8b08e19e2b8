package city.auriga.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Wanted;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcSpoolTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123456Z");

    private TestDatabase server;
    private JdbcSpool spool;

    @BeforeEach
    void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        server.tenant(CITY.name());
        spool = spool(1_000);
    }

    @AfterEach
    void stop() throws SQLException {
        spool.close();
        server.close();
    }

    private JdbcSpool spool(long capacity) {
        return new JdbcSpool(new Database(server.dataSource()), server.dataSource(), capacity, 80);
    }

    private static Write write(Tenant tenant, int number) {
        return write(tenant, "urn:e", number);
    }

    private static Write write(Tenant tenant, String entity, int number) {
        return new Write(tenant, entity, Kind.NEWEST, "{\"n\":" + number + "}");
    }

    private static List<Write> writes(List<Row> rows) {
        return rows.stream().map(Row::write).toList();
    }

    @Test
    void keepsTheOrderInWhichWritesCame() {
        var stored =
                IntStream.range(0, 500)
                        .mapToObj(n -> spool.add(write(n % 5 == 0 ? Tenant.DEFAULT : CITY, n)))
                        .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(stored).join();
        assertThat(spool.tenants()).containsExactly(Tenant.DEFAULT, CITY);
        assertThat(spool.next(CITY, Wanted.first(300))).hasSize(300);
        assertThat(writes(spool.next(CITY, Wanted.first(1_000))))
                .isEqualTo(
                        IntStream.range(0, 500)
                                .filter(n -> n % 5 != 0)
                                .mapToObj(n -> write(CITY, n))
                                .toList());
        assertThat(spool.next(new Tenant("nobody"), Wanted.first(10))).isEmpty();
    }

    @Test
    void forgetsWhatIsDoneAndRemembersWhatWasSent() {
        spool.add(write(CITY, 1)).join();
        spool.add(write(CITY, 2)).join();
        var first = spool.next(CITY, Wanted.first(1)).getFirst();
        spool.done(CITY, List.of(first.seq()), Map.of("urn:e", Map.of("n", NOON)));
        spool.done(CITY, List.of(), Map.of("urn:e", Map.of("n urn:d", NOON)));
        assertThat(writes(spool.next(CITY, Wanted.first(10)))).containsExactly(write(CITY, 2));
        assertThat(spool.newest(CITY, List.of("urn:e", "urn:f")))
                .isEqualTo(Map.of("urn:e", Map.of("n urn:d", NOON)));
        assertThat(spool.newest(Tenant.DEFAULT, List.of("urn:e"))).isEmpty();
    }

    @Test
    void refusesOnlyWhoHasTooMuchAndWhoIsNobody() throws Exception {
        assertThat(problem(write(new Tenant("nobody"), 1))).isEqualTo(Problem.NONEXISTENT_TENANT);
        spool.close();
        spool = spool(10);
        addAll(IntStream.range(0, 8).mapToObj(n -> write(CITY, n)));
        assertThat(problem(write(CITY, 9))).isEqualTo(Problem.SERVICE_UNAVAILABLE);
        spool.add(write(Tenant.DEFAULT, 1)).join();
        var size = spool.measure();
        assertThat(size.rows()).isEqualTo(9);
        assertThat(size.oldest()).isNotNull();
        assertThat(size.full()).containsExactly(CITY);
        assertThat(size.closed()).isFalse();
        done(CITY, spool.next(CITY, Wanted.first(4)));
        spool.add(write(CITY, 10)).join();
    }

    @Test
    void theBoundOutlivesTheProcess() throws Exception {
        addAll(IntStream.range(0, 8).mapToObj(n -> write(CITY, n)));
        spool.close();
        spool = spool(10);
        assertThat(spool.measure().full()).containsExactly(CITY);
        assertThat(problem(write(CITY, 9))).isEqualTo(Problem.SERVICE_UNAVAILABLE);
        assertThat(spool.measure().closed()).as("nobody else is known").isTrue();
        spool.add(write(Tenant.DEFAULT, 1)).join();
        assertThat(spool.measure().closed()).isFalse();
    }

    @Test
    void countsPieceByPiece() {
        server.tenant("port");
        addAll(IntStream.range(0, 13).mapToObj(n -> write(n % 4 == 0 ? Tenant.DEFAULT : CITY, n)));
        addAll(IntStream.range(0, 6).mapToObj(n -> write(new Tenant("port"), n)));
        for (int piece : new int[] {1, 2, 3, 4, 5, 6, 19, 20}) {
            var room = new SpoolRoom(10, 80);
            new SpoolCount(new Database(server.dataSource()), room, piece).look();
            assertThat(room.rows()).as("by %d", piece).isEqualTo(19);
        }
    }

    @Test
    void leavesOutEntitiesAndBeginsWhereItIsTold() {
        addAll(
                IntStream.range(0, 6)
                        .mapToObj(n -> write(CITY, n % 2 == 0 ? "urn:even" : "urn:odd", n)));
        var all = spool.next(CITY, Wanted.first(10));
        var odd = List.of(all.get(1), all.get(3), all.get(5));
        assertThat(spool.next(CITY, new Wanted(0, Set.of("urn:even", "urn:x"), 10))).isEqualTo(odd);
        assertThat(spool.next(CITY, new Wanted(odd.get(1).seq(), Set.of("urn:even"), 1)))
                .containsExactly(odd.get(1));
        assertThat(spool.nextOf(CITY, Set.of("urn:odd"), 0, 2)).isEqualTo(odd.subList(0, 2));
        assertThat(spool.nextOf(CITY, Set.of("urn:odd"), odd.get(2).seq(), 2))
                .containsExactly(odd.get(2));
    }

    @Test
    void leavesOutWhatGoesAWayOfItsOwn() {
        addAll(Stream.of("x", "y", "z").map(id -> new Write(CITY, "urn:" + id, Kind.ABSENT, "{}")));
        addAll(Stream.of("x", "y").map(id -> write(CITY, "urn:" + id, 1)));
        assertThat(entities(spool.next(CITY, Wanted.first(10)))).isEqualTo("x y");
        assertThat(entities(spool.nextOfEach(CITY, Wanted.first(10), 2))).isEqualTo("x y");
        assertThat(entities(spool.nextOf(CITY, Set.of("urn:x", "urn:z"), 0, 10))).isEqualTo("x");
        var absent = spool.nextAbsent(CITY, Set.of(), 2);
        assertThat(entities(absent)).isEqualTo("x y");
        var first = Set.of(absent.getFirst().seq());
        assertThat(entities(spool.nextAbsent(CITY, first, 10))).isEqualTo("y z");
    }

    private static Write shell(Tenant tenant, String id, int number) {
        return new Write(tenant, "urn:" + id, Kind.ABSENT, "{\"n\":" + number + "}");
    }

    /** Whatever the broker does not take is asked for again and again, and takes no more place. */
    @Test
    void whatIsToBeThereWaitsOnce() throws Exception {
        spool.close();
        spool = spool(10);
        for (int round = 0; round < 30; round++) {
            spool.add(shell(CITY, "x", 1)).join();
            addAll(Stream.of("y", "x", "y").map(id -> shell(CITY, id, 1)));
        }
        spool.add(shell(CITY, "x", 2)).join();
        spool.add(shell(Tenant.DEFAULT, "x", 1)).join();
        addAll(Stream.of(write(CITY, 1), shell(CITY, "x", 2), write(CITY, 1)));
        var absent = spool.nextAbsent(CITY, Set.of(), 10);
        assertThat(writes(absent))
                .containsExactlyInAnyOrder(
                        shell(CITY, "x", 1), shell(CITY, "y", 1), shell(CITY, "x", 2));
        assertThat(spool.next(CITY, Wanted.first(10))).as("no reading is the same").hasSize(2);
        assertThat(spool.measure().rows()).isEqualTo(6);
        done(CITY, absent);
        spool.add(shell(CITY, "x", 1)).join();
        assertThat(spool.nextAbsent(CITY, Set.of(), 10)).hasSize(1);
    }

    /** Else each would have what the other one wants next, once the first one lets go. */
    @Test
    void processesThatAddTheSameDoNotWaitForEachOther() throws Exception {
        try (var other = spool(1_000);
                var first = server.connect();
                var insert =
                        first.prepareStatement(
                                """
                                INSERT INTO spool (tenant, entity_id, kind, document)
                                VALUES ('city', 'urn:e150', 'ABSENT', '{"n":1}')\
                                """)) {
            first.setAutoCommit(false);
            insert.executeUpdate();
            var stored =
                    IntStream.range(0, 300)
                            .boxed()
                            .flatMap(n ->
                                    Stream.of(
                                            spool.add(shell(CITY, "e" + n, 1)),
                                            other.add(shell(CITY, "e" + (299 - n), 1))))
                            .toArray(CompletableFuture[]::new);
            await().until(() -> waitingStatements() == 2);
            first.rollback();
            CompletableFuture.allOf(stored).join();
        }
        assertThat(spool.nextAbsent(CITY, Set.of(), 1_000)).hasSize(300);
    }

    private long waitingStatements() {
        return JdbcClient.create(server.dataSource())
                .sql(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'\
                        """)
                .query(Long.class)
                .single();
    }

    /** However many the broker does not take. */
    @Test
    void readingsDoNotWalkOverWhatGoesAWayOfItsOwn() {
        var jdbc = JdbcClient.create(server.dataSource());
        jdbc.sql(
                        """
                        INSERT INTO spool (tenant, entity_id, kind, document)
                        SELECT 'city', 'urn:' || n, 'ABSENT', '{}' FROM generate_series(1, 100000) n\
                        """)
                .update();
        addAll(IntStream.range(0, 100).mapToObj(n -> write(CITY, "urn:" + n, n)));
        for (int time = 0; time < 2; time++) {
            assertThat(plan(jdbc, SpoolRows.NEXT, "city", 0, none(), 500)).contains("spool_writes");
            assertThat(plan(jdbc, SpoolRows.NEXT_OF_EACH, "city", 0, none(), 20_000, 1, 500))
                    .contains("spool_writes");
            assertThat(plan(jdbc, SpoolRows.NEXT_OF, "city", 0, 20_000, none(), 500))
                    .contains("spool_writes");
            jdbc.sql("ANALYZE spool").update();
        }
    }

    private static String[] none() {
        return new String[0];
    }

    private static String plan(JdbcClient jdbc, String statement, Object... params) {
        return String.join(
                "\n", jdbc.sql("EXPLAIN " + statement).params(params).query(String.class).list());
    }

    @Test
    void whoIsWrittenOftenLeavesPlaceForOthers() {
        addAll(
                Stream.of("a", "a", "a", "b", "a", "c", "b", "d")
                        .map(id -> write(CITY, "urn:" + id, 1)));
        assertThat(entities(spool.nextOfEach(CITY, Wanted.first(10), 1))).isEqualTo("a b c d");
        assertThat(entities(spool.nextOfEach(CITY, Wanted.first(6), 3))).isEqualTo("a b c d a b");
        assertThat(entities(spool.nextOfEach(CITY, new Wanted(0, Set.of("urn:a"), 10), 2)))
                .isEqualTo("b c d b");
    }

    private static String entities(List<Row> rows) {
        return rows.stream()
                .map(row -> row.write().entity().substring("urn:".length()))
                .collect(Collectors.joining(" "));
    }

    @Test
    void whatAnotherProcessHasSettledIsNotSettledAgain() throws Exception {
        var later = NOON.plusSeconds(1);
        addAll(IntStream.range(0, 3).mapToObj(n -> write(CITY, n)));
        var rows = spool.next(CITY, Wanted.first(10));
        try (var other = spool(1_000)) {
            other.done(CITY, List.of(rows.get(1).seq()), Map.of("urn:e", Map.of("n", later)));
        }
        var seqs = rows.stream().map(Row::seq).toList();
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> spool.done(CITY, seqs, Map.of("urn:e", Map.of("n", NOON))))
                .matches(e -> e.problem() == Problem.SERVICE_UNAVAILABLE)
                .withMessageContaining("1 of 3");
        assertThat(spool.newest(CITY, List.of("urn:e")))
                .as("what the other one has sent")
                .isEqualTo(Map.of("urn:e", Map.of("n", later)));
        assertThat(spool.next(CITY, Wanted.first(10))).hasSize(2);
    }

    @Test
    void forgetsWhatWasSentLongAgo() {
        var sent = new SentTimes(new Database(server.dataSource()), 2);
        var all = IntStream.range(0, 5).mapToObj(n -> "urn:" + n).toList();
        for (var tenant : List.of(Tenant.DEFAULT, CITY)) {
            all.forEach(id -> spool.done(tenant, List.of(), Map.of(id, Map.of("n", NOON))));
        }
        JdbcClient.create(server.dataSource())
                .sql(
                        """
                        UPDATE spool_newest SET changed_at = now() - interval '2 days'
                        WHERE entity_id IN ('urn:0', 'urn:3', 'urn:4')\
                        """)
                .update();
        sent.forget(Instant.now().minus(Duration.ofDays(3)));
        assertThat(spool.newest(CITY, all)).hasSize(5);
        spool.done(CITY, List.of(), Map.of("urn:3", Map.of("n", NOON)));
        sent.forget(Instant.now().minus(Duration.ofDays(1)));
        assertThat(spool.newest(Tenant.DEFAULT, all)).containsOnlyKeys("urn:1", "urn:2");
        assertThat(spool.newest(CITY, all)).containsOnlyKeys("urn:1", "urn:2", "urn:3");
    }

    private void addAll(Stream<Write> writes) {
        CompletableFuture.allOf(writes.map(spool::add).toArray(CompletableFuture[]::new)).join();
    }

    private void done(Tenant tenant, List<Row> rows) {
        spool.done(tenant, rows.stream().map(Row::seq).toList(), Map.of());
    }

    @Test
    void saysThatItWasLostBeforeItIsMineAgain() throws Exception {
        assertThat(spool.isMine()).isTrue();
        try (var connection = server.connect();
                var kill =
                        connection.prepareStatement(
                                """
                                SELECT pg_terminate_backend(pid) FROM pg_locks
                                WHERE locktype = 'advisory' AND granted AND objid = 0
                                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())\
                                """);
                var rows = kill.executeQuery()) {
            assertThat(rows.next()).isTrue();
        }
        assertThat(spool.isMine()).isFalse();
        assertThat(spool.isMine()).isTrue();
    }

    private Problem problem(Write write) {
        var failed = catchThrowableOfType(CompletionException.class, () -> spool.add(write).join());
        return ((NgsiLdException) failed.getCause()).problem();
    }

    @Test
    void isOfOneProcessUntilItEnds() throws Exception {
        assertThat(spool.isMine()).isTrue();
        try (var other = spool(1_000)) {
            assertThat(other.isMine()).isFalse();
            assertThat(spool.isMine()).isTrue();
            spool.close();
            await().until(other::isMine);
        }
    }
}
