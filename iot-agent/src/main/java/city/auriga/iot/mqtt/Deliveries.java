package city.auriga.iot.mqtt;

import city.auriga.iot.mqtt.BrokerClient.Arrival;
import city.auriga.iot.reading.HeldReadings;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.Readings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection to an external broker delivers, acknowledged in order after its commit. No
 * more is taken than the window holds, whether or not the broker knows of it.
 */
final class Deliveries implements BrokerClient.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final BrokerClient client;
    private final Readings readings;
    private final MqttTopics topics;
    private volatile FirstArrivals arrivals;
    private final Consumer<Reading> heard;
    private final IntConsumer waiting;
    private final Semaphore window;
    private final int mostBytes;
    private final Semaphore bytes;
    private final HeldReadings held;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("mqtt-deliveries").factory());

    /**
     * @param arrivals of the session, on earlier connections, too
     * @param heard is told of each reading as it arrives
     * @param waiting is told how many deliveries wait
     */
    Deliveries(
            BrokerClient client,
            Readings readings,
            MqttSettings settings,
            MqttTopics topics,
            FirstArrivals arrivals,
            Consumer<Reading> heard,
            IntConsumer waiting) {
        this.client = client;
        this.readings = readings;
        this.topics = topics;
        this.arrivals = arrivals;
        this.heard = heard;
        this.waiting = waiting;
        this.window = new Semaphore(settings.window());
        this.mostBytes = (int) Math.min(settings.totalBytes(), Integer.MAX_VALUE);
        this.bytes = new Semaphore(mostBytes);
        this.held = new HeldReadings(readings, executor, settings.maxHold(), this::end);
    }

    /** The broker knows nothing of earlier connections: its packet identifiers begin anew. */
    void sessionIsNew(FirstArrivals none) {
        arrivals = none;
    }

    enum Event {
        /** Time has passed. */
        NOTHING,
        /** The topics may have changed. */
        CHANGE,
        /** Somebody says that we are gone. */
        STALE_DEATH,
        /** The same, in a way that only another connection can put right. */
        LATER_DEATH,
        /** The connection is lost, or is to be given up. */
        END,
        /** The connection is lost to another client. */
        TAKEN_OVER
    }

    /** Waits for something to do, but not for ever. */
    Event await(Duration patience) throws InterruptedException {
        var event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return event == null ? Event.NOTHING : event;
    }

    /** Lets who waits look at the topics. */
    void change() {
        events.add(Event.CHANGE);
    }

    private void died(SparkplugHost.Heard heard) {
        switch (heard) {
            case NOTHING -> {}
            case STALE_DEATH -> events.add(Event.STALE_DEATH);
            case LATER_DEATH -> events.add(Event.LATER_DEATH);
        }
    }

    /** Hears what others say of the host, too. */
    BrokerClient.Listener listeningFor(SparkplugHost host) {
        return new BrokerClient.Listener() {
            @Override
            public void arrived(Arrival arrival) {
                died(host.hear(arrival.topic(), arrival.payload()));
                Deliveries.this.arrived(arrival);
            }

            @Override
            public void lost(boolean takenOver) {
                Deliveries.this.lost(takenOver);
            }
        };
    }

    /** Lets who waits for the end go on. */
    void end() {
        events.add(Event.END);
    }

    @Override
    public void arrived(Arrival arrival) {
        var received =
                arrivals.of(
                        arrival.id(),
                        arrival.duplicate(),
                        arrival.topic(),
                        arrival.payload(),
                        topics.now());
        var reading =
                topics.reading(arrival.topic(), arrival.payload(), arrival.correlation(), received)
                        .map(found -> arrival.retained() ? found.heldBack() : found)
                        .orElse(null);
        if (reading != null) {
            heard.accept(reading);
        }
        int size = Math.min(arrival.payload().length + 1, mostBytes);
        awaitPlace(window, 1);
        awaitPlace(bytes, size);
        try {
            executor.execute(() -> {
                held.offer(reading, new Delivery(arrival, size));
                waiting.accept(held.size());
            });
        } catch (RejectedExecutionException closed) {
            leave(size);
            arrivals.expect(arrival.id());
            if (reading != null && arrival.qos() == 0) {
                readings.lost(reading);
            }
            LOG.debug("a delivery came too late; with QoS 1 the broker sends it again");
        }
    }

    /** As long as there is a connection: the client does not end one while we block. */
    private void awaitPlace(Semaphore places, int wanted) {
        try {
            while (!places.tryAcquire(wanted, 1, TimeUnit.SECONDS)) {
                if (!client.isConnected()) {
                    return;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave(int size) {
        window.release();
        bytes.release(size);
    }

    private final class Delivery implements HeldReadings.Message {
        private final Arrival arrival;
        private final int size;

        Delivery(Arrival arrival, int size) {
            this.arrival = arrival;
            this.size = size;
        }

        @Override
        public void release() {
            leave(size);
            try {
                if (arrival.qos() > 0) {
                    client.acknowledge(arrival);
                }
            } catch (IOException lost) {
                arrivals.expect(arrival.id());
                LOG.debug("not acknowledged: {}", lost.getMessage());
            }
            waiting.accept(held.size());
        }

        @Override
        public boolean comesAgain() {
            return arrival.qos() > 0;
        }

        /** The broker keeps it for the next connection. */
        @Override
        public void discard() {
            leave(size);
            arrivals.expect(arrival.id());
        }
    }

    @Override
    public void lost(boolean takenOver) {
        events.add(takenOver ? Event.TAKEN_OVER : Event.END);
    }

    @Override
    public void close() {
        executor.execute(() -> {
            held.close();
            waiting.accept(0);
            executor.shutdown();
        });
    }
}
