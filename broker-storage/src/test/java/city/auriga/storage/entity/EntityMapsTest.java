package city.auriga.storage.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.entity.EntityMap;
import city.auriga.core.entity.EntityMaps;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the port promises, on PostgreSQL. */
class EntityMapsTest {
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00.123456Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final JdbcEntityMaps.Limit LIMIT = new JdbcEntityMaps.Limit(3, 100);

    private static TestDatabase server;
    private static EntityMaps maps;

    private final Tenant tenant = new Tenant("city" + TENANTS.incrementAndGet());

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        maps = new JdbcEntityMaps(new Database(server.dataSource()), LIMIT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private EntityMap create(int second, Duration lifetime, String... ids) {
        var now = NOW.plusSeconds(second);
        return maps.create(tenant, List.of(ids), "context", now.plus(lifetime), now);
    }

    private boolean isThere(EntityMap map) {
        return maps.find(tenant, map.id(), NOW.plusSeconds(60)).isPresent();
    }

    @Test
    void areFoundAsTheyWereMade() {
        var map = create(0, MINUTES, "urn:e:2", "urn:e:1");
        assertThat(maps.find(tenant, map.id(), NOW)).contains(map);
        assertThat(maps.find(tenant, map.id(), NOW.plus(MINUTES))).isEmpty();
        assertThat(maps.find(new Tenant("nobody"), map.id(), NOW)).isEmpty();
    }

    /** However long it would live: who asks for a day drives out nobody who asks for minutes. */
    @Test
    void theOldestGivesWay() {
        var oldest = create(0, DAY, "urn:e:1");
        var second = create(1, MINUTES, "urn:e:1");
        create(2, DAY, "urn:e:1");
        create(3, DAY, "urn:e:1");
        assertThat(isThere(oldest)).isFalse();
        assertThat(isThere(second)).isTrue();
    }

    @Test
    void theyHaveSoMuchTogetherAndNoMore() {
        var first = create(0, MINUTES, "urn:" + "e".repeat(46));
        var second = create(1, MINUTES, "urn:" + "f".repeat(46));
        assertThat(isThere(first)).isTrue();
        create(2, MINUTES, "urn:e");
        assertThat(isThere(first)).isFalse();
        assertThat(isThere(second)).isTrue();
        assertThatThrownBy(() -> create(3, MINUTES, "urn:" + "é".repeat(49)))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.TOO_MANY_RESULTS));
        assertThat(isThere(second)).isTrue();
    }

    @Test
    void whatHasExpiredGoes() {
        create(0, Duration.ofSeconds(1), "urn:e:1");
        create(2, MINUTES, "urn:e:1");
        var left =
                JdbcClient.create(server.dataSource())
                        .sql("SELECT count(*) FROM entity_map WHERE tenant = ?")
                        .param(tenant.name())
                        .query(Integer.class)
                        .single();
        assertThat(left).isEqualTo(1);
    }
}
