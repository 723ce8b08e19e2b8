package city.auriga.storage.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.model.Tenant;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.news.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What processes tell each other of groups and devices, as a JSON array: apikey and id of a device;
 * tenant, resource and apikey of a group whose devices told something of themselves; or nothing.
 */
final class DeviceNews {
    private static final String CHANNEL = "auriga_device";
    private static final String TELL_GROUPS = "SELECT pg_notify('" + CHANNEL + "', '[]')";
    private static final String TELL_DEVICE =
            "SELECT pg_notify('" + CHANNEL + "', json_build_array(?::text, ?::text)::text)";
    private static final String TELL_CONFIGS =
            "SELECT pg_notify('"
                    + CHANNEL
                    + "', json_build_array(?::text, ?::text, ?::text)::text)";

    private static final int OF_CONFIGS = 3;

    /** PostgreSQL takes less than 8000 bytes. */
    private static final int MAX_CHARACTERS = 1_900;

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
        } else if (device.size() == OF_CONFIGS) {
            listener.configsChanged(
                    new Tenant(device.get(0).stringValue()),
                    device.get(1).stringValue(),
                    device.get(2).stringValue());
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

    /** In the transaction of the change. */
    static void configsChanged(JdbcClient jdbc, DeviceGroup group) {
        if (group.resource().length() + group.apikey().length() > MAX_CHARACTERS) {
            groupsChanged(jdbc);
        } else {
            jdbc.sql(TELL_CONFIGS)
                    .params(group.tenant().name(), group.resource(), group.apikey())
                    .query((row, n) -> n)
                    .list();
        }
    }
}
