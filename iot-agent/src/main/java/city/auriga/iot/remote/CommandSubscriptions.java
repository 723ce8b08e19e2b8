package city.auriga.iot.remote;

import city.auriga.core.device.BrokerSubscriptions;
import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.ConfigurationSubscriptions.WatchedType;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.CommandTargets;
import city.auriga.iot.device.CommandTargets.Target;
import city.auriga.iot.remote.SubscriptionClient.RefusedException;
import city.auriga.iot.retrieval.WatchedElsewhere;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Has a subscription at the broker for each command that is declared, and for what devices watch,
 * and none beside. Of all processes that share the database one does so. What somebody deletes at
 * the broker comes again.
 */
public final class CommandSubscriptions
        implements DeviceListener, ConfigurationListener, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandSubscriptions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Looking what is declared takes no more than this part of the time. */
    private static final int REST = 5;

    private final BrokerSubscriptions store;
    private final CommandTargets targets;
    private final WatchedElsewhere watched;
    private final SubscriptionClient client;
    private final MissedLooks missed;
    private final NotifiedChanges changes;

    /** By id: between them and those before there may have been changes that nobody told of. */
    private final Set<String> begun = new HashSet<>();

    private final BooleanSupplier mine;
    private final SubscribeSettings settings;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean changed = true;
    private volatile State state = new State(0, Map.of());
    private boolean wasMine;
    private long verified;

    /** When old changes were forgotten, or might have been. */
    private long forgotten = System.nanoTime();

    private long next = System.nanoTime();
    private int failures;

    /**
     * How it is, as far as this process knows.
     *
     * @param subscriptions how many there are to be
     * @param troubles by name of the tenant
     */
    public record State(int subscriptions, Map<String, String> troubles) {
        public State {
            troubles = Map.copyOf(troubles);
        }
    }

    /**
     * @param mine whether this process is the one that does it
     */
    public CommandSubscriptions(
            BrokerSubscriptions store,
            CommandTargets targets,
            WatchedElsewhere watched,
            BrokerClient broker,
            NotifiedChanges commands,
            BooleanSupplier mine,
            SubscribeSettings settings,
            InstantSource clock) {
        this.store = store;
        this.targets = targets;
        this.watched = watched;
        this.client = new SubscriptionClient(broker);
        this.missed = new MissedLooks(new MissedChanges(broker, commands), settings.grace(), clock);
        this.changes = commands;
        this.mine = mine;
        this.settings = settings;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("command-subscriptions").start(this);
    }

    public State state() {
        return state;
    }

    @Override
    public void groupsChanged() {
        changed = true;
    }

    @Override
    public void deviceChanged(String apikey, String id) {
        changed = true;
    }

    @Override
    public void watchedChanged(Tenant tenant, String entity) {
        changed = true;
    }

    @Override
    public void reload() {
        changed = true;
    }

    @Override
    public void run() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(settings.look().toNanos());
                turn();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        if (!mine.getAsBoolean()) {
            wasMine = false;
            state = new State(0, Map.of());
            return;
        }
        long now = System.nanoTime();
        boolean verify = !wasMine || failures > 0 || now - verified >= settings.every().toNanos();
        boolean resting = wasMine && now - next < 0;
        if (resting || !(verify || changed)) {
            return;
        }
        if (!wasMine) {
            missed.clear();
        }
        wasMine = true;
        changed = false;
        if (verify) {
            verified = now;
        }
        work(verify);
        forget();
        next = System.nanoTime() + rest(now);
    }

    private long rest(long begin) {
        if (failures == 0) {
            return REST * (System.nanoTime() - begin);
        }
        long pause = settings.firstPause().toNanos() << Math.min(failures - 1, 20);
        long longest = settings.lastPause().toNanos();
        return pause <= 0 || pause > longest ? longest : pause;
    }

    /**
     * @param verify whether those that should be there are looked at
     */
    private void work(boolean verify) throws InterruptedException {
        try {
            var round = new Round(verify);
            round.run();
            tell(round.troubles);
            state = new State(round.wanted.size(), round.troubles);
            failures = round.troubles.isEmpty() ? 0 : failures + 1;
        } catch (NgsiLdException e) {
            boolean away = e.problem() == Problem.SERVICE_UNAVAILABLE;
            LOG.atLevel(away ? Level.DEBUG : Level.WARN)
                    .log("the subscriptions cannot be looked at now: {}", e.getMessage());
            failures++;
        } catch (RuntimeException | Error e) {
            // Without its thread nothing would ever be subscribed to.
            LOG.error("the subscriptions could not be looked at", e);
            failures++;
        }
    }

    private void forget() {
        if (System.nanoTime() - forgotten < settings.forget().toNanos()) {
            return;
        }
        forgotten = System.nanoTime();
        try {
            changes.forget();
        } catch (NgsiLdException e) {
            LOG.warn("old changes are not forgotten now: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            // They only take place; the subscriptions must go on.
            LOG.error("old changes could not be forgotten", e);
        }
    }

    private void tell(Map<String, String> troubles) {
        var before = state.troubles;
        troubles.forEach((tenant, trouble) -> {
            if (!trouble.equals(before.get(tenant))) {
                LOG.warn("no commands of tenant '{}' for now: {}", tenant, trouble);
            }
        });
        before.keySet().stream()
                .filter(tenant -> !troubles.containsKey(tenant))
                .forEach(tenant -> LOG.info("commands of tenant '{}' come again", tenant));
    }

    /** One pass over all of them. */
    private final class Round {
        private final boolean verify;
        final Map<String, String> troubles = new TreeMap<>();
        final Map<String, Made> wanted = new LinkedHashMap<>();
        private final Map<String, Made> made = new LinkedHashMap<>();
        private final String secret = store.secret();
        private @Nullable String away;

        Round(boolean verify) {
            this.verify = verify;
        }

        void run() throws InterruptedException {
            var found = targets.find();
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            store.all().forEach(one -> made.put(one.id(), one));
            var url = settings.url();
            if (url != null) {
                found.targets().stream()
                        .map(target -> CommandSubscription.of(target, true, secret, url, now))
                        .forEach(one -> wanted.put(one.id(), one));
                watchedTargets()
                        .map(target -> CommandSubscription.of(target, false, secret, url, now))
                        .map(one -> found.unsure().contains(one.tenant()) ? asBefore(one) : one)
                        .forEach(one -> wanted.putIfAbsent(one.id(), one));
            }
            wanted.values().forEach(this::note);
            var all = new ArrayList<>(wanted.values());
            made.values().stream().filter(one -> isLeft(one, found.unsure())).forEach(all::add);
            for (var ofTenant :
                    all.stream().collect(Collectors.groupingBy(Made::tenant)).entrySet()) {
                seeTo(ofTenant.getKey(), ofTenant.getValue());
            }
        }

        private Stream<Target> watchedTargets() {
            return watched.types().stream()
                    .map(one -> new Target(one.tenant(), one.type(), one.name()));
        }

        /** What was a command may be one still. */
        private Made asBefore(Made one) {
            var before = made.get(one.id());
            return before != null && before.command() ? before.at(one.endpoint()) : one;
        }

        /** What it is now, whether or not the broker can be reached. */
        private void note(Made one) {
            var before = made.get(one.id());
            if (before != null && before.command() != one.command()) {
                var noted = one.command() ? one.begun() : one.at(before.endpoint());
                store.put(noted);
                made.put(one.id(), noted);
            }
        }

        /** Whether nobody declares it any more. */
        private boolean isLeft(Made one, Set<Tenant> unsure) {
            return !wanted.containsKey(one.id()) && !unsure.contains(one.tenant());
        }

        private void seeTo(Tenant tenant, List<Made> all) throws InterruptedException {
            if (away != null) {
                troubles.put(tenant.name(), away);
                return;
            }
            for (var one : all) {
                try {
                    seeTo(one);
                } catch (RefusedException e) {
                    // A broker may repeat the address, and the word in it.
                    var word = NotifyWord.of(secret, tenant);
                    troubles.put(tenant.name(), e.getMessage().replace(word, "…"));
                } catch (IOException e) {
                    away = String.valueOf(e.getMessage());
                    troubles.put(tenant.name(), away);
                    return;
                }
            }
        }

        private void seeTo(Made one) throws IOException, InterruptedException, RefusedException {
            if (!wanted.containsKey(one.id())) {
                client.remove(one);
                store.remove(one);
                LOG.info("tenant '{}': no longer subscribed to {}", name(one), one.attribute());
                return;
            }
            var before = made.get(one.id());
            boolean asBefore = before != null && before.endpoint().equals(one.endpoint());
            if (asBefore && !verify) {
                return;
            }
            if (!asBefore) {
                // First, so that it is known whatever becomes of us.
                store.put(one.begun());
            }
            var found = client.mend(one);
            if (found.mended()) {
                LOG.info(
                        "tenant '{}': subscribed to {} of {}",
                        name(one),
                        one.attribute(),
                        one.type());
            }
            boolean anew = found.mended() || !asBefore || begun.contains(one.id());
            if (anew) {
                begun.add(one.id());
                watched.mayHaveChanged(new WatchedType(one.tenant(), one.type(), one.attribute()));
                begun.remove(one.id());
            }
            if (!asBefore) {
                store.put(one);
            }
            missed.lookIfDue(one, anew, found.lastFailure());
        }

        private static String name(Made one) {
            return one.tenant().name();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            var _ = thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
