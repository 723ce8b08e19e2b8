package city.auriga.iot.mqtt;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * When the latest messages of a session first arrived. One that is delivered again, since its
 * acknowledgement was lost, is the message that it was: it has its packet identifier (MQTT 5, 4.4),
 * and so it gets its time. Thread-safe.
 */
final class FirstArrivals {
    private final int[] ids;
    private final int[] hashes;
    private final long[] micros;
    private final boolean[] expected;
    private int next;

    /**
     * @param most messages that are remembered; no session has more that are not acknowledged
     */
    FirstArrivals(int most) {
        this.ids = new int[most];
        this.hashes = new int[most];
        this.micros = new long[most];
        this.expected = new boolean[most];
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
        int last = last(id);
        if (last >= 0 && hashes[last] == hash && (duplicate || expected[last])) {
            expected[last] = false;
            return Instant.EPOCH.plus(micros[last], ChronoUnit.MICROS);
        }
        ids[next] = id;
        hashes[next] = hash;
        micros[next] = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        expected[next] = false;
        next = (next + 1) % ids.length;
        return now;
    }

    /** A message was not acknowledged, so it will come again, whether the sender says so or not. */
    synchronized void expect(int id) {
        int last = last(id);
        if (last >= 0) {
            expected[last] = true;
        }
    }

    /** The latest with an identifier, which are used again; negative if there is none. */
    private int last(int id) {
        for (int i = 1; i <= ids.length; i++) {
            int place = Math.floorMod(next - i, ids.length);
            if (ids[place] == id) {
                return place;
            }
        }
        return -1;
    }
}
