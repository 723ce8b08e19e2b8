package city.auriga.iot.lazy;

import city.auriga.core.model.Tenant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounds how many ask the database at once, of one tenant and of all. */
final class LookUps {
    private final int ofOne;
    private final Semaphore all;
    private final Map<Tenant, Semaphore> tenants = new ConcurrentHashMap<>();

    LookUps(int ofAll, int ofOne) {
        this.all = new Semaphore(ofAll, true);
        this.ofOne = ofOne;
    }

    /** Empty if there was no turn until then. */
    <T> Optional<T> take(Tenant tenant, long end, Supplier<T> look) {
        var own = tenants.computeIfAbsent(tenant, _ -> new Semaphore(ofOne, true));
        return turn(own, end, () -> turn(all, end, () -> Optional.of(look.get())));
    }

    private static <T> Optional<T> turn(Semaphore places, long end, Supplier<Optional<T>> work) {
        try {
            if (!places.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
