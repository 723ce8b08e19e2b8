package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.reading.Replays.Progress;
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

    /** Of all tenants: characters of the topics, with some for each. */
    private static final long MOST_WEIGHT = 8_000_000;

    private static final long FIXED_WEIGHT = 100;

    /** Of one topic at once: the others have their turn first. */
    private static final int MOST_LETTERS = 2_000;

    /** With the database away. */
    private static final int MOST_TRIES = 30;

    /** Letters of what came before are still being stored. */
    private static final int TRIES = 2;

    private final Replays replays;
    private final Duration first;
    private final Duration next;
    private final int most;
    private final Map<Place, Turn> waiting = new LinkedHashMap<>();
    private final Map<Tenant, Long> ofTenant = new HashMap<>();
    private long weight;

    /** How often something was explained. */
    private long explained;

    private final Thread thread;

    public ExplainedLetters(Replays replays) {
        this(replays, Duration.ofSeconds(1), Duration.ofSeconds(20), MOST_LETTERS);
    }

    /**
     * @param first pause before letters are tried
     * @param next pause before they are tried once more
     * @param most letters of one topic at once
     */
    ExplainedLetters(Replays replays, Duration first, Duration next, int most) {
        this.replays = replays;
        this.first = first;
        this.next = next;
        this.most = most;
        this.thread = Thread.ofVirtual().name("explained-letters").start(this);
    }

    private record Place(Tenant tenant, String topic) {
        long weight() {
            return FIXED_WEIGHT + topic.length();
        }
    }

    /**
     * When a topic is looked at.
     *
     * @param nanos on the clock of {@link System#nanoTime}
     * @param tries of all its letters before
     * @param last letter that was tried this time; 0 for none
     * @param explained tells turns apart between which something was explained
     */
    private record Turn(long nanos, int tries, long last, long explained) {
        boolean isDue() {
            return nanos - System.nanoTime() <= 0;
        }

        /** Not later than it would be without; those that were passed over have their turn, too. */
        Turn sooner(long other, long number) {
            return new Turn(nanos - other < 0 ? nanos : other, last == 0 ? 0 : -1, last, number);
        }
    }

    /** A tenant takes no more place than it leaves to others. */
    @Override
    public synchronized void explained(Tenant tenant, Set<String> topics) {
        long nanos = System.nanoTime() + first.toNanos();
        for (var topic : topics) {
            var place = new Place(tenant, topic);
            var turn = waiting.get(place);
            explained++;
            if (turn != null) {
                waiting.put(place, turn.sooner(nanos, explained));
            } else if (ofTenant.getOrDefault(tenant, 0L) + place.weight() <= MOST_WEIGHT - weight) {
                waiting.put(place, new Turn(nanos, 0, 0, explained));
                weight += place.weight();
                ofTenant.merge(tenant, place.weight(), Long::sum);
            }
        }
        notifyAll();
    }

    @Override
    public void run() {
        try {
            while (!Thread.interrupted()) {
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
        var turn = begin(place);
        if (turn == null) {
            return;
        }
        settle(place, turn, replay(place, turn));
    }

    private Progress replay(Place place, Turn turn) throws InterruptedException {
        try {
            return replays.replayFrom(place.tenant, Reason.PARSE, place.topic, turn.last, most);
        } catch (NgsiLdException e) {
            return Readings.isTransient(e) ? new Progress(false, turn.last) : Progress.DONE;
        } catch (RuntimeException | Error e) {
            // Without this thread no others would be tried.
            LOG.error("the dead letters of '{}' could not be tried again", place.topic, e);
            return Progress.DONE;
        }
    }

    /** What is explained from now on is another turn. */
    private synchronized @Nullable Turn begin(Place place) {
        return waiting.computeIfPresent(
                place, (_, turn) -> later(turn, first, turn.tries, turn.last));
    }

    private synchronized void settle(Place place, Turn turn, Progress progress) {
        if (!turn.equals(waiting.get(place))) {
            // More is known since.
            return;
        }
        if (progress.available() && progress.last() > 0) {
            waiting.put(place, later(turn, first, turn.tries, progress.last()));
        } else if (turn.tries + 1 < (progress.available() ? TRIES : MOST_TRIES)) {
            waiting.put(place, later(turn, next, turn.tries + 1, progress.last()));
        } else {
            waiting.remove(place);
            weight -= place.weight();
            ofTenant.computeIfPresent(
                    place.tenant, (_, n) -> n == place.weight() ? null : n - place.weight());
        }
    }

    private static Turn later(Turn turn, Duration pause, int tries, long last) {
        return new Turn(System.nanoTime() + pause.toNanos(), tries, last, turn.explained);
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
