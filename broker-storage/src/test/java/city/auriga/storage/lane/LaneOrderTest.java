package city.auriga.storage.lane;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.problem.NgsiLdException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which requests a lane works on at once, and in which order. */
@Timeout(60)
class LaneOrderTest {
    private static final int MAX = 10;

    private record Call(int order, int number, CompletableFuture<String> reply)
            implements Lane.Request {
        Call(int order, int number) {
            this(order, number, new CompletableFuture<>());
        }

        @Override
        public void fail(NgsiLdException error) {
            reply.completeExceptionally(error);
        }
    }

    /** Batches as they begin; each ends when it is told to, or all do. */
    private static final class Held implements Lane.Work<Call> {
        final LinkedBlockingQueue<List<Call>> begun = new LinkedBlockingQueue<>();
        final Semaphore ends = new Semaphore(0);

        @Override
        public void process(List<Call> batch) {
            begun.add(List.copyOf(batch));
            try {
                ends.acquire();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            batch.forEach(call -> call.reply.complete("done"));
        }

        List<Integer> numbers() throws InterruptedException {
            var batch = begun.poll(20, TimeUnit.SECONDS);
            return batch == null ? List.of() : batch.stream().map(Call::number).toList();
        }
    }

    private final Held work = new Held();

    private static void submit(Lane<Call> lane, int order, int from, int to) {
        IntStream.range(from, to).forEach(number -> lane.submit(new Call(order, number)));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** Else batches would be smaller than they could be. */
    @Test
    void beginsAnotherBatchWhenAWholeOneWaits() throws InterruptedException {
        try (var lane = new Lane<>("test", 100, MAX, 2, work)) {
            submit(lane, 1, 0, 1);
            assertThat(work.numbers()).isEqualTo(numbers(0, 1));
            submit(lane, 2, 1, 10);
            // What has its order behind the first is no part of a batch beside it.
            submit(lane, 1, 100, 150);
            submit(lane, 3, 10, 11);
            assertThat(work.numbers()).isEqualTo(numbers(1, 11));
            assertThat(work.begun).isEmpty();
            work.ends.release(2);
            assertThat(work.numbers()).isEqualTo(numbers(100, 110));
        }
    }

    @Test
    void worksOnOneBatchUnlessToldOtherwise() throws InterruptedException {
        try (var lane = new Lane<>("test", 100, MAX, work)) {
            submit(lane, 1, 0, 1);
            assertThat(work.numbers()).isEqualTo(numbers(0, 1));
            submit(lane, 2, 1, 31);
            work.ends.release();
            assertThat(work.numbers()).isEqualTo(numbers(1, 11));
            assertThat(lane.waiting()).isEqualTo(20);
            assertThat(work.begun).isEmpty();
        }
    }

    /** However many of one order come. */
    @Test
    void takesFirstWhatWaitsLongest() throws InterruptedException {
        try (var lane = new Lane<>("test", 100, MAX, work)) {
            submit(lane, 1, 0, 1);
            assertThat(work.numbers()).isEqualTo(numbers(0, 1));
            submit(lane, 1, 1, 13);
            submit(lane, 2, 13, 14);
            submit(lane, 1, 14, 40);
            work.ends.release();
            assertThat(work.numbers()).isEqualTo(numbers(1, 11));
            work.ends.release();
            assertThat(work.numbers()).startsWith(11, 12, 14);
            work.ends.release();
            assertThat(work.numbers()).startsWith(13);
        }
    }

    @Test
    void answersEverybodyWhenItIsClosed() throws InterruptedException {
        var calls = IntStream.range(0, 50).mapToObj(n -> new Call(n, n)).toList();
        var lane = new Lane<>("test", 100, MAX, 2, work);
        calls.forEach(lane::submit);
        int begun = work.numbers().size() + work.numbers().size();
        lane.close();
        var late = new Call(1, 50);
        lane.submit(late);
        assertThat(calls).allMatch(call -> call.reply.isDone());
        assertThat(calls).filteredOn(call -> !call.reply.isCompletedExceptionally()).hasSize(begun);
        assertThat(late.reply).isCompletedExceptionally();
    }

    /** Many at once, some of which are much asked for. */
    @Test
    void keepsTheOrderOfEach() throws Exception {
        var seen = new ConcurrentHashMap<Integer, List<Integer>>();
        var underWay = ConcurrentHashMap.<Integer>newKeySet();
        var twice = Collections.synchronizedList(new ArrayList<Integer>());
        Lane.Work<Call> watched =
                batch -> {
                    var orders = batch.stream().map(Call::order).collect(Collectors.toSet());
                    orders.stream().filter(order -> !underWay.add(order)).forEach(twice::add);
                    batch.forEach(call ->
                            seen.computeIfAbsent(call.order, _ -> new ArrayList<>())
                                    .add(call.number));
                    underWay.removeAll(orders);
                    batch.forEach(call -> call.reply.complete("done"));
                };
        try (var lane = new Lane<>("test", 100_000, MAX, 2, watched);
                var submitters = Executors.newFixedThreadPool(4)) {
            var begin = new CountDownLatch(1);
            var work = new ArrayList<Future<Map<Integer, List<Call>>>>();
            for (int submitter = 0; submitter < 4; submitter++) {
                int own = submitter;
                work.add(
                        submitters.submit(() -> {
                            begin.await();
                            return submitMany(lane, own);
                        }));
            }
            begin.countDown();
            for (var calls : work) {
                for (var sent : calls.get().entrySet()) {
                    sent.getValue()
                            .forEach(call -> call.reply.orTimeout(30, TimeUnit.SECONDS).join());
                    assertThat(seen.get(sent.getKey()))
                            .isEqualTo(sent.getValue().stream().map(Call::number).toList());
                }
            }
        }
        assertThat(twice).isEmpty();
    }

    /** By their orders, which no other submitter has. */
    private static Map<Integer, List<Call>> submitMany(Lane<Call> lane, int submitter) {
        var sent = new HashMap<Integer, List<Call>>();
        for (int i = 0; i < 5_000; i++) {
            int order = 4 * (i % 3 == 0 ? 0 : i % 29) + submitter;
            var call = new Call(order, i);
            sent.computeIfAbsent(order, _ -> new ArrayList<>()).add(call);
            lane.submit(call);
        }
        return sent;
    }
}
