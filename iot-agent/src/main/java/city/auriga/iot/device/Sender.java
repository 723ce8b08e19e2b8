package city.auriga.iot.device;

import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.payload.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * A device that was found.
 *
 * @param protocol what its group speaks, for messages that do not tell
 * @param resource of its group
 * @param commands what it understands as commands
 * @param roams whether only its readings tell its group, since several have its apikey, or its
 *     Entity, since an expression names that
 * @param nextApikey that it may send with, too, and will have; null if it does not change
 */
public record Sender(
        Protocol protocol,
        String resource,
        DeviceProfile profile,
        CommandProfile commands,
        boolean roams,
        @Nullable String nextApikey) {

    /** The same at one Entity: there its readings go, and its commands are asked for. */
    public Sender at(String entity) {
        return isSettled() && profile.entity().id().equals(entity)
                ? this
                : new Sender(protocol, resource, profile.at(entity), commands, roams, nextApikey);
    }

    /**
     * What changes are marked with that it makes itself; null if it is not told of changes, so that
     * nobody looks.
     */
    public @Nullable String origin() {
        if (commands.reversed().isEmpty()) {
            return null;
        }
        var address = commands.address();
        return address.path() + "\n" + address.apikey() + "\n" + address.device();
    }

    /** Whether its Entity has to be there before it measures anything: somebody may ask it. */
    public boolean isAsked() {
        return !commands.all().isEmpty() || profile.isAsked();
    }

    /** Whether its Entity is known without a reading. */
    public boolean isSettled() {
        return profile.entityName() == null;
    }
}
