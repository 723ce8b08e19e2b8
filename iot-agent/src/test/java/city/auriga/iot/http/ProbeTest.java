package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProbeTest {
    /** Who asks for numbers waits for nothing, and sees by and by what is true. */
    @Test
    void tellsWhatWasSeenWhileItLooks() {
        var there = new AtomicBoolean();
        var mayAnswer = new CountDownLatch(1);
        var probe =
                new Probe(
                        () -> {
                            mayAnswer.await();
                            if (!there.get()) {
                                throw new IOException("gone");
                            }
                            return true;
                        },
                        InstantSource.system(),
                        0);
        assertThat(probe.wasOk()).as("before anybody has looked").isTrue();
        mayAnswer.countDown();
        await().until(() -> !probe.wasOk());
        assertThat(probe.look().path("lastError").asString()).isEqualTo("gone");
        there.set(true);
        await().until(probe::wasOk);
    }
}
