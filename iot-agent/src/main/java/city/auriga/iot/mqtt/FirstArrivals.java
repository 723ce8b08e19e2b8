package city.auriga.iot.mqtt;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When the latest messages of a session first arrived. One that is delivered again, since its
 * acknowledgement was lost, is the message that it was: it has its packet identifier (MQTT 5, 4.4),
 * and so it gets its time. Thread-safe.
 */
final class FirstArrivals {
    private final ArrayDeque<Seen> latest = new ArrayDeque<>();
    private int most;

    private static final class Seen {
        private final int id;
        private final int hash;
        private final long micros;

        /** Whether it was not acknowledged, and will come again. */
        private boolean expected;

        Seen(int id, int hash, long micros) {
            this.id = id;
            this.hash = hash;
            this.micros = micros;
        }
    }

    /**
     * @param most messages that are remembered
     */
    FirstArrivals(int most) {
        this.most = most;
    }

    /** Of a session at another broker, which may send some more than we take at once. */
    static FirstArrivals of(MqttSettings settings) {
        return new FirstArrivals(2 * settings.window() + 64);
    }

    /** None of those that are not acknowledged is to be forgotten. */
    synchronized void makeRoom(int notAcknowledged) {
        most = Math.max(most, notAcknowledged);
    }

    /** How many messages are remembered. */
    synchronized int size() {
        return latest.size();
    }

    /**
     * When a message first arrived.
     *
     * @param id its packet identifier; 0 if it has none
     * @param duplicate whether the sender says that it may have come before
     * @param now as whole microseconds
     */
    synchronized Instant of(int id, boolean duplicate, String topic, byte[] payload, Instant now) {
        if (id == 0) {
            return now;
        }
        int hash = 31 * topic.hashCode() + Arrays.hashCode(payload);
        var last = last(id);
        if (last != null && last.hash == hash && (duplicate || last.expected)) {
            last.expected = false;
            return Instant.EPOCH.plus(last.micros, ChronoUnit.MICROS);
        }
        if (latest.size() >= most) {
            latest.remove();
        }
        latest.add(new Seen(id, hash, ChronoUnit.MICROS.between(Instant.EPOCH, now)));
        return now;
    }

    /** A message was not acknowledged, so it will come again, whether the sender says so or not. */
    synchronized void expect(int id) {
        var last = last(id);
        if (last != null) {
            last.expected = true;
        }
    }

    /** The latest with an identifier, which are used again; null if there is none. */
    private @Nullable Seen last(int id) {
        for (var all = latest.descendingIterator(); all.hasNext(); ) {
            var seen = all.next();
            if (seen.id == id) {
                return seen;
            }
        }
        return null;
    }
}
