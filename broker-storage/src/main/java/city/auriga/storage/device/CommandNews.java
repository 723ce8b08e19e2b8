package city.auriga.storage.device;

import city.auriga.core.device.CommandListener;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.news.Channel;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What processes tell each other of commands: the address of a device and whether to hurry, as a
 * JSON array.
 */
final class CommandNews {
    private static final String CHANNEL = "auriga_command";
    private static final String TELL = "SELECT pg_notify('" + CHANNEL + "', ?)";

    /** PostgreSQL takes less than 8000 bytes; who is not told of looks by itself, but later. */
    private static final int MAX_CHARACTERS = 1_900;

    private CommandNews() {}

    /**
     * @param senders who listen, if there are any in this process
     */
    static Channel channel(Iterable<CommandListener> senders) {
        return new Channel(
                CHANNEL,
                news -> senders.forEach(sender -> hear(news, sender)),
                () -> senders.forEach(CommandListener::reload));
    }

    private static void hear(String news, CommandListener listener) {
        var told = StoredAttributes.JSON.readTree(news);
        listener.stirred(
                new Address(
                        new Tenant(told.get(0).stringValue()),
                        told.get(1).stringValue(),
                        told.get(2).stringValue(),
                        told.get(3).stringValue()),
                told.get(4).booleanValue());
    }

    /** In the transaction of the change. */
    static void stirred(JdbcClient jdbc, Collection<Address> devices, boolean hurry) {
        devices.stream()
                .map(device -> text(device, hurry))
                .filter(text -> text.length() <= MAX_CHARACTERS)
                .forEach(text -> jdbc.sql(TELL).param(text).query((row, n) -> n).list());
    }

    private static String text(Address device, boolean hurry) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(device.tenant().name())
                .add(device.path())
                .add(device.apikey())
                .add(device.device())
                .add(hurry)
                .toString();
    }
}
