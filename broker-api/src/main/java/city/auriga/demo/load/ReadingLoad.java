package city.auriga.demo.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Publishes readings and counts what was acknowledged. */
public final class ReadingLoad {
    private static final Pattern OBSERVED = Pattern.compile("\"observedAt\":\"([^\"]+)\"");

    private ReadingLoad() {}

    /**
     * Prints {@code result <acknowledged a second> <all that were acknowledged> <readings in
     * notifications> <p99 of their age in microseconds> <p50 and p99 of the time from publishing to
     * the acknowledgement, in microseconds>}.
     *
     * @param arguments those of {@link Plan#parse}
     */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        var plan = Plan.parse(arguments);
        var ages = new Ages();
        var acknowledgements = new Ages();
        if (plan.receiver() == 0) {
            print(plan, publish(plan, acknowledgements), ages, acknowledgements);
            return;
        }
        try (var receiver =
                Receiver.start(
                        plan.receiver(),
                        (path, body, nanos) -> {
                            if (plan.period().isWarm(nanos)) {
                                note(body, ages);
                            }
                        })) {
            var acknowledged = publish(plan, acknowledgements);
            receiver.awaitQuiet();
            print(plan, acknowledged, ages, acknowledgements);
        }
    }

    private static void note(String notification, Ages ages) {
        var now = Instant.now();
        OBSERVED.matcher(notification)
                .results()
                .map(found -> Duration.between(Instant.parse(found.group(1)), now))
                .forEach(age -> ages.note(age.toNanos() / 1_000));
    }

    private static Gateway.Acknowledged publish(Plan plan, Ages acknowledgements)
            throws InterruptedException, ExecutionException {
        var gateways =
                IntStream.range(0, plan.connections())
                        .mapToObj(n -> new Gateway(plan, n, acknowledgements))
                        .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sum = new Gateway.Acknowledged(0, 0);
            for (Future<Gateway.Acknowledged> gateway : threads.invokeAll(gateways)) {
                sum = sum.plus(gateway.get());
            }
            return sum;
        }
    }

    private static void print(
            Plan plan, Gateway.Acknowledged sum, Ages ages, Ages acknowledgements) {
        System.out.printf(
                "result %.1f %d %d %d %d %d%n",
                sum.counted() / plan.period().seconds(),
                sum.all(),
                ages.count(),
                ages.percentile(0.99),
                acknowledgements.percentile(0.5),
                acknowledgements.percentile(0.99));
    }
}
