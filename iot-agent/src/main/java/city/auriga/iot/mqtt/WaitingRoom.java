package city.auriga.iot.mqtt;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What waits at all gates of the embedded broker together, so that memory stays bounded. */
final class WaitingRoom {
    private final int mostReadings;
    private final long mostBytes;
    private final AtomicInteger readings = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param mostBytes of all packets that wait
     */
    WaitingRoom(int mostReadings, long mostBytes) {
        this.mostReadings = mostReadings;
        this.mostBytes = mostBytes;
    }

    void enter(boolean isReading, int size) {
        if (isReading) {
            readings.incrementAndGet();
        }
        bytes.addAndGet(size);
    }

    void leave(boolean isReading, int size) {
        if (isReading) {
            readings.decrementAndGet();
        }
        bytes.addAndGet(-size);
    }

    /** Whether each connection may have no more than one packet here. */
    boolean isFull() {
        return readings.get() > mostReadings || bytes.get() > mostBytes;
    }

    int readings() {
        return readings.get();
    }
}
