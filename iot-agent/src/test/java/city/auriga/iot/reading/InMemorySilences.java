package city.auriga.iot.reading;

import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceSilences;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is silent, by what is known of devices in memory. For one process. */
final class InMemorySilences implements DeviceSilences {
    private final InMemoryStores stores;
    private final Map<DeviceKey, State> states = new HashMap<>();

    /** What was found, or claimed, when the device was last heard at a time. */
    private record State(Instant lastSeen, boolean silent, @Nullable Instant expectedBy) {}

    InMemorySilences(InMemoryStores stores) {
        this.stores = stores;
    }

    @Override
    public List<Due> claim(Instant now, Instant until, int limit) {
        var due =
                stores.activities.all.values().stream()
                        .filter(activity -> isDue(activity, now))
                        .limit(limit)
                        .map(a -> new Due(a.device(), a.lastSeen(), isSilent(a.device())))
                        .toList();
        due.forEach(one -> put(one, one.silent(), until));
        return due;
    }

    private boolean isSilent(DeviceKey device) {
        var state = states.get(device);
        return state != null && state.silent;
    }

    private boolean isDue(DeviceActivity activity, Instant now) {
        var expected = expected(activity);
        return expected != null && !expected.isAfter(now);
    }

    private @Nullable Instant expected(DeviceActivity activity) {
        var state = states.get(activity.device());
        if (state != null && !activity.lastSeen().isAfter(state.lastSeen)) {
            return state.expectedBy;
        }
        return state != null && state.silent ? activity.lastSeen() : activity.expectedBy();
    }

    private void put(Due due, boolean silent, @Nullable Instant expectedBy) {
        states.put(due.device(), new State(due.lastSeen(), silent, expectedBy));
    }

    @Override
    public void settle(List<Settled> found, Instant until) {
        found.forEach(one -> put(one.due(), one.silent(), one.expectedBy()));
    }
}
