package city.auriga.storage.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceListener;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.news.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What processes tell each other of groups and devices: apikey and id as a JSON array, or empty.
 */
final class DeviceNews {
    private static final String CHANNEL = "auriga_device";
    private static final String TELL_GROUPS = "SELECT pg_notify('" + CHANNEL + "', '[]')";
    private static final String TELL_DEVICE =
            "SELECT pg_notify('" + CHANNEL + "', json_build_array(?::text, ?::text)::text)";

    private DeviceNews() {}

    /**
     * @param agents who listen, if there are any in this process
     */
    static Channel channel(Iterable<DeviceListener> agents) {
        return new Channel(
                CHANNEL,
                news -> agents.forEach(agent -> hear(news, agent)),
                () -> agents.forEach(DeviceListener::reload));
    }

    private static void hear(String news, DeviceListener listener) {
        var device = StoredAttributes.JSON.readTree(news);
        if (device.isEmpty()) {
            listener.groupsChanged();
        } else {
            listener.deviceChanged(device.get(0).stringValue(), device.get(1).stringValue());
        }
    }

    /** In the transaction of the change. */
    static void groupsChanged(JdbcClient jdbc) {
        jdbc.sql(TELL_GROUPS).query((row, n) -> n).list();
    }

    /** In the transaction of the change. */
    static void changed(JdbcClient jdbc, Device device) {
        jdbc.sql(TELL_DEVICE).params(device.apikey(), device.id()).query((row, n) -> n).list();
    }
}
