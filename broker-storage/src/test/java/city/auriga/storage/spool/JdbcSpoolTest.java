package city.auriga.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        return new JdbcSpool(new Database(server.dataSource()), server.dataSource(), capacity);
    }

    private static Write write(Tenant tenant, int number) {
        return new Write(tenant, "urn:e", Kind.NEWEST, "{\"n\":" + number + "}");
    }

    @Test
    void keepsTheOrderInWhichWritesCame() {
        var stored =
                IntStream.range(0, 500)
                        .mapToObj(n -> spool.add(write(n % 5 == 0 ? Tenant.DEFAULT : CITY, n)))
                        .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(stored).join();
        assertThat(spool.tenants()).containsExactly(Tenant.DEFAULT, CITY);
        assertThat(spool.next(CITY, 300)).hasSize(300);
        assertThat(spool.next(CITY, 1_000).stream().map(Row::write))
                .isEqualTo(
                        IntStream.range(0, 500)
                                .filter(n -> n % 5 != 0)
                                .mapToObj(n -> write(CITY, n))
                                .toList());
        assertThat(spool.next(new Tenant("nobody"), 10)).isEmpty();
    }

    @Test
    void forgetsWhatIsDoneAndRemembersWhatWasSent() {
        spool.add(write(CITY, 1)).join();
        spool.add(write(CITY, 2)).join();
        var first = spool.next(CITY, 1).getFirst();
        spool.done(CITY, List.of(first.seq()), Map.of("urn:e", Map.of("n", NOON)));
        spool.done(CITY, List.of(), Map.of("urn:e", Map.of("n urn:d", NOON)));
        assertThat(spool.next(CITY, 10).stream().map(Row::write)).containsExactly(write(CITY, 2));
        assertThat(spool.newest(CITY, List.of("urn:e", "urn:f")))
                .isEqualTo(Map.of("urn:e", Map.of("n urn:d", NOON)));
        assertThat(spool.newest(Tenant.DEFAULT, List.of("urn:e"))).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFitAndWhatIsOfNobody() throws Exception {
        assertThat(problem(write(new Tenant("nobody"), 1))).isEqualTo(Problem.NONEXISTENT_TENANT);
        try (var small = spool(2)) {
            small.add(write(CITY, 1)).join();
            small.add(write(CITY, 2)).join();
            spool.close();
            spool = small;
            assertThat(problem(write(CITY, 3))).isEqualTo(Problem.SERVICE_UNAVAILABLE);
        }
        spool = spool(1_000);
        assertThat(spool.measure().rows()).isEqualTo(2);
        assertThat(spool.measure().oldest()).isNotNull();
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
            assertThat(other.isMine()).isTrue();
        }
    }
}
