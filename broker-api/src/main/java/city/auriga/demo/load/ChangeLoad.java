package city.auriga.demo.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Changes entities, and counts what subscriptions are told of it. */
public final class ChangeLoad {
    private static final Pattern VALUE = Pattern.compile("\"value\":([0-9]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChangePlan plan;
    private final Period period;
    private final Told told;
    private final Semaphore onTheirWay;
    private final LongAdder counted = new LongAdder();
    private final Ages ages = new Ages();

    private ChangeLoad(ChangePlan plan) {
        this.plan = plan;
        this.period = Period.begin(plan.warmUp(), plan.counted());
        this.told = new Told(plan.subscribers());
        this.onTheirWay = new Semaphore(plan.onTheirWay(), true);
    }

    /**
     * Prints {@code result <notifications a second> <changes> <notifications, each once> <those
     * that came again> <changes that failed> <p50 of their age in microseconds> <p99>}. Without a
     * rate there are no ages.
     *
     * @param arguments those of {@link ChangePlan#parse}
     */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        var plan = ChangePlan.parse(arguments);
        try (var connection = new HttpConnection(plan.host(), plan.port(), plan.tenant())) {
            // a batch makes no tenant
            require(Changer.create(connection) == 201, "tenant");
            for (int n = -Changer.ENTITIES; n < 0; n += Changer.BATCH) {
                require(Changer.upsert(connection, n).failed() == 0, "entities");
            }
            for (int n = 0; n < plan.subscribers(); n++) {
                require(subscribe(connection, plan, n) == 201, "subscription");
            }
        }
        new ChangeLoad(plan).run();
    }

    private static int subscribe(HttpConnection connection, ChangePlan plan, int number)
            throws IOException {
        var subscription =
                """
                {"type":"Subscription","entities":[{"type":"%s"}],"watchedAttributes":["%s"],
                 "notification":{"attributes":["%s"],"endpoint":{"uri":"http://127.0.0.1:%d/%d"}}}
                """
                        .formatted(
                                Changer.TYPE,
                                Changer.ATTRIBUTE,
                                Changer.ATTRIBUTE,
                                plan.receiver(),
                                number);
        return connection.send("POST", "/ngsi-ld/v1/subscriptions", subscription);
    }

    private static void require(boolean isCreated, String what) {
        if (!isCreated) {
            throw new IllegalStateException(what + " could not be created");
        }
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        try (var _ = Receiver.start(plan.receiver(), this::take)) {
            var made = change();
            awaitAll(made.changes() * plan.subscribers());
            System.out.printf(
                    "result %.1f %d %d %d %d %d %d%n",
                    counted.sum() / period.seconds(),
                    made.changes(),
                    told.distinct(),
                    told.again(),
                    made.failed(),
                    ages.percentile(0.5),
                    ages.percentile(0.99));
        }
    }

    private Changer.Made change() throws InterruptedException, ExecutionException {
        var next = new AtomicInteger();
        var changers =
                IntStream.range(0, plan.connections())
                        .mapToObj(n -> new Changer(plan, period, n, next, onTheirWay))
                        .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sum = new Changer.Made(0, 0);
            for (Future<Changer.Made> changer : threads.invokeAll(changers)) {
                sum = sum.plus(changer.get());
            }
            return sum;
        }
    }

    /** The path tells the subscriber, the value the change. */
    private void take(String path, String body, long nanos) {
        var value = VALUE.matcher(body);
        if (!value.find()) {
            return;
        }
        int change = Integer.parseInt(value.group(1));
        if (!told.add(Integer.parseInt(path.substring(1)), change)) {
            return;
        }
        onTheirWay.release();
        if (period.isWarm(nanos)) {
            counted.increment();
        }
        if (plan.rate() > 0 && period.isWarm(period.start() + plan.due(change))) {
            ages.note((nanos - period.start() - plan.due(change)) / 1_000);
        }
    }

    private void awaitAll(long expected) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (told.distinct() < expected && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
