package city.auriga.storage.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneTest {
    /**
     * @param work what becomes of it
     */
    private record Call(Runnable work, CompletableFuture<String> reply) implements Lane.Request {
        static Call of(Runnable work) {
            return new Call(work, new CompletableFuture<>());
        }

        @Override
        public void fail(NgsiLdException error) {
            reply.completeExceptionally(error);
        }

        Problem problem() {
            var failed =
                    catchThrowableOfType(
                            CompletionException.class,
                            () -> reply.orTimeout(10, TimeUnit.SECONDS).join());
            return ((NgsiLdException) failed.getCause()).problem();
        }
    }

    @Test
    void survivesItsWork() {
        try (var lane = lane()) {
            var broken =
                    Call.of(() -> {
                        throw new IllegalStateException("a fault of ours");
                    });
            var refused =
                    Call.of(() -> {
                        throw Lane.unavailable("the database is away");
                    });
            var endless =
                    Call.of(() -> {
                        throw new StackOverflowError();
                    });
            var good = Call.of(() -> {});
            List.of(broken, refused, endless, good).forEach(lane::submit);
            assertThat(broken.problem()).isEqualTo(Problem.INTERNAL_ERROR);
            assertThat(endless.problem()).isEqualTo(Problem.INTERNAL_ERROR);
            assertThat(refused.problem()).isEqualTo(Problem.SERVICE_UNAVAILABLE);
            assertThat(good.reply.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("done");
        }
    }

    @Test
    void survivesAnErrorAmidAnError() {
        var answer = new CompletableFuture<NgsiLdException>();
        try (var lane =
                new Lane<Lane.Request>(
                        "test",
                        10,
                        1,
                        _ -> {
                            throw new IllegalStateException("a fault of ours");
                        })) {
            lane.submit(_ -> {
                throw new StackOverflowError();
            });
            lane.submit(answer::complete);
            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join().problem())
                    .isEqualTo(Problem.INTERNAL_ERROR);
        }
    }

    @Test
    void refusesWhatItsWorkLeavesOut() {
        try (var lane = new Lane<Call>("test", 10, 1, batch -> {})) {
            var forgotten = Call.of(() -> {});
            lane.submit(forgotten);
            assertThat(forgotten.problem()).isEqualTo(Problem.SERVICE_UNAVAILABLE);
        }
    }

    private static Lane<Call> lane() {
        return new Lane<>(
                "test",
                10,
                1,
                batch ->
                        batch.forEach(call -> {
                            call.work.run();
                            call.reply.complete("done");
                        }));
    }
}
