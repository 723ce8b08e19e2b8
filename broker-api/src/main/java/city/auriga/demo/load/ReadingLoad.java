package city.auriga.demo.load;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Publishes readings and counts what was acknowledged. */
public final class ReadingLoad {
    private ReadingLoad() {}

    /**
     * Prints {@code result <acknowledged a second> <all that were acknowledged> <readings in
     * notifications> <p99 of their age in microseconds>}.
     *
     * @param arguments those of {@link Plan#parse}
     */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        var plan = Plan.parse(arguments);
        if (plan.receiver() == 0) {
            print(plan, publish(plan), 0, 0);
            return;
        }
        try (var receiver = Receiver.start(plan)) {
            var acknowledged = publish(plan);
            receiver.awaitQuiet();
            print(plan, acknowledged, receiver.count(), receiver.p99());
        }
    }

    private static Gateway.Acknowledged publish(Plan plan)
            throws InterruptedException, ExecutionException {
        var gateways =
                IntStream.range(0, plan.connections()).mapToObj(n -> new Gateway(plan, n)).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sum = new Gateway.Acknowledged(0, 0);
            for (Future<Gateway.Acknowledged> gateway : threads.invokeAll(gateways)) {
                sum = sum.plus(gateway.get());
            }
            return sum;
        }
    }

    private static void print(Plan plan, Gateway.Acknowledged sum, long notified, long p99) {
        System.out.printf(
                "result %.1f %d %d %d%n", sum.counted() / plan.seconds(), sum.all(), notified, p99);
    }
}
