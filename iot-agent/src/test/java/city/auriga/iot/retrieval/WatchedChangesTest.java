package city.auriga.iot.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.iot.command.Asking;
import city.auriga.iot.reading.TestAgent;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedChangesTest {
    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** Those who watch another Entity hear of it meanwhile. */
    @Test
    void holdsOnlyWhatCannotBeStoredNow() throws Exception {
        agent.watching.moving.add("urn:moving");
        var held = new CountDownLatch(2);
        change(1, "urn:moving", held);
        for (int i = 2; i < 5; i++) {
            var passed = new CountDownLatch(1);
            change(i, "urn:other" + i, passed);
            assertThat(passed.await(20, TimeUnit.SECONDS)).isTrue();
        }
        change(5, "urn:moving", held);
        assertThat(held.getCount()).isEqualTo(2);
        agent.watching.moving.clear();
        assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Who counts how many are through with a change counts each of them once. */
    @Test
    void saysOnceThatItIsThrough() throws Exception {
        agent.watching.moving.add("urn:moving");
        var others = new CountDownLatch(2);
        var failed = new AtomicInteger();
        change(1, "urn:moving", others::countDown);
        change(
                2,
                "urn:moving",
                () -> {
                    failed.incrementAndGet();
                    throw new NoClassDefFoundError("for the test");
                });
        change(3, "urn:moving", others::countDown);
        agent.watching.moving.clear();
        assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
        var next = new CountDownLatch(1);
        change(4, "urn:other", next);
        assertThat(next.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(failed).hasValue(1);
    }

    private void change(int number, String entity, CountDownLatch done) {
        change(number, entity, done::countDown);
    }

    private void change(int number, String entity, Runnable done) {
        var asked = Asking.change(number, entity, "open", "1").change();
        var after = asked.attributes().getFirst();
        var change =
                new EntityChange(
                        asked.tenant(),
                        asked.id(),
                        asked.before(),
                        asked.after(),
                        List.of(new AttributeChange(after.name(), null, after.after())),
                        false,
                        asked.at());
        agent.watchedChanges.take(
                new PendingNotification(number, change, List.of(WatchedNames.ID)),
                WatchedNames.ID,
                done);
    }
}
