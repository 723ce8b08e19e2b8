package city.auriga.storage.writer;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.CreateEntity;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.mutation.UpdateAttributes;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.discovery.ContentFolding;
import city.auriga.storage.discovery.JdbcDiscovery;
import city.auriga.storage.entity.EntityCache;
import city.auriga.storage.entity.EntityQueries;
import city.auriga.storage.entity.EntityReads;
import city.auriga.storage.entity.EntityRows;
import city.auriga.storage.entity.JdbcEntityStore;
import city.auriga.storage.entity.LookUps;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.index.KnownIndexes;
import city.auriga.storage.sql.Collations;
import city.auriga.storage.sql.Database;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** A batch writer on a database of a test, with what a test needs around it. */
final class WriterBench implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    static final int COMBINATIONS = 1000;
    private static final int READERS = 4;
    private static final long CACHE = 10_000_000;
    private static final JsonMapper JSON = new JsonMapper();

    final ConcurrentLinkedQueue<PendingNotification> told = new ConcurrentLinkedQueue<>();
    final JdbcClient jdbc;
    final BatchWriter writer;
    final JdbcDiscovery discovery;
    final ContentFolding folding;
    private final EntityReads reads;
    private final JdbcEntityStore store;
    private final HikariDataSource pool;
    private final HikariDataSource readerPool;
    private final Database sweeping;

    private WriterBench(TestDatabase database, ChangeMatcher matcher, int lanes, long owner) {
        pool = new HikariDataSource(config(database, BatchWriter.connections(lanes)));
        var readers = config(database, READERS);
        readers.setAutoCommit(true);
        readerPool = new HikariDataSource(readers);
        var reading = new Database(readerPool);
        var typeSets = new TypeSets(reading);
        jdbc = JdbcClient.create(database.dataSource());
        discovery = new JdbcDiscovery(reading, typeSets, COMBINATIONS);
        folding = new ContentFolding(reading);
        sweeping = reading;
        var cache = new EntityCache(CACHE);
        var rows = new EntityRows(cache, typeSets);
        reads = new EntityReads(2, 1000, 100, database.dataSource(), rows);
        var lookUps = new LookUps(reads, rows, reading);
        store =
                new JdbcEntityStore(
                        reads,
                        lookUps,
                        new EntityQueries(
                                reading,
                                reading,
                                cache,
                                lookUps,
                                typeSets,
                                new Collations(reading, 10),
                                new KnownIndexes(reading)));
        writer =
                new BatchWriter(
                        new WriterSettings(lanes, 100, 10_000),
                        pool,
                        typeSets,
                        cache,
                        matcher,
                        told::addAll,
                        new SimpleMeterRegistry(),
                        owner);
    }

    private static HikariConfig config(TestDatabase database, int connections) {
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(connections);
        config.setAutoCommit(false);
        config.setConnectionTimeout(1000);
        return config;
    }

    static void migrate(TestDatabase database) {
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
    }

    static WriterBench on(TestDatabase database) {
        return new WriterBench(database, change -> List.of(), 2, 1);
    }

    static WriterBench withOneLane(TestDatabase database) {
        return new WriterBench(database, change -> List.of(), 1, 1);
    }

    static WriterBench on(TestDatabase database, ChangeMatcher matcher) {
        return new WriterBench(database, matcher, 2, 1);
    }

    CompletableFuture<MutationResult> write(String id, Mutation mutation) {
        return writer.write(Tenant.DEFAULT, new EntityId(id), mutation, NOW);
    }

    Optional<Entity> find(String id) {
        return store.find(Tenant.DEFAULT, new EntityId(id), NOW);
    }

    List<Entity> query(EntityQuery query) {
        var page = new EntityPage.Request(100, 0, false);
        return store.query(Tenant.DEFAULT, query, page, NOW).entities();
    }

    /** Removes what has expired, in chunks of this size. */
    int sweep(Instant now, int chunk) {
        try {
            return new ExpirySweep(sweeping, writer, chunk).sweep(now);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    long historyOf(String id) {
        return jdbc.sql("SELECT count(*) FROM attribute_history WHERE entity_id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    static EntityFragment fragment(String json, Purpose purpose) {
        return new EntityReader(ContextParser.core(), purpose).fragment(JSON.readTree(json));
    }

    static CreateEntity newLamp(String id, String attributes) {
        var json =
                "{\"id\":\"%s\",\"type\":\"Lamp\"%s}"
                        .formatted(id, attributes.isEmpty() ? "" : "," + attributes);
        return new CreateEntity(new EntityId(id), fragment(json, Purpose.CREATE));
    }

    static UpdateAttributes change(String id, String attributes) {
        return new UpdateAttributes(
                new EntityId(id), fragment("{" + attributes + "}", Purpose.UPDATE));
    }

    @Override
    public void close() {
        writer.close();
        reads.close();
        pool.close();
        readerPool.close();
    }
}
