package city.auriga.iot.reading;

import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceSilences;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is silent, by what is known of devices in memory. For one process. */
final class InMemorySilences implements DeviceSilences {
    private final InMemoryStores stores;

    /** When those who count as silent were last heard before. */
    private final Map<DeviceKey, Instant> silent = new HashMap<>();

    InMemorySilences(InMemoryStores stores) {
        this.stores = stores;
    }

    @Override
    public List<Due> claim(Instant now, Instant until, int limit) {
        return stores.activities.all.values().stream()
                .filter(activity -> isDue(activity, now))
                .limit(limit)
                .map(a -> new Due(a.device(), a.lastSeen(), silent.containsKey(a.device())))
                .toList();
    }

    private boolean isDue(DeviceActivity activity, Instant now) {
        var since = silent.get(activity.device());
        return since == null
                ? activity.expectedBy() != null && !activity.expectedBy().isAfter(now)
                : activity.lastSeen().isAfter(since);
    }

    @Override
    public void settle(List<Settled> found, Instant until) {
        for (var one : found) {
            if (one.silent()) {
                silent.put(one.due().device(), one.due().lastSeen());
            } else {
                silent.remove(one.due().device());
            }
        }
    }
}
