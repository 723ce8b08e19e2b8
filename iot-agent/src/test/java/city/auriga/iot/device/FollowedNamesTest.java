package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FollowedNamesTest {
    /** Reads 10 ms, and rests 50 ms then. */
    private static final class Counted extends FollowedNames<Integer> {
        final AtomicInteger loads = new AtomicInteger();

        /** When each began. */
        final List<Long> times = new CopyOnWriteArrayList<>();

        volatile boolean steady;
        volatile boolean sure = true;

        Counted() {
            super("what is counted");
        }

        @Override
        protected Integer read() {
            times.add(System.nanoTime());
            int load = loads.incrementAndGet();
            LockSupport.parkNanos(10_000_000);
            if (steady) {
                news();
            }
            return load;
        }

        @Override
        protected boolean isSure(Integer names) {
            return sure;
        }

        void news() {
            loadSoon();
        }

        Duration pause(int load) {
            return Duration.ofNanos(times.get(load) - times.get(load - 1));
        }
    }

    @Test
    void restBetweenLoadsHoweverMuchNewsThereIs() {
        var names = new Counted();
        names.steady = true;
        names.news();
        await().until(() -> names.loads.get() >= 6);
        names.stop();
        for (int load = 1; load < 6; load++) {
            assertThat(names.pause(load)).isGreaterThan(Duration.ofMillis(50));
        }
    }

    @Test
    void readWhatIsToldWhileTheyRead() {
        var names = new Counted();
        for (int i = 0; i < 5; i++) {
            int before = names.loads.get();
            names.news();
            await().until(() -> names.loads.get() > before);
            int during = names.loads.get();
            names.news();
            await().until(() -> names.loads.get() > during);
        }
    }

    /** Finds what is stored, and waits then. */
    private static final class Slow extends FollowedNames<String> {
        final CountDownLatch hasFound = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        volatile String stored = "old";
        volatile boolean waits;

        Slow() {
            super("what is stored");
        }

        @Override
        protected String read() {
            var found = stored;
            if (waits) {
                hasFound.countDown();
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return found;
        }
    }

    @Test
    void answerByWhatIsBeingReadToo() throws Exception {
        var names = new Slow();
        names.load();
        names.waits = true;
        names.stored = "other";
        names.loadSoon();
        names.hasFound.await();
        names.stored = "old";
        var answer = new FutureTask<>(() -> names.holds("old"::equals));
        var asking = Thread.ofPlatform().start(answer);
        await().until(() -> asking.getState() != State.RUNNABLE);
        names.mayEnd.countDown();
        assertThat(answer.get()).isFalse();
    }

    /** After a second, then after two more. */
    @Test
    void readAgainWhatIsNotSureLessAndLessOften() {
        var names = new Counted();
        names.sure = false;
        names.load();
        await().until(() -> names.loads.get() >= 3);
        names.stop();
        assertThat(names.pause(1)).isGreaterThan(Duration.ofMillis(900));
        assertThat(names.pause(2)).isGreaterThan(Duration.ofMillis(1_900));
    }
}
