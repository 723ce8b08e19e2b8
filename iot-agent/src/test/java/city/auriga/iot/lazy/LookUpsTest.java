package city.auriga.iot.lazy;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Tenant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookUpsTest {
    @Test
    void areNotAllOfOneTenantAndEndInTime() throws Exception {
        var lookUps = new LookUps(4, 2);
        var looking = new CountDownLatch(2);
        var go = new CountDownLatch(1);
        var looked = new AtomicInteger();
        var gone = new CountDownLatch(8);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                threads.execute(() -> {
                    lookUps.take(
                            new Tenant("a"),
                            in(Duration.ofMillis(300)),
                            () -> {
                                looking.countDown();
                                await(go);
                                return looked.incrementAndGet();
                            });
                    gone.countDown();
                });
            }
            try {
                looking.await();
                assertThat(lookUps.take(new Tenant("a"), in(Duration.ofMillis(50)), () -> "found"))
                        .isEmpty();
                assertThat(lookUps.take(new Tenant("b"), in(Duration.ofMillis(50)), () -> "found"))
                        .isEqualTo(Optional.of("found"));
                gone.await();
            } finally {
                go.countDown();
            }
        }
        assertThat(looked).as("the others have gone").hasValue(2);
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
