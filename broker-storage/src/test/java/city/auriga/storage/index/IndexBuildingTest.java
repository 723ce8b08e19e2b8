package city.auriga.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.entity.AttributeIndexes.Index;
import city.auriga.core.entity.AttributeIndexes.State;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Declarations become indexes, whatever happened before. */
class IndexBuildingTest {
    private static final String LEVEL = "urn:it's a level?";
    private static final int LIMIT = 3;

    private TestDatabase testDatabase;
    private JdbcClient jdbc;
    private JdbcAttributeIndexes indexes;
    private KnownIndexes known;
    private IndexBuilding building;

    @BeforeEach
    void migrate() {
        testDatabase = TestDatabase.create();
        Flyway.configure().dataSource(testDatabase.dataSource()).load().migrate();
        jdbc = JdbcClient.create(testDatabase.dataSource());
        var database = new Database(testDatabase.dataSource());
        indexes = new JdbcAttributeIndexes(database, LIMIT);
        known = new KnownIndexes(database);
        building = new IndexBuilding(database, testDatabase.dataSource());
        store("urn:e:1", "[{\"type\":\"Property\",\"value\":1}]");
        store("urn:e:2", "[{\"type\":\"Property\",\"value\":2}]");
    }

    @AfterEach
    void drop() {
        testDatabase.close();
    }

    private void store(String id, String instances) {
        jdbc.sql(
                        """
                        INSERT INTO entity (tenant, id, type_set, document, created_at, modified_at)
                        VALUES ('', ?, 1, jsonb_build_object(?, ?::jsonb), now(), now())
                        """)
                .param(id)
                .param(LEVEL)
                .param(instances)
                .update();
    }

    private List<String> validIndexes(Index index) {
        return jdbc.sql(
                        """
                        SELECT replace(c.relname, ?, '') FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                        WHERE c.relname LIKE 'entity_attribute_%' AND i.indisvalid AND NOT i.indisunique ORDER BY 1
                        """)
                .param(index.name())
                .query(String.class)
                .list();
    }

    private State state(Index index) {
        return indexes.find(index.name()).orElseThrow().state();
    }

    @Test
    void makesAllIndexesOfAnAttributeAndDropsThem() throws SQLException {
        var index = indexes.declare(LEVEL);
        assertThat(state(index)).isEqualTo(State.BUILDING);
        known.refresh();
        assertThat(known.attributes()).isEmpty();

        building.work();
        assertThat(state(index)).isEqualTo(State.VALID);
        assertThat(validIndexes(index))
                .containsExactly("_number", "_number_to", "_text", "_text_to");
        known.refresh();
        assertThat(known.attributes()).containsExactly(LEVEL);

        assertThat(indexes.remove(index.name())).isTrue();
        known.refresh();
        assertThat(known.attributes()).isEmpty();
        building.work();
        assertThat(indexes.list()).isEmpty();
        assertThat(validIndexes(index)).isEmpty();
        assertThat(jdbc.sql("SELECT count(*) FROM pg_statistic_ext").query(Long.class).single())
                .isZero();
        assertThat(indexes.remove(index.name())).isFalse();
    }

    /** It is asked every second, and a connection of its own is dear. */
    @Test
    void takesNoConnectionWhereNothingIsDue() throws SQLException {
        var none = new SimpleDriverDataSource();
        new IndexBuilding(new Database(testDatabase.dataSource()), none).work();
        indexes.declare(LEVEL);
        building.work();
        new IndexBuilding(new Database(testDatabase.dataSource()), none).work();
        assertThat(state(indexes.list().getFirst())).isEqualTo(State.VALID);
    }

    /** A build that fails leaves an index that is not valid, as a crash does. */
    @Test
    void makesAnewWhatACrashHasLeft() throws SQLException {
        var index = indexes.declare(LEVEL);
        try {
            jdbc.sql(
                            "CREATE UNIQUE INDEX CONCURRENTLY "
                                    + index.name()
                                    + "_number ON entity (tenant)")
                    .update();
        } catch (DataAccessException expected) {
            assertThat(expected).hasMessageContaining("duplicate");
        }
        building.work();
        assertThat(state(index)).isEqualTo(State.VALID);
        assertThat(validIndexes(index)).hasSize(4);
    }

    @Test
    void saysWhyAnIndexCannotBeMade() throws SQLException {
        store("urn:e:3", "\"changed by hand\"");
        var index = indexes.declare(LEVEL);
        building.work();
        var failed = indexes.find(index.name()).orElseThrow();
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.reason()).contains("array");
        assertThat(validIndexes(index)).isEmpty();
        known.refresh();
        assertThat(known.attributes()).isEmpty();
    }

    @Test
    void leavesTheWorkToTheProcessThatHasBegunIt() throws SQLException {
        var index = indexes.declare(LEVEL);
        try (var other = testDatabase.connect();
                var statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext('attribute_index'))");
            building.work();
            assertThat(state(index)).isEqualTo(State.BUILDING);
        }
    }

    @Test
    void refusesWhatIsDeclaredAndMoreThanTheLimit() {
        indexes.declare(LEVEL);
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> indexes.declare(LEVEL))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.ALREADY_EXISTS));
        for (int i = 1; i < LIMIT; i++) {
            indexes.declare("urn:a:" + i);
        }
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> indexes.declare("urn:a:" + LIMIT))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.CONFLICT));
        assertThat(indexes.list()).hasSize(LIMIT);
    }
}
