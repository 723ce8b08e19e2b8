package city.auriga.iot.reading;

import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceKey;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.payload.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When devices were heard, and how much. Collected in memory and stored now and then, all that is
 * new at once: what a crash takes away is a moment, and readings do not wait for it.
 */
public final class ActivityLog implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityLog.class);

    /** While the database is away more are not remembered. */
    private static final int MAX_DEVICES = 200_000;

    private final DeviceActivities store;
    private final Duration pause;
    private final ConcurrentMap<DeviceKey, DeviceActivity> news = new ConcurrentHashMap<>();
    private final Thread thread;

    /**
     * @param pause between two times of storing
     */
    public ActivityLog(DeviceActivities store, Duration pause) {
        this.store = store;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("device-activity").start(this);
    }

    /**
     * Remembers a reading that is settled.
     *
     * @param measures that were in it
     */
    void heard(Sender sender, Instant received, List<Measure> measures, ReadingOutcome outcome) {
        var profile = sender.profile();
        var apikey = sender.commands().address().apikey();
        var device = new DeviceKey(profile.tenant(), profile.path(), apikey, profile.device());
        boolean written = outcome.written() > 0;
        boolean kept = written && !measures.isEmpty() && profile.watch().keepsMeasure();
        add(
                new DeviceActivity(
                        device,
                        received,
                        written ? received : null,
                        measures.size(),
                        outcome.refusals().size(),
                        kept ? LastMeasure.text(measures.getLast()) : null,
                        expected(profile, received)));
    }

    /** What is heard is stored as late as the pause. */
    private @Nullable Instant expected(DeviceProfile profile, Instant received) {
        var expected = profile.watch().expectedAfter(received);
        return expected == null ? null : expected.plus(pause);
    }

    private void add(DeviceActivity activity) {
        if (news.size() < MAX_DEVICES || news.containsKey(activity.device())) {
            news.merge(activity.device(), activity, DeviceActivity::and);
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(pause);
                store();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void store() {
        var taken = take();
        if (taken.isEmpty()) {
            return;
        }
        try {
            store.add(taken).forEach(this::add);
        } catch (RuntimeException e) {
            // It is no reading: what comes later matters more.
            LOG.error("what {} devices did could not be stored", taken.size(), e);
        }
    }

    private List<DeviceActivity> take() {
        var taken = new ArrayList<DeviceActivity>();
        for (var device : news.keySet()) {
            var activity = news.remove(device);
            if (activity != null) {
                taken.add(activity);
            }
        }
        return taken;
    }

    /** Stores what is left. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store();
    }
}
