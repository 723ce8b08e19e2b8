package city.auriga.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityArbitraries;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.ValueArbitraries;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.GeoQuery.MaxDistance;
import city.auriga.core.query.GeoQuery.MinDistance;
import city.auriga.core.query.LinkedEntities;
import city.auriga.core.query.Q;
import city.auriga.core.query.QueryArbitraries;
import city.auriga.storage.StoredDocument;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.entity.StoredAttributes;
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
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKBWriter;
import tools.jackson.databind.JsonNode;

/**
 * The evaluator says what queries mean; SQL must say the same. Random queries on random entities of
 * one small world, on PostgreSQL.
 */
class SqlAgainstEvaluatorTest {
    private static final Instant NOW = EntityArbitraries.NOW;
    private static final String UPSERT_GEO = SqlResource.read(BatchWriter.class, "upsert-geo.sql");
    private static final AtomicInteger WORLDS = new AtomicInteger();

    private static final List<String> ENDS_OF_THE_EARTH =
            List.of(
                    "{'type':'Point','coordinates':[180,0]}",
                    "{'type':'Point','coordinates':[-179.999,0.001]}",
                    "{'type':'Point','coordinates':[12,90]}",
                    "{'type':'Point','coordinates':[-77,-90]}",
                    "{'type':'LineString','coordinates':[[-180,0],[180,0]]}",
                    "{'type':'LineString','coordinates':[[0,-90],[0,90]]}",
                    "{'type':'Polygon','coordinates':[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}",
                    "{'type':'Polygon','coordinates':[[[8,59],[9,59],[9,60],[8,59]]]}",
                    "{'type':'Point','coordinates':[8.2499,59.2501]}",
                    "{'type':'Polygon','coordinates':[[[5,5],[5,5],[5,5],[5,5]]]}");

    private static TestDatabase testDatabase;
    private static HikariDataSource connections;
    private static Database database;
    private static TypeSets typeSets;

    @BeforeContainer
    static void migrate() {
        testDatabase = TestDatabase.create();
        var settings = new HikariConfig();
        settings.setDataSource(testDatabase.dataSource());
        settings.setMaximumPoolSize(2);
        connections = new HikariDataSource(settings);
        Flyway.configure().dataSource(connections).load().migrate();
        database = new Database(connections);
        typeSets = new TypeSets(database);
    }

    @AfterContainer
    static void drop() {
        connections.close();
        testDatabase.close();
    }

    @Property(tries = 60)
    void answersWhatTheEvaluatorSays(
            @ForAll("world") List<Entity> entities, @ForAll("queries") List<EntityQuery> queries) {
        var world = store(entities);
        for (var query : queries) {
            check(world, entities, query);
        }
    }

    /** Single conditions: a fault is not hidden by what stands beside it. */
    @Property(tries = 150)
    void answersEachConditionAsTheEvaluatorDoes(
            @ForAll("world") List<Entity> entities, @ForAll("terms") List<Q> terms) {
        var world = store(entities);
        for (var term : terms) {
            check(world, entities, EntityQuery.ALL.withQ(term));
        }
    }

    @Property(tries = 60)
    void answersAsTheEvaluatorDoesWherePointsTouchPlaces(
            @ForAll("places") List<Entity> entities,
            @ForAll("pointQueries") List<EntityQuery> queries) {
        var world = store(entities);
        for (var query : queries) {
            check(world, entities, query);
        }
    }

    @Property(tries = 60)
    void answersAsTheEvaluatorDoesOnPlacesOfAllKinds(
            @ForAll("crossingPlaces") List<Entity> entities,
            @ForAll("asideQueries") List<EntityQuery> queries) {
        var world = store(entities);
        for (var query : queries) {
            check(world, entities, query);
        }
    }

