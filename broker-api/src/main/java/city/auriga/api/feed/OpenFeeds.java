package city.auriga.api.feed;

import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.FeedListener;
import city.auriga.core.subscription.Feeds;
import city.auriga.core.subscription.InternalReceiver;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionIndex;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * The feeds of all processes, so that changes are matched with them wherever they are committed,
 * and the connections of this one.
 */
@Component
class OpenFeeds implements ChangeMatcher, InternalReceiver, FeedListener, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFeeds.class);
    private static final int FETCH = 100;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final SubscriptionIndex index = new SubscriptionIndex();
    private final SubscriptionReader reader = new SubscriptionReader();
    private final Map<SubscriptionKey, Feed> held = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock reading = new ReentrantLock();
    private final ObjectProvider<Feeds> feeds;
    private final FeedSettings settings;
    private final FeedRelay relay;
    private final Counter lost;
    private volatile boolean running;
    private volatile boolean unread;

    /**
     * @param feeds asked for late, because the storage tells this listener of its own start
     */
    OpenFeeds(ObjectProvider<Feeds> feeds, FeedSettings settings, MeterRegistry registry) {
        this.feeds = feeds;
        this.settings = settings;
        this.relay = new FeedRelay(feeds);
        this.lost = registry.counter("auriga.feed.lost");
        Gauge.builder("auriga.feed.connections", held, Map::size)
                .description("live feeds that this process holds")
                .register(registry);
    }

    /**
     * Opens a feed for a connection to this process.
     *
     * @throws NgsiLdException ServiceUnavailable if there are as many as there may be, or the
     *     database is away
     */
    Feed open(SubscriptionKey key, Subscription subscription) {
        if (held.size() >= settings.connections()) {
            throw unavailable(
                    "this process holds as many feeds as it may ("
                            + settings.connections()
                            + ", AURIGA_FEED_CONNECTIONS)");
        }
        var feed = new Feed(key, subscription, settings.queue());
        held.put(key, feed);
        try {
            if (!running) {
                throw unavailable("this process is stopping");
            }
            feeds.getObject().open(key, feed.document());
            index.put(key.tenant(), subscription.lean());
            return feed;
        } catch (RuntimeException e) {
            held.remove(key);
            throw e;
        }
    }

    private static NgsiLdException unavailable(String reason) {
        return new NgsiLdException(Problem.SERVICE_UNAVAILABLE, reason);
    }

    void close(Feed feed) {
        var key = feed.key();
        feed.close();
        held.remove(key);
        index.remove(key.tenant(), key.id());
        try {
            feeds.getObject().close(key);
        } catch (NgsiLdException unavailable) {
            LOG.debug("{} is closed with those that nobody holds", key);
        }
    }

    @Override
    public List<String> match(EntityChange change) {
        return index.match(change);
    }

    @Override
    public boolean isKnownAs(String id) {
        return id.startsWith(Feeds.ID_PREFIX);
    }

    @Override
    public void take(PendingNotification pending, String id, Runnable done) {
        var key = new SubscriptionKey(pending.change().tenant(), id);
        var feed = held.get(key);
        if (feed == null) {
            relay.add(key, pending.outboxId(), done);
            return;
        }
        tell(feed, pending.outboxId(), pending.change());
        done.run();
    }

    private void tell(Feed feed, long outboxId, EntityChange change) {
        lost.increment(feed.offer(new Feed.Told(outboxId, change)));
    }

    @Override
    public void sent(SubscriptionKey key) {
        var feed = held.get(key);
        if (feed != null && feed.beginFetch()) {
            background(() -> fetch(feed));
        }
    }

    /** Who tells the news waits for nobody. */
    private void background(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("the process is stopping");
        }
    }

    private void fetch(Feed feed) {
        boolean more = true;
        while (more && !feed.isClosed()) {
            int seen = feed.arrivals();
            try {
                while (take(feed) == FETCH) {
                    // as long as there is something
                }
                more = feed.endFetch(seen);
            } catch (NgsiLdException unavailable) {
                LOG.debug("{} will be looked for again", feed.key());
                pause();
            }
        }
    }

    private int take(Feed feed) {
        var sent = feeds.getObject().take(feed.key(), FETCH);
        for (var relayed : sent) {
            if (relayed.lost() > 0) {
                feed.lose(relayed.lost());
                lost.increment(relayed.lost());
            }
            if (relayed.change() != null) {
                tell(feed, relayed.outboxId(), relayed.change());
            }
        }
        return sent.size();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void changed(SubscriptionKey key) {
        background(() -> read(() -> readAgain(key)));
    }

    @Override
    public void reload() {
        background(() -> read(this::readAll));
    }

    /** One at a time: what was read first must not come into the index last. */
    private void read(Runnable work) {
        reading.lock();
        try {
            work.run();
        } catch (NgsiLdException unavailable) {
            LOG.debug("feeds will be read again: {}", unavailable.getMessage());
            unread = true;
        } finally {
            reading.unlock();
        }
    }

    private void readAgain(SubscriptionKey key) {
        var document = feeds.getObject().find(key);
        var feed = held.get(key);
        if (document.isPresent()) {
            put(key, document.get());
        } else if (feed == null) {
            index.remove(key.tenant(), key.id());
        } else {
            openAgain(feed);
        }
    }

    private void readAll() {
        unread = false;
        var all = feeds.getObject().all();
        held.values().stream()
                .filter(feed -> !all.containsKey(feed.key()))
                .forEach(this::openAgain);
        gone(all.keySet()).forEach(key -> index.remove(key.tenant(), key.id()));
        all.forEach(this::put);
        held.keySet().forEach(this::sent);
    }

    /**
     * One that has its connection, but was taken for abandoned or lost in a crash of the database.
     * What happened meanwhile elsewhere nobody can tell.
     */
    private void openAgain(Feed feed) {
        try {
            feeds.getObject().open(feed.key(), feed.document());
            feed.lose(1);
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw e;
            }
            feed.close();
        }
    }

    private void put(SubscriptionKey key, ObjectNode document) {
        try {
            index.put(key.tenant(), reader.readFeed(document).lean());
        } catch (NgsiLdException e) {
            LOG.error("the feed {} of another process cannot be read: {}", key, e.getMessage());
        }
    }

    private List<SubscriptionKey> gone(Set<SubscriptionKey> all) {
        var gone = new ArrayList<SubscriptionKey>();
        for (var tenant : index.tenants()) {
            index.ids(tenant).stream()
                    .map(id -> new SubscriptionKey(tenant, id))
                    .filter(key -> !all.contains(key) && !held.containsKey(key))
                    .forEach(gone::add);
        }
        return gone;
    }

    /** Closes what nobody holds, and reads what could not be read. */
    @Scheduled(fixedDelay = 2000)
    void keepTrue() {
        if (unread) {
            read(this::readAll);
        }
        try {
            feeds.getObject()
                    .closeAbandoned(
                            held.keySet().stream()
                                    .map(SubscriptionKey::id)
                                    .collect(Collectors.toSet()));
        } catch (NgsiLdException unavailable) {
            LOG.debug("abandoned feeds are looked for later");
        }
    }

    @Override
    public void start() {
        running = true;
        threads.execute(relay);
    }

    /** Ends the connections, for which a server that stops would wait. */
    @Override
    public void stop() {
        running = false;
        held.values().forEach(Feed::close);
        threads.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
