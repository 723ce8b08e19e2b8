package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.DiscoveredDevices;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries dead letters again when a device has told what the topic means on which they came. What it
 * has to do is in memory, within bounds: what is missed stays a dead letter, for whoever replays
 * it.
 */
public final class ExplainedLetters implements DiscoveredDevices.Watcher, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExplainedLetters.class);

    /** Of all tenants. */
    private static final int MOST_TOPICS = 40_000;

    /** Of one topic at once: others wait. */
    private static final int MOST_LETTERS = 2_000;

    /** With the database away. */
    private static final int MOST_TRIES = 30;

    /** Letters of what came before are still being stored. */
    private static final int TRIES = 2;

    private final Replays replays;
    private final Duration first;
    private final Duration next;
    private final Map<Place, Turn> waiting = new LinkedHashMap<>();
    private final Map<Tenant, Integer> ofTenant = new HashMap<>();
    private final Thread thread;

    public ExplainedLetters(Replays replays) {
        this(replays, Duration.ofSeconds(1), Duration.ofSeconds(20));
    }

    /**
     * @param first pause before letters are tried
     * @param next pause before they are tried once more
     */
    ExplainedLetters(Replays replays, Duration first, Duration next) {
        this.replays = replays;
        this.first = first;
        this.next = next;
        this.thread = Thread.ofVirtual().name("explained-letters").start(this);
    }

    private record Place(Tenant tenant, String topic) {}

    /**
     * When a topic is looked at.
     *
     * @param nanos on the clock of {@link System#nanoTime}
     * @param tries before
     */
    private record Turn(long nanos, int tries) {
        boolean isDue() {
            return nanos - System.nanoTime() <= 0;
        }
    }

    /** A tenant takes no more places than it leaves to others. */
    @Override
    public synchronized void stored(Tenant tenant, Set<String> topics) {
        for (var topic : topics) {
            var place = new Place(tenant, topic);
            boolean isFree = ofTenant.getOrDefault(tenant, 0) < MOST_TOPICS - waiting.size();
            if (waiting.containsKey(place) || isFree) {
                if (waiting.put(place, turn(first, 0)) == null) {
                    ofTenant.merge(tenant, 1, Integer::sum);
                }
            }
        }
        notifyAll();
    }

    private static Turn turn(Duration pause, int tries) {
        return new Turn(System.nanoTime() + pause.toNanos(), tries);
    }

    @Override
    public void run() {
        try {
            while (true) {
                awaitSomething();
                var due = due();
                if (due.isEmpty()) {
                    Thread.sleep(first);
                }
                for (var place : due) {
                    look(place);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitSomething() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
    }

    /** One of each tenant, so that nobody waits for all of another one's. */
    private synchronized Collection<Place> due() {
        var due = new LinkedHashMap<Tenant, Place>();
        waiting.forEach((place, turn) -> {
            if (turn.isDue()) {
                due.putIfAbsent(place.tenant, place);
            }
        });
        return due.values();
    }

    private void look(Place place) throws InterruptedException {
        var turn = turn(place);
        if (turn == null) {
            return;
        }
        boolean available;
        try {
            available = replays.replayFrom(place.tenant, Reason.PARSE, place.topic, MOST_LETTERS);
        } catch (NgsiLdException e) {
            available = !Readings.isTransient(e);
        } catch (RuntimeException | Error e) {
            // Without this thread no others would be tried.
            LOG.error("the dead letters of '{}' could not be tried again", place.topic, e);
            available = true;
        }
        settle(place, turn, available);
    }

    private synchronized @Nullable Turn turn(Place place) {
        return waiting.get(place);
    }

    private synchronized void settle(Place place, Turn turn, boolean available) {
        if (!turn.equals(waiting.get(place))) {
            // More is known since, or it is looked at again anyhow.
            return;
        }
        if (turn.tries + 1 < (available ? TRIES : MOST_TRIES)) {
            waiting.put(place, turn(next, turn.tries + 1));
        } else {
            waiting.remove(place);
            ofTenant.computeIfPresent(place.tenant, (_, n) -> n == 1 ? null : n - 1);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
