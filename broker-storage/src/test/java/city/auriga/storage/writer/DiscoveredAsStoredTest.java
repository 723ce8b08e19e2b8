package city.auriga.storage.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.discovery.Discovery.Selection;
import city.auriga.core.discovery.Inventory;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationArbitraries;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** What the writers count is what somebody finds who looks at every Entity. */
class DiscoveredAsStoredTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant WHEN_ALL_HAS_EXPIRED = Instant.parse("2101-01-01T00:00:00Z");
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

    /**
     * One of several writers changes one of a few entities of one of two tenants.
     *
     * @param waits whether the next one comes after its reply; else it may be of the same batch
     * @param folds whether the numbers are summed up then
     */
    record Step(
            int tenant,
            int entity,
            boolean byOther,
            Mutation mutation,
            boolean waits,
            boolean folds) {}

    @Property(tries = 40)
    void discoveryIsWhatIsStored(@ForAll("steps") List<Step> steps) {
        int world = WORLDS.incrementAndGet();
        var tenants = List.of(database.tenant("a" + world), database.tenant("b" + world));
        var replies = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var reply =
                    (step.byOther ? other : one)
                            .writer.write(
                                    tenants.get(step.tenant),
                                    new EntityId("urn:e:" + step.entity),
                                    step.mutation,
                                    START.plus(Duration.ofMinutes(i)));
            replies.add(reply.exceptionally(DiscoveredAsStoredTest::refused));
            if (step.waits) {
                replies.forEach(CompletableFuture::join);
            }
            if (step.folds) {
                one.folding.fold();
            }
        }
        replies.forEach(CompletableFuture::join);

        var end = START.plus(Duration.ofMinutes(steps.size()));
        for (var tenant : tenants) {
            assertDiscovered(tenant, end);
            assertDiscovered(tenant, WHEN_ALL_HAS_EXPIRED);
        }
        other.folding.fold();
        one.sweep(WHEN_ALL_HAS_EXPIRED, 2);
        for (var tenant : tenants) {
            assertDiscovered(tenant, WHEN_ALL_HAS_EXPIRED);
            // nothing is left that would have to be taken off
            assertDiscovered(tenant, START);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var often = Arbitraries.of(true, true, false);
        var seldom = Arbitraries.of(true, false, false, false);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, false),
                        MutationArbitraries.mutations(),
                        often,
                        seldom)
                .as(Step::new)
                .list()
                .ofMinSize(4)
                .ofMaxSize(25);
    }

    private static @Nullable MutationResult refused(Throwable e) {
        assertThat(e).isInstanceOf(NgsiLdException.class);
        assertThat(((NgsiLdException) e).problem()).isNotEqualTo(Problem.INTERNAL_ERROR);
        return null;
    }

    private static void assertDiscovered(Tenant tenant, Instant now) {
        var stored = StoredEntities.of(one.jdbc, tenant, now);
        var found = other.discovery.find(tenant, new Selection.Everything(), now);

        assertThat(types(found)).isEqualTo(stored.types());
        assertThat(attributes(found)).isEqualTo(stored.attributes());
        assertThat(one.discovery.find(tenant, new Selection.Types(), now).types().keySet())
                .isEqualTo(found.types().keySet());
        for (var type : found.types().keySet()) {
            var ofType = one.discovery.find(tenant, new Selection.OfType(type), now);
            assertThat(line(type, ofType.type(type).orElseThrow()))
                    .isEqualTo(line(type, found.type(type).orElseThrow()));
        }
        for (var name : found.attributes().keySet()) {
            var ofName = one.discovery.find(tenant, new Selection.OfAttribute(name), now);
            assertThat(line(name, ofName.attribute(name).orElseThrow()))
                    .isEqualTo(line(name, found.attribute(name).orElseThrow()));
        }
    }

    private static String types(Inventory inventory) {
        var text = new StringBuilder();
        inventory.types().forEach((name, type) -> text.append(line(name, type)));
        return text.toString();
    }

    private static String line(String name, Inventory.EntityType type) {
        return "%s %d %s%n".formatted(name, type.entities(), type.attributes());
    }

    private static String attributes(Inventory inventory) {
        var text = new StringBuilder();
        inventory.attributes().forEach((name, attribute) -> text.append(line(name, attribute)));
        return text.toString();
    }

    private static String line(String name, Inventory.Attribute attribute) {
        return "%s %d %s %s%n"
                .formatted(name, attribute.instances(), attribute.types(), attribute.entityTypes());
    }

    @Example
    void everyEntityCountsOnceWhileTwoProcessesWriteAndTheNumbersAreSummedUp() throws Exception {
        var tenant = database.tenant("crowd");
        int each = 1500;
        var acknowledged = new AtomicInteger();
        var submitted = new AtomicInteger();
        var writing = new AtomicBoolean(true);
        var folding = whileTrue(writing, one.folding::fold);
        var alsoFolding = whileTrue(writing, other.folding::fold);
        var reading =
                whileTrue(
                        writing,
                        () -> {
                            int least = acknowledged.get();
                            long found = lamps(tenant);
                            assertThat(found).isBetween((long) least, (long) submitted.get());
                        });
        var replies = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < each; i++) {
            for (var bench : List.of(one, other)) {
                var id = "urn:lamp:" + (bench == one ? "one:" : "other:") + i;
                submitted.incrementAndGet();
                replies.add(
                        bench.writer
                                .write(
                                        tenant,
                                        new EntityId(id),
                                        WriterBench.newLamp(id, "\"a%d\":1".formatted(i / 4)),
                                        START)
                                .thenRun(acknowledged::incrementAndGet));
            }
        }
        replies.forEach(CompletableFuture::join);
        writing.set(false);
        for (var work : List.of(folding, alsoFolding, reading)) {
            work.join();
        }
        assertThat(lamps(tenant)).isEqualTo(2L * each);
        one.folding.fold();
        assertThat(lamps(tenant)).isEqualTo(2L * each);
        assertDiscovered(tenant, START);
        assertThat(appended()).isZero();
    }

    @Example
    void whileOneProcessSumsUpTheOthersLeaveItToIt() throws SQLException {
        one.folding.fold();
        one.write("urn:lamp:once", WriterBench.newLamp("urn:lamp:once", "\"level\":1")).join();
        try (var process = database.connect();
                var statement = process.createStatement()) {
            process.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('content_count'))");
            other.folding.fold();
            assertThat(appended()).isOne();
            process.rollback();
        }
        other.folding.fold();
        assertThat(appended()).isZero();
    }

    private static long appended() {
        return one.jdbc.sql("SELECT count(*) FROM content_change").query(Long.class).single();
    }

    private static CompletableFuture<Void> whileTrue(AtomicBoolean condition, Runnable work) {
        return CompletableFuture.runAsync(() -> {
            do {
                work.run();
            } while (condition.get());
        });
    }

    private static long lamps(Tenant tenant) {
        var lamp = WriterBench.VOCABULARY + "Lamp";
        return one.discovery
                .find(tenant, new Selection.OfType(lamp), START)
                .type(lamp)
                .map(Inventory.EntityType::entities)
                .orElse(0L);
    }

    @Example
    void anUpdateOfAValueIsNoChangeOfTheNumbers() {
        one.write("urn:lamp:quiet", WriterBench.newLamp("urn:lamp:quiet", "\"level\":1")).join();
        one.folding.fold();

        one.write("urn:lamp:quiet", WriterBench.change("urn:lamp:quiet", "\"level\":2")).join();

        assertThat(appended()).isZero();
    }

    @Example
    void aBatchAppendsOneRowPerTypeHoweverManyEntitiesItCreates() {
        one.folding.fold();
        var replies = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 200; i++) {
            var id = "urn:lamp:batch:" + i;
            replies.add(one.write(id, WriterBench.newLamp(id, "\"level\":1,\"name\":\"x\"")));
        }
        replies.forEach(CompletableFuture::join);

        // two lanes with batches of 100 at most; how many there are is up to the machine
        assertThat(appended()).isBetween(2L, 100L);
    }

    @Example
    void whatIsMoreThanOneAnswerMayHoldIsRefused() {
        var tenant = database.tenant("many");
        for (int i = 0; i <= WriterBench.COMBINATIONS / 100; i++) {
            var attributes = new StringBuilder("\"a\":1");
            for (int a = 0; a < 100; a++) {
                attributes.append(",\"a%dx%d\":1".formatted(i, a));
            }
            var id = "urn:lamp:" + i;
            one.writer
                    .write(
                            tenant,
                            new EntityId(id),
                            WriterBench.newLamp(id, attributes.toString()),
                            START)
                    .join();
        }

        assertThatThrownBy(() -> one.discovery.find(tenant, new Selection.Everything(), START))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.TOO_MANY_RESULTS));
        var name = WriterBench.VOCABULARY + "a";
        assertThat(
                        one.discovery
                                .find(tenant, new Selection.OfAttribute(name), START)
                                .attribute(name)
                                .orElseThrow()
                                .instances())
                .isEqualTo(11);
        assertThat(one.discovery.find(tenant, new Selection.Types(), START).types()).hasSize(1);
    }

    @Example
    void countingAnewFindsTheSame() {
        var tenant = database.tenant("anew");
        one.writer
                .write(
                        tenant,
                        new EntityId("urn:lamp:1"),
                        WriterBench.newLamp("urn:lamp:1", "\"level\":1"),
                        START)
                .join();
        one.jdbc.sql("UPDATE content_count SET number = 77").update();

        one.jdbc.sql("SELECT count_content()").query(Long.class).single();

        assertDiscovered(tenant, START);
    }
}
