package city.auriga.storage.sql;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityArbitraries;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.ValueArbitraries;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.GeoQuery.MaxDistance;
import city.auriga.core.query.GeoQuery.MinDistance;
import city.auriga.core.query.Q;
import city.auriga.core.query.QueryArbitraries;
import city.auriga.storage.entity.StoredAttributes;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.locationtech.jts.geom.Geometry;
import tools.jackson.databind.JsonNode;

/**
 * The evaluator says what queries mean; SQL must say the same. Random queries on random entities of
 * one small world, on PostgreSQL.
 */
class SqlAgainstEvaluatorTest {
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

    private static StoredWorlds worlds;

    @BeforeContainer
    static void migrate() {
        worlds = new StoredWorlds();
    }

    @AfterContainer
    static void drop() {
        worlds.close();
    }

    @Property(tries = 60)
    void answersWhatTheEvaluatorSays(
            @ForAll("world") List<Entity> entities, @ForAll("queries") List<EntityQuery> queries) {
        var world = worlds.store(entities);
        for (var query : queries) {
            worlds.check(world, entities, query);
        }
    }

    /** Single conditions: a fault is not hidden by what stands beside it. */
    @Property(tries = 150)
    void answersEachConditionAsTheEvaluatorDoes(
            @ForAll("world") List<Entity> entities, @ForAll("terms") List<Q> terms) {
        var world = worlds.store(entities);
        for (var term : terms) {
            worlds.check(world, entities, EntityQuery.ALL.withQ(term));
        }
    }

    @Property(tries = 60)
    void answersAsTheEvaluatorDoesWherePointsTouchPlaces(
            @ForAll("places") List<Entity> entities,
            @ForAll("pointQueries") List<EntityQuery> queries) {
        var world = worlds.store(entities);
        for (var query : queries) {
            worlds.check(world, entities, query);
        }
    }

    @Property(tries = 60)
    void answersAsTheEvaluatorDoesOnPlacesOfAllKinds(
            @ForAll("crossingPlaces") List<Entity> entities,
            @ForAll("asideQueries") List<EntityQuery> queries) {
        var world = worlds.store(entities);
        for (var query : queries) {
            worlds.check(world, entities, query);
        }
    }

    /** Poles, the antimeridian, the whole earth, between an edge and its great circle. */
    @Example
    void answersAsTheEvaluatorDoesAtTheEndsOfTheEarth() {
        var geometries = ENDS_OF_THE_EARTH.stream().map(SqlAgainstEvaluatorTest::json).toList();
        var entities = EntityArbitraries.placed(geometries);
        var world = worlds.store(entities);
        for (var reference : geometries) {
            for (double metres : new double[] {0.001, 5, 150, 1e6, 1.9e7, 1e300}) {
                for (var relation : List.of(new MaxDistance(metres), new MinDistance(metres))) {
                    var geoQ =
                            new GeoQuery(
                                    EntityArbitraries.ATTRIBUTES.getFirst(),
                                    relation,
                                    GeoJson.find(reference).orElseThrow());
                    worlds.check(world, entities, EntityQuery.ALL.withGeoQ(geoQ));
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
}
