package city.auriga.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityArbitraries;
import city.auriga.core.model.GeoJson;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import city.auriga.storage.StoredDocument;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.writer.BatchWriter;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.io.WKBWriter;

/**
 * Worlds of entities on PostgreSQL, to ask queries of. Their Attributes have indexes, and every
 * query is compiled with and without them.
 */
final class StoredWorlds implements AutoCloseable {
    private static final Instant NOW = EntityArbitraries.NOW;
    private static final String UPSERT_GEO = SqlResource.read(BatchWriter.class, "upsert-geo.sql");
    private static final AtomicInteger WORLDS = new AtomicInteger();

    /** Which of the Attributes are known to have indexes. */
    private static final List<Set<String>> INDEXED =
            List.of(
                    Set.of(),
                    Set.copyOf(EntityArbitraries.ATTRIBUTES),
                    Set.of(EntityArbitraries.ATTRIBUTES.getFirst()));

    private final TestDatabase testDatabase = TestDatabase.create();
    private final HikariDataSource connections;
    private final Database database;
    private final TypeSets typeSets;

    StoredWorlds() {
        var settings = new HikariConfig();
        settings.setDataSource(testDatabase.dataSource());
        settings.setMaximumPoolSize(2);
        settings.setConnectionInitSql("SET plan_cache_mode = force_custom_plan");
        connections = new HikariDataSource(settings);
        Flyway.configure().dataSource(connections).load().migrate();
        database = new Database(connections);
        typeSets = new TypeSets(database);
        for (int i = 0; i < EntityArbitraries.ATTRIBUTES.size(); i++) {
            makeIndexes("a" + i, EntityArbitraries.ATTRIBUTES.get(i));
        }
    }

    private void makeIndexes(String name, String attribute) {
        for (var index : IndexedValue.indexes(name, attribute)) {
            database.run(jdbc -> jdbc.sql("CREATE INDEX " + index.definition()).update());
            database.run(jdbc -> jdbc.sql("CREATE STATISTICS " + index.statistics()).update());
        }
    }

    void check(String world, List<Entity> entities, EntityQuery query) {
        var live = entities.stream().filter(e -> !e.isExpired(NOW)).map(e -> e.live(NOW)).toList();
        LinkedEntities linked =
                id -> live.stream().filter(e -> e.id().value().equals(id)).findFirst();
        var expected =
                live.stream()
                        .filter(e -> Evaluator.matches(query, e, linked))
                        .map(e -> e.id().value())
                        .collect(Collectors.toSet());
        Sql before = null;
        for (var indexed : INDEXED) {
            var search = compile(query, indexed);
            if (!search.where().equals(before)) {
                check(world, query, search, expected);
            }
            before = search.where();
        }
    }

    private void check(String world, EntityQuery query, Search search, Set<String> expected) {
        var found = select(world, search);
        if (search.exact()) {
            assertThat(found).as("exact: %s\n%s", query, search).isEqualTo(expected);
        } else {
            assertThat(found).as("narrowed: %s\n%s", query, search).containsAll(expected);
        }
    }

    Search compile(EntityQuery query, Set<String> indexed) {
        return QueryCompiler.compile(query, s -> typeSets.select(s::matches), indexed, NOW);
    }

    /** As PostgreSQL would, and by indexes wherever there is one. */
    private Set<String> select(String world, Search search) {
        var found = rows("SELECT e.id", world, search);
        var byIndexes = withoutReadingAll(() -> rows("SELECT e.id", world, search));
        assertThat(found).as("%s", search).doesNotHaveDuplicates();
        assertThat(byIndexes).as("%s", search).containsExactlyInAnyOrderElementsOf(found);
        return Set.copyOf(found);
    }

    /** How PostgreSQL finds the rows of a world if it may not read all. */
    List<String> plan(String world, Search search) {
        return withoutReadingAll(() -> rows("EXPLAIN SELECT e.id", world, search));
    }

    private List<String> withoutReadingAll(Supplier<List<String>> statement) {
        return database.inTransaction(jdbc -> {
            jdbc.sql("SET LOCAL enable_seqscan = off").update();
            return statement.get();
        });
    }

    private List<String> rows(String select, String world, Search search) {
        var sql =
                Sql.of(select + " FROM ")
                        .then(search.from())
                        .then(
                                " WHERE e.tenant = ? AND (e.expires_at IS NULL OR e.expires_at > ?)"
                                        + " AND ",
                                world,
                                time(NOW))
                        .then(search.where());
        return database.run(
                jdbc -> jdbc.sql(sql.text()).params(sql.binds()).query(String.class).list());
    }

    /** Each world has a tenant, so that they never meet. */
    String store(List<Entity> entities) {
        var world = "world" + WORLDS.incrementAndGet();
        entities.forEach(entity -> store(world, entity));
        return world;
    }

    private void store(String world, Entity entity) {
        database.run(jdbc ->
                jdbc.sql(
                                """
                                INSERT INTO entity (tenant, id, type_set, scopes, document,
                                    created_at, modified_at, expires_at)
                                VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                                """)
                        .param(world)
                        .param(entity.id().value())
                        .param(typeSets.idOf(entity.types()))
                        .param(
                                entity.scopes().isEmpty()
                                        ? null
                                        : entity.scopes().toArray(String[]::new))
                        .param(StoredDocument.of(entity))
                        .param(time(entity.createdAt()))
                        .param(time(entity.modifiedAt()))
                        .param(time(entity.expiresAt()))
                        .update());
        entity.attributes()
                .forEach((name, instances) ->
                        instances.stream()
                                .filter(a -> a.value() instanceof GeoProperty)
                                .forEach(a -> storeGeometry(world, entity, name, a)));
    }

    private void storeGeometry(String world, Entity entity, String name, Attribute place) {
        var expiresAt = place.expiresAt() == null ? null : place.expiresAt().toString();
        database.run(jdbc ->
                jdbc.sql(UPSERT_GEO)
                        .param(new String[] {world})
                        .param(new String[] {entity.id().value()})
                        .param(new String[] {name})
                        .param(new String[] {Objects.requireNonNullElse(place.datasetId(), "")})
                        .param(new String[] {hex((GeoProperty) place.value())})
                        .param(new @Nullable String[] {expiresAt})
                        .update());
    }

    private static String hex(GeoProperty value) {
        return WKBWriter.toHex(new WKBWriter().write(GeoJson.find(value.value()).orElseThrow()));
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    void analyze() {
        database.run(jdbc -> jdbc.sql("ANALYZE entity").update());
    }

    @Override
    public void close() {
        connections.close();
        testDatabase.close();
    }
}
