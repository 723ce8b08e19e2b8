package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.context.JdbcContextStore;
import city.auriga.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What @contexts may take, of memory and of the database, and what gives way. */
class BoundedContextsTest {
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final long HALF = Fetching.settings(null, null, List.of()).cacheHalf();

    private static TestDatabase database;
    private static ContextStore store;

    private final Tenant tenant = database.tenant("city" + TENANTS.incrementAndGet());
    private final Tenant other = database.tenant(tenant.name() + "-other");
    private final BrokerProcess here = new BrokerProcess(store, List.of());
    private final BrokerProcess there = new BrokerProcess(store, List.of());
    private final ContextServer server = new ContextServer();

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
        store = new JdbcContextStore(new Database(database.dataSource()));
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
        server.close();
    }

    private static JsonNode inline(int number, int length) {
        return Json.of("{a%d:'https://ex.org/%s'}".formatted(number, "x".repeat(length)));
    }

    private Optional<String> reply(int number) {
        return here.contexts().replyUrl(tenant, context(number), BrokerProcess.ORIGIN);
    }

    private Context context(int number) {
        return here.use(tenant, inline(number, 1));
    }

    private static String id(String url) {
        return OwnUrl.parse(url).orElseThrow().id();
    }

    private boolean isThere(String url) {
        return there.own().find(tenant, id(url)).isPresent();
    }

    @Test
    void whatRequestsCarryDoesNotFillTheMemory() {
        var first = here.use(tenant, inline(0, 30_000));
        assertThat(here.use(tenant, inline(0, 30_000))).as("it is kept").isSameAs(first);
        for (int i = 0; i < 50; i++) {
            here.use(tenant, inline(i, 30_000));
        }
        assertThat(here.contexts().weight()).isBetween(HALF / 2, HALF);
    }

    @Test
    void whatIsLargeIsKeptOnlyIfItHasAUrl() {
        var large = inline(0, 60_000);
        assertThat(here.use(tenant, large)).isNotSameAs(here.use(tenant, large));
        assertThat(here.contexts().weight()).isZero();
        var url = server.serve("{'@context':%s}".formatted(large));
        assertThat(here.use(tenant, url)).isSameAs(here.use(tenant, url));
    }

    @Test
    void whatOthersServeDoesNotFillTheMemory() {
        for (int i = 0; i < 50; i++) {
            here.use(tenant, server.serve("{'@context':%s}".formatted(inline(i, 30_000))));
        }
        assertThat(here.remote().weight()).isBetween(HALF / 2, HALF);
        assertThat(here.contexts().weight()).isBetween(HALF / 2, HALF);
    }

    @Test
    void aRequestMayCarrySoMuchAndNoMore() {
        assertThat(here.refusal(tenant, inline(0, 102_400)))
                .startsWith("BAD_REQUEST_DATA")
                .contains("at most 102400 bytes, this one has 102424");
        here.use(tenant, inline(0, 102_400 - 24));
    }

    @Test
    void allDocumentsOfOneContextHaveSoMuchTogetherAndNoMore() {
        var urls =
                IntStream.range(0, 4)
                        .mapToObj(i -> server.serve("{'@context':%s}".formatted(inline(i, 90_000))))
                        .toList();
        here.use(tenant, Json.of("['%s','%s','%s']".formatted(urls.toArray())));
        var all = Json.of("['%s','%s','%s','%s']".formatted(urls.toArray()));
        assertThat(here.refusal(tenant, all))
                .startsWith("BAD_REQUEST_DATA")
                .contains("together more than 307200 bytes");
    }

    /** Four may be processed at the same time: who waits for a server is none of them. */
    @Test
    void slowServersHoldUpNoOthers() {
        var silent = Stream.generate(server::silent).limit(8).toList();
        var done = new ConcurrentLinkedQueue<String>();
        var loadings = silent.stream().map(url -> loading(url, done)).toList();
        await().until(() -> silent.stream().allMatch(url -> server.requests(url) == 1));

        here.use(tenant, server.serve("{'@context':{b:'https://ex.org/b'}}"));
        here.use(tenant, server.serve("{'@context':%s}".formatted(inline(1, 90_000))));
        assertThat(done).isEmpty();
        loadings.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Void> loading(String url, Collection<String> done) {
        return CompletableFuture.runAsync(
                () -> {
                    here.refusal(tenant, JsonNodeFactory.instance.stringNode(url));
                    done.add(url);
                },
                Thread::startVirtualThread);
    }

    @Test
    void whatATenantDeletesIsOfNoConcernToOthers() {
        var url = server.serve("{'@context':{a:'https://ex.org/a'}}");
        var remote = here.use(tenant, url);
        var hosted = here.own().host(tenant, inline(1, 1), Instant.now());
        var path = BrokerProcess.ORIGIN.of(OwnUrl.PATH + hosted.id());
        var own = here.use(tenant, path);
        var others = here.own().host(other, inline(1, 1), Instant.now());
        here.known().delete(other, here.known().find(other, others.id()).orElseThrow());
        assertThat(here.use(tenant, path)).isSameAs(own);
        assertThat(here.use(tenant, url)).isSameAs(remote);
        here.known().delete(other, here.known().find(other, url).orElseThrow());
        assertThat(here.use(tenant, path)).as("nothing remote in it").isSameAs(own);
        assertThat(here.use(tenant, url)).isNotSameAs(remote);
    }

    @Test
    void aListingWritesTheCountsOfItsTenantAndNoOthers() {
        for (var who : List.of(tenant, other)) {
            var hosted = here.own().host(who, inline(1, 1), Instant.now());
            here.use(who, BrokerProcess.ORIGIN.of(OwnUrl.PATH + hosted.id()));
        }
        assertThat(here.own().uncounted()).isEqualTo(2);
        assertThat(here.own().list(tenant).getFirst().hits()).isEqualTo(1);
        assertThat(here.own().uncounted()).isEqualTo(1);
        assertThat(store.list(other).getFirst().hits()).isZero();
    }

    @Test
    void aDescriptionWritesItsCountAndNoOthers() {
        var first = here.own().host(tenant, inline(1, 1), Instant.now());
        var second = here.own().host(tenant, inline(2, 1), Instant.now());
        here.own().count(tenant, first.id(), 1_000);
        here.own().count(tenant, second.id(), 1_000);
        var described = here.own().describe(tenant, first.id()).orElseThrow();
        assertThat(described.summary().hits()).isEqualTo(1);
        assertThat(here.own().uncounted()).isEqualTo(1);
    }

    @Test
    void nothingStaysOfWhatAnotherProcessDeletes() {
        var hosted = there.own().host(tenant, inline(1, 1), Instant.now());
        here.use(tenant, BrokerProcess.ORIGIN.of(OwnUrl.PATH + hosted.id()));
        there.own().delete(tenant, hosted.id());
        here.own().writeBack();
        assertThat(here.own().uncounted()).isZero();
    }

    @Test
    void repliesGiveWayToNewOnesAndSubscriptionsKeepTheirs() {
        var kept = here.contexts().url(tenant, context(0), BrokerProcess.ORIGIN);
        var oldest = reply(1).orElseThrow();
        var named = reply(2).orElseThrow();
        here.contexts().keep(tenant, Json.of("['%s']".formatted(named)));
        for (int i = 3; i < 50; i++) {
            here.pass(Duration.ofMillis(10));
            assertThat(reply(i)).isPresent();
            here.own().writeBack();
        }
        assertThat(isThere(oldest)).isFalse();
        assertThat(isThere(kept)).isTrue();
        assertThat(isThere(named)).isTrue();
        assertThat(there.own().list(tenant)).hasSize(12);
    }

    @Test
    void aReplyNeedsNoRoom() {
        for (int i = 0; i < 100; i++) {
            here.own().host(tenant, inline(i, 1), Instant.now());
        }
        assertThat(reply(1)).isPresent();
        assertThat(reply(1)).isEqualTo(reply(1));
        var large = here.use(tenant, inline(0, 60_000));
        assertThat(here.contexts().replyUrl(tenant, large, BrokerProcess.ORIGIN))
                .as("more than a tenth of 500 KB")
                .isEmpty();
    }

    @Test
    void whatNobodyUsesForADayGoes() {
        var unused = reply(1).orElseThrow();
        var used = reply(2).orElseThrow();
        var kept = here.contexts().url(tenant, context(3), BrokerProcess.ORIGIN);
        here.pass(Duration.ofHours(23));
        here.use(tenant, used);
        here.own().deleteUnused();
        assertThat(isThere(unused)).isTrue();
        here.pass(Duration.ofHours(2));
        here.own().deleteUnused();
        assertThat(isThere(unused)).isFalse();
        assertThat(isThere(used)).isTrue();
        assertThat(isThere(kept)).isTrue();
    }

    @Test
    void whatAReplyNamesIsNotTakenOutByAnotherProcess() {
        var url = reply(1).orElseThrow();
        here.pass(Duration.ofHours(25));
        there.pass(Duration.ofHours(25));
        assertThat(reply(1)).contains(url);
        there.own().deleteUnused();
        assertThat(isThere(url)).isTrue();
    }

    @Test
    void whatIsIncludedStaysWithWhatIncludesIt() {
        var inner = reply(1).orElseThrow();
        var outer = here.use(tenant, Json.of("['%s', {o:'https://ex.org/o'}]".formatted(inner)));
        var named = here.contexts().replyUrl(tenant, outer, BrokerProcess.ORIGIN).orElseThrow();
        var unnamed = reply(2).orElseThrow();
        var imported = reply(3).orElseThrow();
        here.own().host(tenant, Json.of("[[{'@import':'%s'}]]".formatted(imported)), Instant.now());
        var other = here.use(tenant, Json.of("['%s', {p:'https://ex.org/p'}]".formatted(named)));
        here.contexts().url(tenant, other, BrokerProcess.ORIGIN);
        here.pass(Duration.ofHours(25));
        here.own().deleteUnused();
        assertThat(isThere(named)).isTrue();
        assertThat(isThere(inner)).isTrue();
        assertThat(isThere(imported)).isTrue();
        assertThat(isThere(unnamed)).isFalse();
    }

    @Test
    void whatHasGoneCannotBeKept() {
        var url = reply(1).orElseThrow();
        var value = JsonNodeFactory.instance.stringNode(url);
        here.use(tenant, value);
        there.own().delete(tenant, id(url));
        assertThatThrownBy(() -> here.contexts().keep(tenant, value))
                .isInstanceOf(NgsiLdException.class)
                .hasMessageContaining("the tenant has no such @context");
    }
}
