package city.auriga.api.feed;

import city.auriga.api.delivery.LateChanges;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.Backlog;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private final ObjectProvider<Feeds> feeds;
    private final FeedSettings settings;
    private final LateChanges relay;
    private final Counter lost;
    private volatile boolean running;

    /**
     * @param feeds asked for late, because the storage tells this listener of its own start
     */
    OpenFeeds(ObjectProvider<Feeds> feeds, FeedSettings settings, MeterRegistry registry) {
        this.feeds = feeds;
        this.settings = settings;
        this.relay = new LateChanges(changes -> feeds.getObject().relay(changes), PAUSE);
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
        var feed = new Feed(key, subscription, settings.queue());
        if (!running || held.size() >= settings.connections()) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE,
                    "this process holds as many feeds as it may ("
                            + settings.connections()
                            + ", AURIGA_FEED_CONNECTIONS)");
        }
        held.put(key, feed);
        try {
            feeds.getObject().open(key, feed.document());
            index.put(key.tenant(), subscription.lean());
        } catch (RuntimeException e) {
            held.remove(key);
            throw e;
        }
        return feed;
    }

    void close(Feed feed) {
        var key = feed.key();
        feed.close();
        held.remove(key);
        index.remove(key.tenant(), key.id());
        try {
            feeds.getObject().close(key);
        } catch (NgsiLdException unavailable) {
            LOG.debug("{} stays known until this process ends", key);
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
            relay.add(new Backlog.Late(key, pending.outboxId()), () -> {}, done);
            return;
        }
        tell(feed, new Feed.Told(pending.outboxId(), pending.change()));
        done.run();
    }

    private void tell(Feed feed, Feed.Told told) {
        if (!feed.offer(told)) {
            lost.increment();
        }
    }

    @Override
    public void sent(SubscriptionKey key) {
        var feed = held.get(key);
        if (feed != null && feed.mustFetch()) {
            threads.execute(() -> fetch(feed));
        }
    }

    private void fetch(Feed feed) {
        do {
            feed.look();
            try {
                var sent = feeds.getObject().take(feed.key(), FETCH);
                while (!sent.isEmpty()) {
                    sent.forEach(s -> tell(feed, new Feed.Told(s.outboxId(), s.change())));
                    sent = feeds.getObject().take(feed.key(), FETCH);
                }
            } catch (NgsiLdException unavailable) {
                LOG.debug("{} will look again at the next change", feed.key());
            }
        } while (!feed.isFetched());
    }

    /** One that others took for abandoned, but has its connection, is opened again. */
    @Override
    public synchronized void changed(SubscriptionKey key) {
        try {
            var document = feeds.getObject().find(key);
            var feed = held.get(key);
            if (document.isPresent()) {
                put(key, document.get());
            } else if (feed == null) {
                index.remove(key.tenant(), key.id());
            } else {
                feeds.getObject().open(key, feed.document());
            }
        } catch (NgsiLdException unavailable) {
            LOG.debug("{} will be read when the database is back", key);
        }
    }

    private void put(SubscriptionKey key, ObjectNode document) {
        try {
            index.put(key.tenant(), reader.readFeed(document).lean());
        } catch (NgsiLdException e) {
            LOG.error("the feed {} of another process cannot be read: {}", key, e.getMessage());
        }
    }

    @Override
    public synchronized void reload() {
        try {
            var all = feeds.getObject().all();
            held.values().stream()
                    .filter(feed -> !all.containsKey(feed.key()))
                    .forEach(feed -> feeds.getObject().open(feed.key(), feed.document()));
            gone(all.keySet()).forEach(key -> index.remove(key.tenant(), key.id()));
            all.forEach(this::put);
            held.keySet().forEach(this::sent);
        } catch (NgsiLdException unavailable) {
            LOG.debug("feeds will be read when the database is back");
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

    @Scheduled(fixedDelay = 5000)
    void closeAbandoned() {
        try {
            feeds.getObject().closeAbandoned();
        } catch (NgsiLdException unavailable) {
            LOG.debug("abandoned feeds are looked for later");
        }
    }

    @Override
    public void start() {
        running = true;
        threads.execute(relay::run);
    }

    /** Ends the connections, for which a server that stops would wait. */
    @Override
    public void stop() {
        running = false;
        new HashMap<>(held).values().forEach(Feed::close);
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
