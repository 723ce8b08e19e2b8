package city.auriga.demo;

import static city.auriga.demo.LiveLine.grouped;

import city.auriga.demo.simulation.City;
import city.auriga.demo.simulation.Simulation;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run: declares the devices, publishes their readings, shows how that goes. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 10;

    private final Options options;
    private final PrintStream out;
    private final LiveLine line;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Demo(Options options, PrintStream out, boolean terminal) {
        this.options = options;
        this.out = out;
        this.line = new LiveLine(out, terminal);
    }

    void run() throws InterruptedException {
        var city = City.of(options.devices());
        try (var broker = new Broker(options.url())) {
            new Provisioning(broker).declare(city);
            out.println(grouped(options.devices()) + " devices are declared at " + options.url());
            try (var publisher = Publisher.connect(options.mqtt());
                    var progress = new Progress(publisher, broker, line)) {
                out.println(
                        "Publishing %s readings a second to %s %s"
                                .formatted(grouped(options.rate()), options.mqtt(), duration()));
                progress.start(line.pause());
                publish(simulation(city), publisher, progress);
                publisher.awaitAcknowledgements(PATIENCE);
            }
            out.print(Suggestions.of(city, options.url()));
        } finally {
            ended.countDown();
        }
    }

    /** From another thread: ends the run and waits until it has said its last words. */
    void stop() throws InterruptedException {
        stop.countDown();
        var _ = ended.await(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Simulation simulation(City city) {
        return options.seed().isPresent()
                ? Simulation.seeded(city, options.seed().getAsLong())
                : Simulation.live(city, InstantSource.system());
    }

    private void publish(Simulation simulation, Publisher publisher, Progress progress)
            throws InterruptedException {
        long start = System.nanoTime();
        long all = options.endless() ? Long.MAX_VALUE : options.readings();
        while (publisher.sent() < all && !stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            long due = (System.nanoTime() - start) / 1_000 * options.rate() / 1_000_000;
            while (publisher.sent() < Math.min(due, all) && stop.getCount() > 0) {
                var reading = simulation.next();
                progress.reached(reading.moment());
                publisher.publish(reading);
            }
        }
    }

    private String duration() {
        return options.endless() ? "until Ctrl-C" : "for " + options.seconds() + " s";
    }
}
