package city.auriga.storage.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.jsonld.ContextStore.Limit;
import city.auriga.core.jsonld.ContextStore.Stored;
import city.auriga.core.jsonld.ContextStore.Uses;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the port promises, on PostgreSQL. */
class ContextStoreTest {
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00.123456Z");
    private static final Limit MANY = new Limit(100, 1_000_000);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private static TestDatabase server;
    private static ContextStore here;
    private static ContextStore elsewhere;

    private final Tenant tenant = server.tenant("city" + TENANTS.incrementAndGet());
    private final Tenant other = server.tenant(tenant.name() + "-other");

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        here = new JdbcContextStore(new Database(server.dataSource()));
        elsewhere = new JdbcContextStore(new Database(server.dataSource()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"https://ex.org/c.jsonld\"",
                "[\"https://ex.org/c.jsonld\",{\"a\":\"https://ex.org/a\"}]",
                "{\"z\":\"https://ex.org/z\",\"a\":\"https://ex.org/a\",\"@version\":1.1}",
                "{\"u0000\":\"https://ex.org/\\u0000\"}"
            })
    void anotherProcessFindsWhatWasAddedAsItWas(String value) {
        var added = context("urn:c:1", ContextKind.HOSTED, value);
        assertThat(here.keep(tenant, added, MANY)).isTrue();
        assertThat(elsewhere.find(tenant, "urn:c:1")).contains(added);
        assertThat(elsewhere.find(tenant, "urn:c:1").orElseThrow().value()).hasToString(value);
    }

