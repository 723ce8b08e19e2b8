package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FollowedNamesTest {
    /** Reads 10 ms, and rests 50 ms then. */
    private static final class Counted extends FollowedNames<Integer> {
        final AtomicInteger loads = new AtomicInteger();
        volatile boolean steady;
        volatile boolean sure = true;

        Counted() {
            super("what is counted");
        }

        @Override
        protected Integer read() {
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
    }

    @Test
    void restBetweenLoadsHoweverMuchNewsThereIs() throws Exception {
        var names = new Counted();
        names.steady = true;
        names.news();
        Thread.sleep(1_000);
        names.stop();
        assertThat(names.loads.get()).isBetween(5, 20);
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

    /** After a second, then after two more. */
    @Test
    void readAgainWhatIsNotSureLessAndLessOften() throws Exception {
        var names = new Counted();
        names.sure = false;
        names.load();
        Thread.sleep(2_300);
        assertThat(names.loads.get()).isEqualTo(2);
        names.sure = true;
        await().until(() -> names.loads.get() == 3);
        names.stop();
    }
}
