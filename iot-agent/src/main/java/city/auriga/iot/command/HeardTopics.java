package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.iot.device.GroupTopics.Listening;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;

/**
 * Where devices were heard, as far as it is remembered: the topics of commands may need more than
 * apikey and device, and operators may have put the apikey elsewhere. Thread-safe.
 */
public final class HeardTopics {
    private final Cache<Address, Map<String, String>> heard =
            Caffeine.newBuilder().maximumSize(100_000).build();

    void put(Address device, Map<String, String> captures) {
        if (!captures.equals(heard.getIfPresent(device))) {
            heard.put(device, captures);
        }
    }

    /** What the topic of a command may need, as the codec of the group calls it. */
    Map<String, String> captures(Address device, Listening listening) {
        var known = heard.getIfPresent(device);
        return known == null ? listening.topics().known() : known;
    }
}
