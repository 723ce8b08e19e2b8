package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Port: stores commands. Those of one device are sent one after the other, by one process each.
 * Every method may throw {@link city.auriga.core.problem.NgsiLdException} with problem {@code
 * SERVICE_UNAVAILABLE}.
 */
public interface Commands {
    /** Which of them were stored before. */
    Set<UUID> known(Collection<UUID> ids);

    /**
     * Adds commands, in their order; those that are there already stay as they are. Every process
     * hears of the devices.
     *
     * @return those that are not added, because their device is gone or has another apikey now
     * @throws city.auriga.core.problem.NgsiLdException NonexistentTenant if the tenant is gone;
     *     {@code SERVICE_UNAVAILABLE}, and nothing is added, if one of the devices is moved or
     *     removed just now
     */
    List<DeviceCommand> add(List<DeviceCommand> commands);

    /**
     * Takes the oldest command of a device that was not sent. Nobody else gets it, or one behind
     * it, before it is sent, given back, finished, or the claim has run out.
     *
     * @param until when the claim runs out
     * @param hurry whether it is tried though its time has not come yet
     */
    Optional<DeviceCommand> claim(Address device, Instant now, Instant until, boolean hurry);

    /**
     * A claimed command is on its way; the next one may follow.
     *
     * @return the command if {@linkplain Feedback#ANSWER more or less than the answer} is wanted,
     *     so that it is {@link State#DELIVERED} by that
     */
    Optional<DeviceCommand> sent(UUID id, Instant now);

    /**
     * A claimed command could not be sent.
     *
     * @param unheard when it was claimed, if surely nobody got it: then no answer is about it; null
     *     if the device may have got it all the same
     */
    void giveBack(UUID id, Instant nextTry, @Nullable Instant unheard);

    /**
     * The network tells that a device has got a command: it is {@link State#DELIVERED}.
     *
     * @return empty unless it was {@link State#PENDING}
     */
    Optional<DeviceCommand> delivered(Address device, UUID id, Instant now);

    /** All that a device has not got yet, delivered by being fetched. */
    List<DeviceCommand> fetch(Address device, Instant now);

    /**
     * A device answered: that ends the command that the answer names, or else the oldest open one
     * of its name that was on its way when the answer arrived. The same message ends one only once;
     * a named command that is not known is none. An answer that is not wanted leaves the command as
     * it is shown.
     */
    CommandAnswer.Effect answer(Address device, CommandAnswer answer);

    /**
     * Ends an open command.
     *
     * @return empty if it is not open
     */
    Optional<DeviceCommand> finish(UUID id, State state, JsonNode info, Instant now);

    /** Ends open commands whose time has run out, at most so many; answers them. */
    List<DeviceCommand> expire(JsonNode info, Instant now, int limit);

    /** Devices with commands that nobody has sent though it was time: every process hears. */
    void stir(Instant now, int limit);

    /** How many are open, of all tenants, but for those of which nobody awaits anything. */
    long countOpen();

    /** Whether a device has open ones. */
    boolean hasOpen(Address device);

    /** Devices with commands that were not sent. */
    List<Address> waiting(int limit);

    /** Commands whose Entity does not show their state, though it changed before this time. */
    List<DeviceCommand> untold(Instant before, int limit);

    /** The Entity shows a command as it is here. */
    void told(DeviceCommand shown);

    /** A page, the newest first. */
    List<DeviceCommand> list(Address device, int limit, int offset);

    long count(Address device);

    Optional<DeviceCommand> find(Address device, UUID id);

    /** Removes commands that ended before this time, at most so many. */
    void forgetFinished(Instant before, int limit);

    /** Ends what is open of a device that is not there any more; answers it. */
    List<DeviceCommand> abandon(Address device, JsonNode info, Instant now);
}
