package city.auriga.storage.writer;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has expired leaves (4.22). */
class ExpirySweepTest {
    private static final String ID = "urn:lamp:1";
    private static final Instant END = WriterBench.NOW.plus(Duration.ofMinutes(1));
    private static final Instant BEFORE = END.minusMillis(1);
    private static final int CHUNK = 10;

    private TestDatabase database;
    private WriterBench bench;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        WriterBench.migrate(database);
        bench = WriterBench.on(database, change -> List.of("urn:subscription:1"));
    }

    @AfterEach
    void stop() {
        bench.close();
        database.close();
    }

    @Test
    void anEntityLeavesAsIfItWereDeleted() {
        create(
                "\"level\":1,\"place\":{\"type\":\"Point\",\"coordinates\":[1,2]},\"expiresAt\":\"%s\"");

        assertThat(bench.sweep(BEFORE, CHUNK)).isZero();
        assertThat(rows("entity")).isOne();
        assertThat(bench.sweep(END, CHUNK)).isOne();

        assertThat(rows("entity")).isZero();
        assertThat(rows("entity_geo")).isZero();
        var change = told().getLast();
        assertThat(change.after()).isNull();
        assertThat(change.at()).isEqualTo(END);
        assertThat(change.attributes()).hasSize(2).allMatch(a -> a.after() == null);
    }

    @Test
    void theHistoryOfAnEntityStaysAsItWas() {
        create("\"level\":1,\"expiresAt\":\"%s\"");

        bench.sweep(END, CHUNK);

        assertThat(bench.historyOf(ID)).isOne();
        assertThat(rows("entity_history")).isOne();
    }

    @Test
    void anInstanceOfAnAttributeLeavesAsIfItWereDeleted() {
        create(
                """
                "level":[{"value":1},{"value":2,"datasetId":"urn:d:1","expiresAt":"%s"}]\
                """);

        bench.sweep(END, CHUNK);

        assertThat(stored().instances(WriterBench.VOCABULARY + "level")).hasSize(1);
        assertThat(stored().modifiedAt()).isEqualTo(END);
        var change = told().getLast();
        assertThat(change.after()).isNotNull();
        assertThat(change.attributes())
                .singleElement()
                .satisfies(a -> assertThat(a.datasetId()).isEqualTo("urn:d:1"))
                .extracting(AttributeChange::after)
                .isNull();
        assertThat(rows("entity_history")).isOne();
        assertThat(rows("entity WHERE next_expiry IS NOT NULL")).isZero();
    }

    @Test
    void aGeoPropertyTakesItsPlaceWithIt() {
        create(
                """
                "place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]},"expiresAt":"%s"}\
                """);
        assertThat(rows("entity_geo")).isOne();

        bench.sweep(END, CHUNK);

        assertThat(rows("entity_geo")).isZero();
        assertThat(stored().attributes()).isEmpty();
    }

    @Test
    void aSubAttributeLeavesUnnoticed() {
        create(
                """
                "level":{"value":1,"accuracy":{"value":2,"expiresAt":"%s"},"unit":{"value":3}}\
                """);

        bench.sweep(END, CHUNK);

        var level = stored().instances(WriterBench.VOCABULARY + "level").getFirst();
        assertThat(level.attributes()).containsOnlyKeys(WriterBench.VOCABULARY + "unit");
        assertThat(stored().modifiedAt()).isEqualTo(WriterBench.NOW);
        assertThat(told().getLast().attributes()).isEmpty();
    }

    @Test
    void whatIsLeftToExpireIsRemovedInItsTime() {
        create(
                """
                "a":{"value":1,"expiresAt":"%s"},"b":{"value":1,"expiresAt":"2026-05-01T12:00:00Z"}\
                """);

        bench.sweep(END, CHUNK);
        assertThat(stored().attributes()).containsOnlyKeys(WriterBench.VOCABULARY + "b");

        assertThat(bench.sweep(END, CHUNK)).isZero();
        bench.sweep(Instant.parse("2026-05-01T12:00:00Z"), CHUNK);
        assertThat(stored().attributes()).isEmpty();
    }

    @Test
    void whoChangesAnEntityFirstRemovesWhatHasExpired() {
        create("\"a\":1,\"b\":{\"value\":1,\"expiresAt\":\"%s\"}");

        bench.writer
                .write(Tenant.DEFAULT, new EntityId(ID), WriterBench.change(ID, "\"a\":2"), END)
                .join();

        assertThat(told()).hasSize(3);
        assertThat(told().get(1).attributes())
                .singleElement()
                .extracting(AttributeChange::after)
                .isNull();
        assertThat(told().get(2).attributes())
                .singleElement()
                .extracting(AttributeChange::name)
                .isEqualTo(WriterBench.VOCABULARY + "a");
        assertThat(bench.sweep(END, CHUNK)).isZero();
    }

    @Test
    void whoCreatesAnEntityAnewIsToldOfAfterItsEnd() {
        create("\"a\":1,\"expiresAt\":\"%s\"");

        bench.writer
                .write(Tenant.DEFAULT, new EntityId(ID), WriterBench.newLamp(ID, "\"b\":2"), END)
                .join();

        assertThat(told().get(1).after()).isNull();
        assertThat(told().get(2).before()).isNull();
        assertThat(stored().attributes()).containsOnlyKeys(WriterBench.VOCABULARY + "b");
    }

    @Test
    void manyLeaveInChunksAndOnceWhoeverSweeps() {
        int many = 95;
        var replies = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < many; i++) {
            var id = "urn:lamp:" + i;
            var end = "\"expiresAt\":\"%s\"".formatted(i % 2 == 0 ? END : BEFORE);
            replies.add(bench.write(id, WriterBench.newLamp(id, end)));
        }
        replies.forEach(CompletableFuture::join);
        bench.told.clear();

        try (var other = WriterBench.on(database, change -> List.of("urn:subscription:1"))) {
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> bench.sweep(END, CHUNK)),
                            CompletableFuture.runAsync(() -> other.sweep(END, CHUNK)))
                    .join();

            assertThat(rows("entity")).isZero();
            assertThat(bench.told.size() + other.told.size()).isEqualTo(many);
        }
    }

    @Test
    void aRowThatNobodyCanReadHoldsUpNoOther() {
        create("\"a\":1,\"expiresAt\":\"%s\"");
        for (int i = 2; i <= CHUNK + 2; i++) {
            var id = "urn:lamp:" + i;
            bench.write(id, WriterBench.newLamp(id, "\"expiresAt\":\"%s\"".formatted(END))).join();
        }
        bench.jdbc
                .sql("UPDATE entity SET document = '{\"urn:a\":7}' WHERE id = ?")
                .param(ID)
                .update();

        assertThat(bench.sweep(END, CHUNK)).isEqualTo(CHUNK + 1);

        assertThat(rows("entity")).isOne();
    }

    private void create(String attributes) {
        bench.write(ID, WriterBench.newLamp(ID, attributes.formatted(END))).join();
    }

    private List<EntityChange> told() {
        return bench.told.stream().map(PendingNotification::change).toList();
    }

    /** Read as it was long ago, so that nothing is hidden. */
    private Entity stored() {
        return bench.find(ID).orElseThrow();
    }

    private long rows(String table) {
        return bench.jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
