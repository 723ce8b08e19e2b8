package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import city.auriga.core.entity.MutationWriter;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.payload.Measure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.IntNode;

/** Places for what is being written at once. */
class EntityWritesTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private final Sender sender =
            ((Answer.Found) agent.senders.find("/iot/json", "key", "d1")).sender();

    /** What the writer does next; held if it is not there. */
    private final List<CompletableFuture<MutationResult>> held = new ArrayList<>();

    private volatile MutationWriter next = (_, _, _, _) -> hold();
    private final EntityWrites writes =
            new EntityWrites(
                    (tenant, id, mutation, now) -> next.write(tenant, id, mutation, now),
                    new ReadingMetrics(agent.registry),
                    1);

    @AfterEach
    void close() {
        agent.close();
    }

    private synchronized CompletableFuture<MutationResult> hold() {
        var reply = new CompletableFuture<MutationResult>();
        held.add(reply);
        return reply;
    }

    private synchronized int begun() {
        return held.size();
    }

    private CompletableFuture<ReadingOutcome> write() {
        var measure = new Measure(Map.of("n", IntNode.valueOf(1)), null);
        var arrival = new Arrival(NOW, "topic", Map.of());
        var mapping = Mapping.of(sender.profile(), measure, arrival);
        return writes.write(
                sender.profile(),
                null,
                measure,
                arrival,
                mapping,
                () -> CompletableFuture.completedFuture(null));
    }

    /** A measure on a thread of its own. */
    private final class Writing {
        final CountDownLatch begun = new CountDownLatch(1);
        final CompletableFuture<ReadingOutcome> reply = new CompletableFuture<>();
        final Thread thread = Thread.ofVirtual().start(this::run);

        private void run() {
            try {
                var _ =
                        write().whenComplete((outcome, error) -> {
                            if (error == null) {
                                reply.complete(outcome);
                            } else {
                                reply.completeExceptionally(error);
                            }
                        });
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
            }
            begun.countDown();
        }

        /** It has a place, or had one. */
        Writing begun() throws InterruptedException {
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            return this;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"committed", "unavailable", "refused", "throws", "fails"})
    void comeBackWhateverBecomesOfTheWrite(String fate) throws Exception {
        next =
                (_, _, _, _) ->
                        switch (fate) {
                            case "committed" ->
                                    CompletableFuture.completedFuture(MutationResult.UPDATED);
                            case "unavailable" -> failed(Problem.SERVICE_UNAVAILABLE);
                            case "refused" -> failed(Problem.BAD_REQUEST_DATA);
                            case "fails" ->
                                    CompletableFuture.failedFuture(new StackOverflowError("as if"));
                            default -> throw new IllegalStateException("as if");
                        };
        for (int i = 0; i < 3; i++) {
            var writing = new Writing().begun();
            await().until(writing.reply::isDone);
        }
        next = (_, _, _, _) -> hold();
        var last = new Writing().begun();
        var behind = new Writing();
        await().until(() -> behind.thread.getState() == Thread.State.WAITING);
        assertThat(begun()).as("one place, not more").isEqualTo(1);
        held.getFirst().complete(MutationResult.UPDATED);
        behind.begun();
        assertThat(last.reply.get(30, TimeUnit.SECONDS).written()).isEqualTo(1);
    }

    private static CompletableFuture<MutationResult> failed(Problem problem) {
        return CompletableFuture.failedFuture(new NgsiLdException(problem, "as if"));
    }

    /** A partition that is stopped while it waits. */
    @Test
    void areNotTakenByWhoHasLeftTheLine() throws Exception {
        var first = new Writing().begun();
        var left = new Writing();
        await().until(() -> left.thread.getState() == Thread.State.WAITING);
        var behind = new Writing();
        left.thread.interrupt();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> left.reply.get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(NgsiLdException.class);
        assertThat(first.reply.isDone()).isFalse();
        held.getFirst().complete(MutationResult.UPDATED);
        assertThat(first.reply.get(30, TimeUnit.SECONDS).written()).isEqualTo(1);
        behind.begun();
        assertThat(begun()).isEqualTo(2);
    }
}