    /** Poles, the antimeridian, the whole earth, between an edge and its great circle. */
    @Example
    void answersAsTheEvaluatorDoesAtTheEndsOfTheEarth() {
        var geometries = ENDS_OF_THE_EARTH.stream().map(SqlAgainstEvaluatorTest::json).toList();
        var entities = EntityArbitraries.placed(geometries);
        var world = store(entities);
        for (var reference : geometries) {
            for (double metres : new double[] {0.001, 5, 150, 1e6, 1.9e7, 1e300}) {
                for (var relation : List.of(new MaxDistance(metres), new MinDistance(metres))) {
                    var geoQ =
                            new GeoQuery(
                                    EntityArbitraries.ATTRIBUTES.getFirst(),
                                    relation,
                                    GeoJson.find(reference).orElseThrow());
                    check(world, entities, EntityQuery.ALL.withGeoQ(geoQ));
                }
            }
        }
    }

    private static JsonNode json(String text) {
        return StoredAttributes.JSON.readTree(text.replace('\'', '"'));
    }

    @Provide
    Arbitrary<List<Entity>> world() {
        return EntityArbitraries.entities();
    }

    @Provide
    Arbitrary<List<Entity>> places() {
        return EntityArbitraries.places(ValueArbitraries.validGeometries());
    }

    @Provide
    Arbitrary<List<Entity>> crossingPlaces() {
        return EntityArbitraries.places(ValueArbitraries.geometries());
    }

    @Provide
    Arbitrary<List<EntityQuery>> queries() {
        return QueryArbitraries.entityQueries().list().ofSize(20);
    }

    @Provide
    Arbitrary<List<Q>> terms() {
        return QueryArbitraries.terms().withoutEdgeCases().list().ofSize(30);
    }

    @Provide
    Arbitrary<List<EntityQuery>> pointQueries() {
        return geoQueries(QueryArbitraries.points());
    }

    @Provide
    Arbitrary<List<EntityQuery>> asideQueries() {
        return geoQueries(QueryArbitraries.asideGeometries());
    }

    private static Arbitrary<List<EntityQuery>> geoQueries(Arbitrary<Geometry> references) {
        return QueryArbitraries.placeQueries(references)
                .map(EntityQuery.ALL::withGeoQ)
                .list()
                .ofSize(15);
    }

    private static void check(String world, List<Entity> entities, EntityQuery query) {
        var live = entities.stream().filter(e -> !e.isExpired(NOW)).map(e -> e.live(NOW)).toList();
        LinkedEntities linked =
                id -> live.stream().filter(e -> e.id().value().equals(id)).findFirst();
        var expected =
                live.stream()
                        .filter(e -> Evaluator.matches(query, e, linked))
                        .map(e -> e.id().value())
                        .collect(Collectors.toSet());
        var condition = QueryCompiler.compile(query, s -> typeSets.select(s::matches), NOW);
        var found = select(world, condition.sql());
        if (condition.exact()) {
            assertThat(found).as("exact: %s\n%s", query, condition.sql()).isEqualTo(expected);
        } else {
            assertThat(found).as("narrowed: %s\n%s", query, condition.sql()).containsAll(expected);
        }
    }

    private static Set<String> select(String world, Sql condition) {
        var sql =
                Sql.of(
                                "SELECT e.id FROM entity e WHERE e.tenant = ?"
                                        + " AND (e.expires_at IS NULL OR e.expires_at > ?) AND ",
                                world,
                                time(NOW))
                        .then(condition);
        return Set.copyOf(
                database.run(jdbc ->
                        jdbc.sql(sql.text()).params(sql.binds()).query(String.class).list()));
    }

    /** Each world has a tenant, so that they never meet. */
    private static String store(List<Entity> entities) {
        var world = "world" + WORLDS.incrementAndGet();
        entities.forEach(entity -> store(world, entity));
        return world;
    }

    private static void store(String world, Entity entity) {
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

    private static void storeGeometry(String world, Entity entity, String name, Attribute place) {
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
}
