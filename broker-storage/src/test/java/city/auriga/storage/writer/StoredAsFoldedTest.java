package city.auriga.storage.writer;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.Entity;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Expire;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationArbitraries;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.StoredDocument;
import city.auriga.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Whatever the writer sends of a document, and whichever process has which version in memory, a row
 * holds what the mutations make of it in memory.
 */
class StoredAsFoldedTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final String EXPIRED = "expiresAt=Put[value=2026-01";
    private static final AtomicInteger WORLDS = new AtomicInteger();

    private static TestDatabase database;
    private static WriterBench one;
    private static WriterBench other;

    @BeforeContainer
    static void start() {
        database = TestDatabase.create();
        WriterBench.migrate(database);
        one = WriterBench.on(database);
        other = WriterBench.on(database);
    }

    @AfterContainer
    static void stop() {
        one.close();
        other.close();
        database.close();
    }

    @Property(tries = 80)
    void aRowHoldsWhatTheMutationsMake(@ForAll("sequences") List<Mutation> mutations) {
        var tenant = database.tenant("world" + WORLDS.incrementAndGet());
        Entity expected = null;
        for (int i = 0; i < mutations.size(); i++) {
            var now = START.plus(Duration.ofMinutes(i));
            write(i % 3 == 0 ? other : one, tenant, mutations.get(i), now);
            expected = fold(expected, mutations.get(i), now);

            assertThat(rowsLike(tenant, expected)).isEqualTo(expected == null ? 0 : 1);
            assertThat(rows(tenant)).isEqualTo(expected == null ? 0 : 1);
            // what has expired goes without a trace in the history (4.22)
            if (!mutations.toString().contains(EXPIRED)) {
                assertThat(instancesThatTheHistoryHasOtherwise(tenant)).isZero();
            }
        }
    }

    /** All at once, so that a batch folds several over one row that it does not read. */
    @Property(tries = 40)
    void aBatchHoldsWhatItsMutationsMake(@ForAll("sequences") List<Mutation> mutations) {
        var tenant = database.tenant("batch" + WORLDS.incrementAndGet());
        write(one, tenant, mutations.getFirst(), START);
        Entity expected = fold(null, mutations.getFirst(), START);
        var replies = new ArrayList<CompletableFuture<?>>();
        for (var mutation : mutations) {
            expected = fold(expected, mutation, START);
            replies.add(one.writer.write(tenant, MutationArbitraries.ID, mutation, START));
        }
        replies.forEach(reply -> reply.exceptionally(refused -> null).join());

        assertThat(rowsLike(tenant, expected)).isEqualTo(expected == null ? 0 : 1);
        assertThat(rows(tenant)).isEqualTo(expected == null ? 0 : 1);
    }

    @Provide
    Arbitrary<List<Mutation>> sequences() {
        return MutationArbitraries.mutations().list().ofMinSize(2).ofMaxSize(12);
    }

    private static @Nullable Entity fold(@Nullable Entity entity, Mutation mutation, Instant now) {
        var current = new Expire().apply(entity, now).entity();
        try {
            return mutation.apply(current, now).entity();
        } catch (NgsiLdException refused) {
            return current;
        }
    }

    private static void write(WriterBench bench, Tenant tenant, Mutation mutation, Instant now) {
        try {
            bench.writer.write(tenant, MutationArbitraries.ID, mutation, now).join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(NgsiLdException.class);
        }
    }

    /** The newest that the history has of an instance is what the document has. */
    private static long instancesThatTheHistoryHasOtherwise(Tenant tenant) {
        return one.jdbc
                .sql(
                        """
                        SELECT count(*)
                        FROM entity e, jsonb_each(e.document) a, jsonb_array_elements(a.value) i
                        WHERE e.tenant = ? AND i.value IS DISTINCT FROM (
                            SELECT h.instance::jsonb FROM attribute_history h
                            WHERE h.tenant = e.tenant AND h.entity_id = e.id AND h.attribute = a.key
                              AND h.dataset_id = coalesce(i.value ->> 'datasetId', '')
                            ORDER BY h.recorded_at DESC LIMIT 1)
                        """)
                .param(tenant.name())
                .query(Long.class)
                .single();
    }

    private static long rows(Tenant tenant) {
        return one.jdbc
                .sql("SELECT count(*) FROM entity WHERE tenant = ?")
                .param(tenant.name())
                .query(Long.class)
                .single();
    }

    private static long rowsLike(Tenant tenant, @Nullable Entity expected) {
        return expected == null
                ? 0
                : one.jdbc
                        .sql(
                                """
                                SELECT count(*) FROM entity e JOIN type_set t ON t.id = e.type_set
                                WHERE e.tenant = ? AND e.document = ?::jsonb
                                  AND e.modified_at = ?::timestamptz AND e.created_at = ?::timestamptz
                                  AND e.expires_at IS NOT DISTINCT FROM ?::timestamptz
                                  AND e.next_expiry IS NOT DISTINCT FROM ?::timestamptz
                                  AND coalesce(e.scopes, '{}') = ?::text[]
                                  AND t.types @> ?::text[] AND t.types <@ ?::text[]
                                  AND (SELECT count(*) FROM entity_geo g WHERE g.tenant = e.tenant) = ?
                                  AND NOT EXISTS (SELECT FROM entity_geo g WHERE g.tenant = e.tenant AND g.seq <> e.seq)
                                """)
                        .params(
                                tenant.name(),
                                StoredDocument.of(expected),
                                expected.modifiedAt().toString(),
                                expected.createdAt().toString(),
                                text(expected.expiresAt()),
                                text(expected.nextExpiry()),
                                expected.scopes().toArray(String[]::new),
                                expected.types().toArray(String[]::new),
                                expected.types().toArray(String[]::new),
                                places(expected))
                        .query(Long.class)
                        .single();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static long places(Entity entity) {
        return entity.attributes().values().stream()
                .flatMap(List::stream)
                .filter(a ->
                        a.value() instanceof GeoProperty(var value)
                                && GeoJson.find(value).isPresent())
                .count();
    }
}
