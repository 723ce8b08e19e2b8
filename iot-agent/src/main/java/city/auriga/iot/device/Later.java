package city.auriga.iot.device;

import java.time.Duration;

/** What could not be read now is read in a moment. */
final class Later {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Later() {}

    static void run(Runnable work) {
        Thread.ofVirtual()
                .name("read-again")
                .start(() -> {
                    try {
                        Thread.sleep(PAUSE);
                        work.run();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
