package city.auriga.api.context;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.ContextServer;
import city.auriga.api.Json;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.context.JdbcContextStore;
import city.auriga.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** Two processes on one database, and what is processed once for all. */
class SharedContextsTest {
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private static TestDatabase database;
    private static ContextStore store;

    private final Tenant tenant = database.tenant("city" + TENANTS.incrementAndGet());
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

    private String hostedHere(String value) {
        return BrokerProcess.ORIGIN.of(
                OwnUrl.PATH + here.own().host(tenant, Json.of(value), NOW).id());
    }

    private static String id(String url) {
        return OwnUrl.parse(url).orElseThrow().id();
    }

    @Test
    void whatOneProcessHostsTheOtherKnows() {
        var url = hostedHere("{a:'https://ex.org/a'}");
        assertThat(there.use(tenant, url).expand("a")).isEqualTo("https://ex.org/a");
        assertThat(there.known().list(tenant, BrokerProcess.ORIGIN))
                .extracting(ContextMetadata::url)
                .contains(url);
    }

    @Test
    void whatOneProcessDeletesTheOtherUsesForASecondAtMost() {
        var url = hostedHere("{a:'https://ex.org/a'}");
        var value = JsonNodeFactory.instance.stringNode(url);
        there.use(tenant, url);
        here.use(tenant, url);
        here.known().delete(tenant, here.known().find(tenant, id(url)).orElseThrow());
        assertThat(here.refusal(tenant, value)).startsWith("LD_CONTEXT_NOT_AVAILABLE");
        there.pass(Duration.ofSeconds(1));
        assertThat(there.refusal(tenant, value)).startsWith("LD_CONTEXT_NOT_AVAILABLE");
    }

    /** Every second a look whether it is still there must not mean processing it again. */
    @Test
    void whatIsStillThereIsNotProcessedAgain() {
        var url = hostedHere("{a:'https://ex.org/a'}");
        var first = there.use(tenant, url);
        there.pass(Duration.ofSeconds(5));
        assertThat(there.use(tenant, url)).isSameAs(first);
    }

    @Test
    void countsOfBothAreAdded() {
        var url = hostedHere("{a:'https://ex.org/a'}");
        here.use(tenant, url);
        here.use(tenant, url);
        there.use(tenant, url);
        there.own().writeBack();
        var metadata =
                here.known()
                        .metadata(
                                here.known().find(tenant, id(url)).orElseThrow(),
                                BrokerProcess.ORIGIN);
        assertThat(metadata.hits()).isEqualTo(3);
    }

    @Test
    void aTenantDoesNotGetWhatAnotherHasProcessed() {
        var url = hostedHere("{a:'https://ex.org/a'}");
        here.use(tenant, url);
        var other = database.tenant(tenant.name() + "-other");
        assertThat(here.refusal(other, JsonNodeFactory.instance.stringNode(url)))
                .startsWith("LD_CONTEXT_NOT_AVAILABLE")
                .contains("no such @context on this broker");
    }

    @Test
    void tenantsShareWhatIsRemote() {
        var url = server.serve("{'@context':{a:'https://ex.org/a'}}");
        var other = database.tenant(tenant.name() + "-other");
        assertThat(here.use(other, url)).isSameAs(here.use(tenant, url));
        assertThat(server.requests(url)).isEqualTo(1);
    }

    @Test
    void anArrayIsAsFreshAsItsOldestDocument() {
        var short1 =
                server.serve(200, java.util.Map.of("Cache-Control", "max-age=60"), bytes("old"));
        var long1 = server.serve("{'@context':{b:'https://ex.org/b'}}");
        var value = Json.of("['%s','%s']".formatted(short1, long1));
        assertThat(here.use(tenant, value).expand("a")).isEqualTo("https://ex.org/old");
        server.serveAt(short1, 200, java.util.Map.of(), bytes("new"));
        here.pass(Duration.ofSeconds(59));
        assertThat(here.use(tenant, value).expand("a")).isEqualTo("https://ex.org/old");
        here.pass(Duration.ofSeconds(2));
        assertThat(here.use(tenant, value).expand("a")).isEqualTo("https://ex.org/new");
        assertThat(server.requests(long1)).isEqualTo(1);
    }

    private static byte[] bytes(String name) {
        return "{\"@context\":{\"a\":\"https://ex.org/%s\"}}"
                .formatted(name)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aContextIsMadeOfSoManyDocumentsAndNoMore() {
        var urls = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            urls.add(
                    "'" + server.serve("{'@context':{a%d:'https://ex.org/a'}}".formatted(i)) + "'");
        }
        here.use(tenant, Json.of(urls.toString()));
        urls.add("'" + server.serve("{'@context':{}}") + "'");
        assertThat(here.refusal(tenant, Json.of(urls.toString())))
                .startsWith("BAD_REQUEST_DATA")
                .contains("more than 10 documents");
    }

    @Test
    void allDocumentsTogetherHaveTheTimeOfOne() {
        var urls = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            urls.add("'" + server.serve("{'@context':{}}") + "'");
        }
        urls.add("'" + server.silent() + "'");
        urls.add("'" + server.silent() + "'");
        var start = Instant.now();
        assertThat(here.refusal(tenant, Json.of(urls.toString())))
                .startsWith("LD_CONTEXT_NOT_AVAILABLE");
        assertThat(Duration.between(start, Instant.now()))
                .isLessThan(Fetching.TIMEOUT.plusSeconds(1));
    }

    @Test
    void manyWhoNeedItAtOnceProcessItOnce() throws Exception {
        var url = server.serve("{'@context':{a:'https://ex.org/a'}}");
        var all = new ArrayList<Future<Object>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                all.add(threads.submit(() -> here.use(tenant, url)));
            }
        }
        assertThat(all.getFirst().get()).isNotNull();
        assertThat(server.requests(url)).isEqualTo(1);
        var document = here.known().find(tenant, url).orElseThrow();
        assertThat(here.known().metadata(document, BrokerProcess.ORIGIN).hits()).isEqualTo(100);
    }

    @Test
    void aTenantCannotFillTheDatabase() {
        for (int i = 0; i < 100; i++) {
            hostedHere("{}");
        }
        assertThat(hostedRefusal()).contains("more than 100 @contexts", "the limit");
        assertThat(here.known().list(tenant, BrokerProcess.ORIGIN)).hasSize(101);
    }

    private String hostedRefusal() {
        try {
            return hostedHere("{}");
        } catch (city.auriga.core.problem.NgsiLdException e) {
            return e.problem() + ": " + e.getMessage();
        }
    }
}
