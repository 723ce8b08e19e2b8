package city.auriga.storage.device;

import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.news.Channel;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What processes tell each other of what devices watch: tenant and Entity, or the address of a
 * device that has to be told, as a JSON array.
 */
final class ConfigurationNews {
    private static final String CHANNEL = "auriga_configuration";
    private static final String TELL = "SELECT pg_notify('" + CHANNEL + "', ?)";

    /** PostgreSQL takes less than 8000 bytes; who is not told of looks by itself, but later. */
    private static final int MAX_CHARACTERS = 1_900;

    private static final int OF_ENTITY = 2;

    private ConfigurationNews() {}

    /**
     * @param agents who listen, if there are any in this process
     */
    static Channel channel(Iterable<ConfigurationListener> agents) {
        return new Channel(
                CHANNEL,
                news -> agents.forEach(agent -> hear(news, agent)),
                () -> agents.forEach(ConfigurationListener::reload));
    }

    private static void hear(String news, ConfigurationListener listener) {
        var told = StoredAttributes.JSON.readTree(news);
        if (told.isEmpty()) {
            listener.reload();
            return;
        }
        var tenant = new Tenant(told.get(0).stringValue());
        if (told.size() == OF_ENTITY) {
            listener.watchedChanged(tenant, told.get(1).stringValue());
        } else {
            listener.stirred(
                    new Address(
                            tenant,
                            told.get(1).stringValue(),
                            told.get(2).stringValue(),
                            told.get(3).stringValue()));
        }
    }

    /** In the transaction of the change. */
    static void watched(JdbcClient jdbc, Tenant tenant, String entity) {
        var text = array().add(tenant.name()).add(entity).toString();
        tell(jdbc, text.length() <= MAX_CHARACTERS ? text : "[]");
    }

    /** In the transaction of the change. */
    static void stirred(JdbcClient jdbc, Collection<Address> devices) {
        for (var device : devices) {
            var text =
                    array().add(device.tenant().name())
                            .add(device.path())
                            .add(device.apikey())
                            .add(device.device())
                            .toString();
            if (text.length() <= MAX_CHARACTERS) {
                tell(jdbc, text);
            }
        }
    }

    private static void tell(JdbcClient jdbc, String text) {
        jdbc.sql(TELL).param(text).query((row, n) -> n).list();
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
