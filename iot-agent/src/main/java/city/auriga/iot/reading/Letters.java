package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeadLetters;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.Faults;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores dead letters on a thread of its own: all that wait in one transaction, equal ones counted
 * together, so that a flood of bad readings costs little.
 */
public final class Letters implements RefusedReadings, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Letters.class);
    private static final int QUEUE = 10_000;

    /** What waits may take. */
    private static final long MAX_BYTES = 64 << 20;

    private static final int BATCH = 500;

    /** Old ones are looked for so often. */
    private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);

    /** If there are many: those who wait for new ones come in between. */
    private static final long PART_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final int KEPT_BYTES = 64 * 1024;
    private static final int MAX_DETAIL = 2_000;

    private final DeadLetters store;
    private final int retention;
    private final Duration age;
    private final InstantSource clock;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private final AtomicLong bytes = new AtomicLong();
    private final Faults faults = new Faults(LOG);
    private int sinceCleaning;
    private long forgotten = System.nanoTime() - FORGET_NANOS;

    private record Waiting(DeadLetter letter, CompletableFuture<@Nullable Void> stored) {}

    private record Key(
            Tenant tenant,
            Reason reason,
            String source,
            ByteBuffer payload,
            @Nullable String origin) {
        static Key of(DeadLetter letter) {
            return new Key(
                    letter.tenant(),
                    letter.reason(),
                    letter.source(),
                    ByteBuffer.wrap(letter.payload()),
                    letter.origin());
        }
    }

    /**
     * @param retention how many letters are kept, the newest
     * @param age how long one is kept after it was last seen; 0 for ever
     */
    public Letters(DeadLetters store, int retention, Duration age, InstantSource clock) {
        this.store = store;
        this.retention = retention;
        this.age = age;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("dead-letters").start(this);
    }

    @Override
    public CompletableFuture<@Nullable Void> keep(
            Reading reading, Tenant tenant, List<Refusal> refusals) {
        var detail = refusals.stream().map(Refusal::detail).collect(Collectors.joining("; "));
        var letter =
                new DeadLetter(
                        tenant,
                        refusals.getFirst().reason(),
                        reading.source(),
                        bounded(detail),
                        Arrays.copyOf(
                                reading.payload(), Math.min(reading.payload().length, KEPT_BYTES)),
                        Origin.of(reading),
                        1,
                        reading.received());
        var waiting = new Waiting(letter, new CompletableFuture<>());
        int size = letter.payload().length;
        var _ = waiting.stored.whenComplete((_, _) -> bytes.addAndGet(-size));
        if (bytes.addAndGet(size) > MAX_BYTES || !thread.isAlive() || !queue.offer(waiting)) {
            waiting.stored.completeExceptionally(
                    Readings.unavailable("too many bad readings wait"));
        }
        return waiting.stored;
    }

    @Override
    public void run() {
        var batch = new ArrayList<Waiting>();
        try {
            while (true) {
                var first = queue.poll(untilForgetting(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                }
                try {
                    if (first != null) {
                        store(batch);
                    }
                    forget();
                } catch (Throwable e) {
                    // Without this thread no reading that cannot be used would be acknowledged.
                    LOG.error("{} dead letters wait", batch.size(), e);
                    var later = Readings.unavailable("the agent is short of memory");
                    batch.forEach(w -> w.stored.completeExceptionally(later));
                }
                batch.clear();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(List<Waiting> batch) {
        var collapsed = new LinkedHashMap<Key, DeadLetter>();
        batch.forEach(w -> collapsed.merge(Key.of(w.letter), w.letter, Letters::together));
        try {
            store.add(List.copyOf(collapsed.values()));
            batch.forEach(w -> w.stored.complete(null));
        } catch (NgsiLdException unavailable) {
            batch.forEach(w -> w.stored.completeExceptionally(unavailable));
            return;
        } catch (RuntimeException unforeseen) {
            // One of them may be at fault, and the others are not.
            storeEach(batch);
        }
        clean(collapsed.size());
    }

    /** After an error that nobody foresaw, which one letter may have caused. */
    private void storeEach(List<Waiting> batch) {
        for (var waiting : batch) {
            try {
                store(waiting.letter);
                waiting.stored.complete(null);
            } catch (NgsiLdException unavailable) {
                waiting.stored.completeExceptionally(unavailable);
            } catch (RuntimeException e) {
                // Not even without its payload: the store is at fault, so the reading comes again.
                faults.add("dead letters cannot be stored; readings wait", e);
                waiting.stored.completeExceptionally(Readings.unavailable("no letter can be kept"));
            }
        }
    }

    /**
     * Without what it brought, if that is what cannot be stored: it must not come back for ever.
     */
    private void store(DeadLetter letter) {
        try {
            store.add(List.of(letter));
        } catch (NgsiLdException unavailable) {
            throw unavailable;
        } catch (RuntimeException e) {
            store.add(List.of(bare(letter, String.valueOf(e.getMessage()))));
            LOG.error("a dead letter from {} is kept without its payload", letter.source(), e);
        }
    }

    private static DeadLetter bare(DeadLetter letter, String why) {
        return new DeadLetter(
                letter.tenant(),
                letter.reason(),
                plain(letter.source()),
                bounded(plain("its payload could not be stored: " + why)),
                new byte[0],
                Origin.cutOff(letter.payload().length),
                letter.count(),
                letter.lastSeen());
    }

    private static String plain(String text) {
        return text.replaceAll("[^\\p{Graph} ]", "?");
    }

    private static String bounded(String detail) {
        return detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
    }

    private void clean(int added) {
        sinceCleaning += added;
        if (sinceCleaning >= Math.max(1, retention / 10)) {
            try {
                store.keep(retention);
                sinceCleaning = 0;
            } catch (RuntimeException e) {
                // All that is new is stored; the next cleaning takes more.
                faults.add("old dead letters stay for now", e);
            }
        }
    }

    private long untilForgetting() {
        return forgotten + FORGET_NANOS - System.nanoTime();
    }

    private void forget() {
        if (untilForgetting() > 0) {
            return;
        }
        forgotten = System.nanoTime();
        try {
            if (age.isPositive() && store.forget(clock.instant().minus(age))) {
                forgotten = System.nanoTime() - FORGET_NANOS + PART_NANOS;
            }
        } catch (RuntimeException e) {
            // Nothing new depends on it; it is tried again with the next ones.
            faults.add("old dead letters stay for now", e);
        }
    }

    private static DeadLetter together(DeadLetter a, DeadLetter b) {
        return new DeadLetter(
                b.tenant(),
                b.reason(),
                b.source(),
                b.detail(),
                b.payload(),
                b.origin(),
                a.count() + b.count(),
                b.lastSeen());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.forEach(
                w -> w.stored.completeExceptionally(Readings.unavailable("the agent is stopping")));
    }
}
