package city.auriga.demo;

import static city.auriga.demo.LiveLine.grouped;

import city.auriga.demo.simulation.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows again and again what was sent, what was acknowledged, and what the broker counts. */
final class Progress implements AutoCloseable {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT);

    private final Publisher publisher;
    private final Broker broker;
    private final LiveLine line;
    private final Optional<ReadingCounts> before;
    private final long start = System.nanoTime();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private volatile Moment moment = new Moment(Instant.EPOCH);

    Progress(Publisher publisher, Broker broker, LiveLine line) {
        this.publisher = publisher;
        this.broker = broker;
        this.line = line;
        this.before = broker.counts();
    }

    void start(Duration pause) {
        long millis = pause.toMillis();
        var _ = timer.scheduleAtFixedRate(this::show, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** It is that time in the city now. */
    void reached(Moment now) {
        moment = now;
    }

    private void show() {
        double seconds = (System.nanoTime() - start) / 1e9;
        long acknowledged = publisher.acknowledged();
        var text = new StringBuilder(CLOCK.format(moment.local()));
        text.append(" in Santander: ").append(grouped(publisher.sent())).append(" sent, ");
        text.append(grouped(acknowledged)).append(" acknowledged, ");
        text.append(grouped(Math.round(acknowledged / seconds))).append("/s");
        if (publisher.refused() > 0) {
            text.append(", ").append(grouped(publisher.refused())).append(" not accepted");
        }
        before.flatMap(b -> broker.counts().map(now -> now.since(b)))
                .ifPresent(counts ->
                        text.append("; Auriga counts ")
                                .append(grouped(counts.committed()))
                                .append(" committed, ")
                                .append(grouped(counts.refused()))
                                .append(" refused"));
        line.show(text.toString());
    }

    /** Shows how it has ended. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (timer.awaitTermination(3, TimeUnit.SECONDS)) {
                show();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        line.end();
    }
}
