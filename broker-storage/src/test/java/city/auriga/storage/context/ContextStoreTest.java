package city.auriga.storage.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.jsonld.ContextStore.Stored;
import city.auriga.core.jsonld.ContextStore.Uses;
import city.auriga.core.model.Tenant;
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
    private static final int MANY = 100;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private static TestDatabase server;
    private static ContextStore here;
    private static ContextStore elsewhere;

    private final Tenant tenant = new Tenant("city" + TENANTS.incrementAndGet());
    private final Tenant other = new Tenant(tenant.name() + "-other");

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
        assertThat(here.add(tenant, added, MANY)).isTrue();
        assertThat(elsewhere.find(tenant, "urn:c:1")).contains(added);
        assertThat(elsewhere.find(tenant, "urn:c:1").orElseThrow().value()).hasToString(value);
    }

    @Test
    void eachTenantHasItsOwn() {
        here.add(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), MANY);
        assertThat(here.find(other, "urn:c:1")).isEmpty();
        assertThat(here.list(other)).isEmpty();
        assertThat(here.delete(other, "urn:c:1")).isFalse();
        assertThat(here.find(tenant, "urn:c:1")).isPresent();
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
        here.add(tenant, later, MANY);
        here.add(tenant, first, MANY);
        assertThat(elsewhere.list(tenant)).containsExactly(first, later);
    }

    @Test
    void whatIsThereStaysAsItIs() {
        var first = context("urn:c:1", ContextKind.HOSTED, "{}");
        here.add(tenant, first, MANY);
        assertThat(elsewhere.add(tenant, context("urn:c:1", ContextKind.HOSTED, "[]"), MANY))
                .isFalse();
        assertThat(here.find(tenant, "urn:c:1")).contains(first);
    }

    @Test
    void aTenantHasNoMoreThanItMay() {
        assertThat(here.add(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), 1)).isTrue();
        assertThat(here.add(tenant, context("urn:c:2", ContextKind.HOSTED, "{}"), 1)).isFalse();
        assertThat(here.add(other, context("urn:c:2", ContextKind.HOSTED, "{}"), 1)).isTrue();
        assertThat(here.list(tenant)).hasSize(1);
    }

    @Test
    void whatIsDeletedIsGoneForAllProcesses() {
        here.add(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), MANY);
        assertThat(elsewhere.delete(tenant, "urn:c:1")).isTrue();
        assertThat(here.find(tenant, "urn:c:1")).isEmpty();
        assertThat(here.delete(tenant, "urn:c:1")).isFalse();
    }

    @Test
    void addsTheCountsOfAllProcesses() {
        here.add(tenant, context("urn:c:1", ContextKind.HOSTED, "{}"), MANY);
        here.record(List.of(new Uses(tenant, "urn:c:1", 3, NOW.plusSeconds(9))));
        elsewhere.record(
                List.of(
                        new Uses(tenant, "urn:c:1", 4, NOW.plusSeconds(5)),
                        new Uses(tenant, "urn:c:gone", 4, NOW)));
        var stored = here.find(tenant, "urn:c:1").orElseThrow();
        assertThat(stored.hits()).isEqualTo(7);
        assertThat(stored.lastUsage()).isEqualTo(NOW.plusSeconds(9));
    }

    private static Stored context(String id, ContextKind kind, String value) {
        return Stored.of(id, kind, JSON.readTree(value), NOW);
    }
}
