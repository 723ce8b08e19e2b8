package city.auriga.api.feed;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.Feeds;
import city.auriga.core.subscription.SubscriptionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Sends changes to the processes that hold the feeds, many with one statement. Of more than the
 * database takes the rest is dropped, and who holds the feed is told so: no writer waits for it.
 */
final class FeedRelay implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedRelay.class);
    private static final int ROOM = 10_000;
    private static final int CHUNK = 500;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ObjectProvider<Feeds> feeds;
    private final BlockingQueue<Entry> entries = new ArrayBlockingQueue<>(ROOM);
    private final Map<SubscriptionKey, Dropped> dropped = new ConcurrentHashMap<>();

    private record Entry(Backlog.Late late, Runnable done) {}

    private record Dropped(long last, int number) {
        Dropped and(Dropped other) {
            return new Dropped(Math.max(last, other.last), number + other.number);
        }
    }

    FeedRelay(ObjectProvider<Feeds> feeds) {
        this.feeds = feeds;
    }

    /**
     * @param done called when the outbox need not keep it any more
     */
    void add(SubscriptionKey feed, long outboxId, Runnable done) {
        if (!entries.offer(new Entry(new Backlog.Late(feed, outboxId), done))) {
            drop(feed, new Dropped(outboxId, 1));
            done.run();
        }
    }

    private void drop(SubscriptionKey feed, Dropped change) {
        dropped.merge(feed, change, Dropped::and);
    }

    /** Works until it is interrupted. */
    @Override
    public void run() {
        var chunk = new ArrayList<Entry>();
        try {
            while (true) {
                chunk.add(entries.take());
                entries.drainTo(chunk, CHUNK - 1);
                send(chunk);
                chunk.clear();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<Entry> chunk) throws InterruptedException {
        try {
            feeds.getObject().relay(chunk.stream().map(Entry::late).toList());
            tellWhatWasDropped();
        } catch (NgsiLdException unavailable) {
            LOG.debug("{} changes for feeds are dropped: {}", chunk.size(), unavailable.toString());
            drop(chunk);
            Thread.sleep(PAUSE);
        } catch (RuntimeException unforeseen) {
            // Who reads a feed is told that something is missing; others must not wait for it.
            LOG.error("{} changes for feeds are dropped", chunk.size(), unforeseen);
            drop(chunk);
        }
        chunk.forEach(entry -> entry.done.run());
    }

    private void drop(List<Entry> chunk) {
        chunk.forEach(
                entry -> drop(entry.late.subscription(), new Dropped(entry.late.outboxId(), 1)));
    }

    private void tellWhatWasDropped() {
        for (var entry : new HashMap<>(dropped).entrySet()) {
            var told = entry.getValue();
            feeds.getObject().relayLost(entry.getKey(), told.last, told.number);
            dropped.computeIfPresent(
                    entry.getKey(),
                    (key, now) ->
                            now.number == told.number
                                    ? null
                                    : new Dropped(now.last, now.number - told.number));
        }
    }
}