    @Test
    void eachTenantHasItsOwn() {
        here.keep(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), MANY);
        assertThat(here.find(other, "urn:c:1")).isEmpty();
        assertThat(here.list(other)).isEmpty();
        assertThat(here.delete(other, "urn:c:1")).isFalse();
        assertThat(here.find(tenant, "urn:c:1")).isPresent();
    }

    /** Another process may remember a tenant that was removed. */
    @Test
    void keepsNothingForATenantThatIsGone() {
        var gone = new Tenant("gone");
        var context = context("urn:c:1", ContextKind.IMPLICITLY_CREATED, "{}");
        assertThatThrownBy(() -> here.keep(gone, context, MANY))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.NONEXISTENT_TENANT));
        assertThatThrownBy(() -> here.keepForReply(gone, context, MANY, NOW))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.NONEXISTENT_TENANT));
        assertThat(here.list(gone)).isEmpty();
    }

    @Test
    void listsTheOldestFirst() {
        var later =
                Stored.of(
                        "urn:c:1",
                        ContextKind.IMPLICITLY_CREATED,
                        JSON.readTree("[]"),
                        NOW.plusSeconds(1));
        var first = context("urn:c:2", ContextKind.HOSTED, "{}");
        here.keep(tenant, later, MANY);
        here.keep(tenant, first, MANY);
        assertThat(elsewhere.list(tenant)).containsExactly(first.summary(), later.summary());
    }

    @Test
    void whatIsThereStaysAsItIs() {
        var first = context("urn:c:1", ContextKind.HOSTED, "{}");
        here.keep(tenant, first, MANY);
        assertThat(elsewhere.keep(tenant, context("urn:c:1", ContextKind.HOSTED, "[]"), MANY))
                .isTrue();
        assertThat(here.find(tenant, "urn:c:1")).contains(first);
    }

    @Test
    void aTenantHasNoMoreThanItMay() {
        assertThat(
                        here.keep(
                                tenant,
                                context("urn:c:1", ContextKind.HOSTED, "{}"),
                                new Limit(1, 1_000)))
                .isTrue();
        assertThat(
                        here.keep(
                                tenant,
                                context("urn:c:2", ContextKind.HOSTED, "{}"),
                                new Limit(1, 1_000)))
                .isFalse();
        assertThat(
                        here.keep(
                                other,
                                context("urn:c:2", ContextKind.HOSTED, "{}"),
                                new Limit(1, 1_000)))
                .isTrue();
        assertThat(here.list(tenant)).hasSize(1);
    }

    @Test
    void aTenantHasNoMoreBytesThanItMay() {
        var limit = new Limit(100, 31);
        var long1 = "{\"a\":\"https://ex.org/ä\"}"; // 25 bytes
        assertThat(here.keep(tenant, context("urn:c:1", ContextKind.HOSTED, long1), limit))
                .isTrue();
        assertThat(here.keep(tenant, context("urn:c:2", ContextKind.HOSTED, "[[[[]]]]"), limit))
                .isFalse();
        assertThat(here.keep(tenant, context("urn:c:3", ContextKind.HOSTED, "[[[]]]"), limit))
                .isTrue();
        assertThat(here.keep(other, context("urn:c:2", ContextKind.HOSTED, long1), limit)).isTrue();
    }

    private boolean reply(int number, String value, Limit limit) {
        var id = "urn:c:reply" + number;
        var context =
                Stored.of(
                        id,
                        ContextKind.IMPLICITLY_CREATED,
                        JSON.readTree(value),
                        NOW.plusSeconds(number));
        return here.keepForReply(tenant, context, limit, NOW);
    }

    private List<String> ids() {
        return elsewhere.list(tenant).stream().map(ContextStore.Summary::id).toList();
    }

    @Test
    void whatNobodyUsesGivesWayToNewReplies() {
        var limit = new Limit(3, 1_000);
        here.keep(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), new Limit(1, 2));
        for (int i = 1; i <= 3; i++) {
            assertThat(reply(i, "{}", limit)).isTrue();
        }
        here.record(List.of(new Uses(tenant, "urn:c:reply1", 1, NOW.plusSeconds(99))));
        assertThat(reply(4, "{}", limit)).isTrue();
        assertThat(reply(3, "{}", limit)).as("it is there").isTrue();
        assertThat(ids())
                .containsExactly("urn:c:1", "urn:c:reply1", "urn:c:reply3", "urn:c:reply4");
    }

    @Test
    void repliesShareTheirBytes() {
        var limit = new Limit(100, 10);
        assertThat(reply(1, "[[]]", limit)).isTrue();
        assertThat(reply(2, "[[]]", limit)).isTrue();
        assertThat(reply(3, "[[[]]]", limit)).isTrue();
        assertThat(ids()).containsExactly("urn:c:reply2", "urn:c:reply3");
        assertThat(reply(4, "[[[[[[]]]]]]", limit)).as("too large for all of it").isFalse();
        assertThat(ids()).hasSize(2);
    }

    @Test
    void repliesLeaveRoomForWhatIsKept() {
        for (int i = 1; i <= 3; i++) {
            reply(i, "{}", new Limit(3, 6));
        }
        var limit = new Limit(1, 2);
        assertThat(here.keep(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), limit)).isTrue();
        var second = context("urn:c:reply1", ContextKind.IMPLICITLY_CREATED, "{}");
        assertThat(here.keep(tenant, second, limit)).as("only for replies").isFalse();
        assertThat(reply(4, "{}", new Limit(3, 6))).isTrue();
    }

    @Test
    void whatIsUnusedGoesUnlessItIsKept() {
        for (int i = 1; i <= 4; i++) {
            reply(i, "{}", MANY);
        }
        here.keep(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), MANY);
        here.keep(tenant, context("urn:c:reply2", ContextKind.IMPLICITLY_CREATED, "{}"), MANY);
        here.record(List.of(new Uses(tenant, "urn:c:reply1", 1, NOW.plusSeconds(99))));
        here.deleteUnused(NOW.plusSeconds(4));
        assertThat(ids())
                .containsExactly("urn:c:1", "urn:c:reply1", "urn:c:reply2", "urn:c:reply4");
    }

    /** The use is counted in memory at first, and another process would not know of it. */
    @Test
    void whatAReplyNamesDoesNotGoJustThen() {
        reply(1, "{}", MANY);
        var again =
                Stored.of(
                        "urn:c:reply1",
                        ContextKind.IMPLICITLY_CREATED,
                        JSON.readTree("{}"),
                        NOW.plusSeconds(99));
        assertThat(here.keepForReply(tenant, again, MANY, NOW)).isTrue();
        assertThat(here.find(tenant, "urn:c:reply1").orElseThrow().summary().lastUsage())
                .as("it was used lately")
                .isNull();
        assertThat(here.keepForReply(tenant, again, MANY, NOW.plusSeconds(50))).isTrue();
        elsewhere.deleteUnused(NOW.plusSeconds(98));
        assertThat(here.find(tenant, "urn:c:reply1").orElseThrow().summary().lastUsage())
                .isEqualTo(NOW.plusSeconds(99));
    }

    @Test
    void whatIsDeletedIsGoneForAllProcesses() {
        here.keep(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), MANY);
        assertThat(elsewhere.delete(tenant, "urn:c:1")).isTrue();
        assertThat(here.find(tenant, "urn:c:1")).isEmpty();
        assertThat(here.delete(tenant, "urn:c:1")).isFalse();
    }

    @Test
    void addsTheCountsOfAllProcesses() {
        here.keep(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), MANY);
        here.record(List.of(new Uses(tenant, "urn:c:1", 3, NOW.plusSeconds(9))));
        elsewhere.record(
                List.of(
                        new Uses(tenant, "urn:c:1", 4, NOW.plusSeconds(5)),
                        new Uses(tenant, "urn:c:gone", 4, NOW)));
        var stored = here.find(tenant, "urn:c:1").orElseThrow().summary();
        assertThat(stored.hits()).isEqualTo(7);
        assertThat(stored.lastUsage()).isEqualTo(NOW.plusSeconds(9));
    }

    private static Stored context(String id, ContextKind kind, String value) {
        return Stored.of(id, kind, JSON.readTree(value), NOW);
    }
}
